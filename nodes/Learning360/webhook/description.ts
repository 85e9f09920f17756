import type { INodeProperties, INodeTypeDescription } from 'n8n-workflow';
import events from '../events';
import { INTERRUPTED, RUN_AGAIN } from './parameters';
import { referenceKinds } from './references';

/** An expression for what holds where events run again, and what holds otherwise. */
function whenRunAgain(yes: string, no: string): string {
	return `={{ $parameter["${INTERRUPTED}"] === "${RUN_AGAIN}" ? "${yes}" : "${no}" }}`;
}

/** Addresses that 360Learning calls: it asks whether one answers before it makes a subscription. */
export const webhooks: NonNullable<INodeTypeDescription['webhooks']> = [
	{ name: 'setup', httpMethod: 'GET', responseMode: 'onReceived', path: 'webhook', ndvHideUrl: true },
	{ name: 'setup', httpMethod: 'HEAD', responseMode: 'onReceived', path: 'webhook', ndvHideUrl: true },
	{
		name: 'default',
		httpMethod: 'POST',
		responseMode: whenRunAgain('lastNode', 'onReceived'),
		responseData: whenRunAgain('noData', ''),
		path: 'webhook',
	},
];

/** What a person fills in. The label "Events" makes n8n list each event in its panel of triggers. */
export const properties: INodeProperties[] = [
	{
		displayName:
			'360Learning calls n8n, so n8n must be reachable from the internet. Listening for a test event makes subscriptions to the test URL and deletes them afterwards.',
		name: 'reachable',
		type: 'notice',
		default: '',
	},
	{
		displayName: 'Events',
		name: 'events',
		type: 'multiOptions',
		options: events.events.map(({ type, name, description }) => ({ name, value: type, description })),
		default: [],
		description:
			'What starts the workflow; each event becomes a webhook subscription in 360Learning when the workflow is published',
	},
	{
		displayName: 'Resolve References',
		name: 'resolveReferences',
		type: 'multiOptions',
		options: referenceKinds(),
		default: [],
		description:
			'Records to read where an event gives their IDs; they come out under "references", as null where they are gone',
	},
	{
		displayName: 'Catch Up',
		name: 'catchUp',
		type: 'boolean',
		default: true,
		description:
			'Whether to look into the event history when n8n starts and every hour, start the workflow for events that could not be delivered, and resume subscriptions that 360Learning has paused',
	},
	{
		displayName: 'Catch Up for (Days)',
		name: 'catchUpDays',
		type: 'number',
		typeOptions: { minValue: 1, maxValue: 90, numberPrecision: 0 },
		default: 3,
		description: 'How far back to catch up; 360Learning keeps events for 90 days',
		displayOptions: { show: { catchUp: [true] } },
	},
	{
		displayName: 'If an Execution Is Cut Off',
		name: INTERRUPTED,
		type: 'options',
		options: [
			{
				name: 'Show It as Crashed',
				value: 'show',
				description: 'Each event starts the workflow once. Retry crashed executions in the executions list.',
			},
			{
				name: 'Run It Again',
				value: RUN_AGAIN,
				description:
					'Each event starts the workflow until an execution has ended. Steps that were done before n8n stopped happen twice.',
			},
		],
		default: 'show',
		description: 'What happens to an event whose execution was cut off because n8n was killed or restarted',
	},
	{
		displayName:
			'360Learning is answered when the execution has ended. If that takes more than 15 seconds, it sends the event again after 5 seconds, 5 minutes and so on, and gets its answer then. An execution that ends with an error has ended and does not run again.',
		name: 'runAgainNotice',
		type: 'notice',
		default: '',
		displayOptions: { show: { [INTERRUPTED]: [RUN_AGAIN] } },
	},
	{
		displayName: 'Options',
		name: 'options',
		type: 'collection',
		placeholder: 'Add option',
		default: {},
		options: [
			{
				displayName: 'Other Event Types',
				name: 'otherEventTypes',
				type: 'string',
				default: '',
				placeholder: 'e.g. course.published, user.locked',
				description: 'Types that are not in the list, because 360Learning has added them later, separated by commas',
			},
			{
				displayName: 'Signature Tolerance (Seconds)',
				name: 'signatureTolerance',
				type: 'number',
				typeOptions: { minValue: 1, maxValue: 86400, numberPrecision: 0 },
				default: 300,
				description: 'How much the time of a delivery may differ from the clock of n8n',
			},
			{
				displayName: 'Signing Secrets',
				name: 'signingSecrets',
				type: 'string',
				typeOptions: { password: true, multipleValues: true, multipleValueButtonText: 'Add Secret' },
				default: [],
				description:
					'Only for credentials without the scope webhookSecrets:read: the secrets of subscriptions that were made in 360Learning under Settings > Webhooks',
			},
		],
	},
	{
		// Not n8n's own field for polling triggers (`polling: true`): the editor would then offer "Fetch Test Event", which does not listen.
		displayName: 'Poll Times',
		name: 'pollTimes',
		type: 'hidden',
		default: { item: [{ mode: 'everyX', unit: 'hours', value: 1 }] },
	},
];

/** Text in the editor while it listens. */
export const triggerPanel: NonNullable<INodeTypeDescription['triggerPanel']> = {
	header: '',
	executionsHelp: {
		inactive:
			"While building your workflow, click the 'listen' button and do in 360Learning what you want to react to. The event shows up here. n8n must be reachable from the internet.",
		active:
			"While building your workflow, click the 'listen' button and do in 360Learning what you want to react to; the published workflow goes on meanwhile. Its executions are in the executions list.",
	},
	activationHint: 'Once you have finished building your workflow, publish it to react to every event.',
};

const labels = JSON.stringify(Object.fromEntries(events.events.map(({ type, name }) => [type, name])));

/** What the trigger shows below its name: the labels of its events. */
export const subtitle = `={{ $parameter["events"].map((event) => (${labels})[event] ?? event).join(", ") }}`;
