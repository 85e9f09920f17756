import {
	NodeConnectionTypes,
	type IExecuteFunctions,
	type IHookFunctions,
	type INodeExecutionData,
	type INodeType,
	type INodeTypeDescription,
	type IPollFunctions,
	type IWebhookFunctions,
	type IWebhookResponseData,
} from 'n8n-workflow';
import { plainError } from '../connector/messages/errors';
import { catchUp } from './webhook/catchUp';
import { receive } from './webhook/delivery';
import { properties, subtitle, triggerPanel } from './webhook/description';
import { INTERRUPTED, RUN_AGAIN } from './webhook/parameters';
import { passOn } from './webhook/passing';
import { subscribe, subscriptionsStand, unsubscribe } from './webhook/subscriptions';

/** An expression for what holds where events run again, and what holds otherwise. */
function whenRunAgain(yes: string, no: string): string {
	return `={{ $parameter["${INTERRUPTED}"] === "${RUN_AGAIN}" ? "${yes}" : "${no}" }}`;
}

/**
 * Starts a workflow when something happens in 360Learning. n8n calls `webhook` for each delivery, `poll` when it starts and every hour, and
 * `execute` in the execution that either of them has started.
 */
export class Learning360Trigger implements INodeType {
	description: INodeTypeDescription = {
		displayName: '360Learning Trigger',
		name: 'learning360Trigger',
		icon: { light: 'file:../../icons/learning360.svg', dark: 'file:../../icons/learning360.dark.svg' },
		group: ['trigger'],
		version: 1,
		subtitle,
		// The nodes panel shows this for the trigger and the action node together.
		description:
			'Work with users, courses, paths and sessions in 360Learning, or start a workflow when something happens there',
		eventTriggerDescription: 'Waiting for an event in 360Learning',
		triggerPanel,
		defaults: { name: '360Learning Trigger' },
		inputs: [],
		outputs: [NodeConnectionTypes.Main],
		credentials: [{ name: 'learning360OAuth2Api', required: true }],
		webhooks: [
			{ name: 'setup', httpMethod: 'GET', responseMode: 'onReceived', path: 'webhook', ndvHideUrl: true },
			{ name: 'setup', httpMethod: 'HEAD', responseMode: 'onReceived', path: 'webhook', ndvHideUrl: true },
			{
				name: 'default',
				httpMethod: 'POST',
				responseMode: whenRunAgain('lastNode', 'onReceived'),
				responseData: whenRunAgain('noData', ''),
				path: 'webhook',
			},
		],
		properties,
	};

	webhookMethods = {
		default: {
			async checkExists(this: IHookFunctions): Promise<boolean> {
				return await subscriptionsStand(this).catch((error) => {
					throw plainError(this.getNode(), error);
				});
			},
			async create(this: IHookFunctions): Promise<boolean> {
				await subscribe(this).catch((error) => {
					throw plainError(this.getNode(), error);
				});
				return true;
			},
			async delete(this: IHookFunctions): Promise<boolean> {
				await unsubscribe(this).catch((error) => {
					throw plainError(this.getNode(), error);
				});
				return true;
			},
		},
	};

	async webhook(this: IWebhookFunctions): Promise<IWebhookResponseData> {
		return await receive(this);
	}

	/** Emits by itself, one execution for each event. */
	async poll(this: IPollFunctions): Promise<null> {
		await catchUp(this).catch((error) => {
			throw plainError(this.getNode(), error);
		});
		return null;
	}

	/**
	 * Without it n8n would call `poll` in a test run, in place of taking what the webhook has received. And what takes time happens here, after
	 * the delivery was answered.
	 */
	async execute(this: IExecuteFunctions): Promise<INodeExecutionData[][]> {
		return [await passOn(this)];
	}
}
