import {
	NodeConnectionTypes,
	type INodeExecutionData,
	type INodeType,
	type INodeTypeDescription,
	type IPollFunctions,
} from 'n8n-workflow';
import { ownDescription } from '../connector/description/built';
import { onFirstUse } from '../connector/editor/onFirstUse';
import { VERSIONS } from '../connector/model/layout';
import pollingTrigger from './pollingTrigger';

export class Learning360PollingTrigger implements INodeType {
	description: INodeTypeDescription = {
		displayName: '360Learning Polling Trigger',
		name: 'learning360PollingTrigger',
		icon: { light: 'file:../../icons/learning360.svg', dark: 'file:../../icons/learning360.dark.svg' },
		group: ['trigger'],
		version: VERSIONS,
		subtitle: pollingTrigger.subtitle,
		description:
			'Starts the workflow when something changes in 360Learning that has no event: new and changed courses, statistics, audiences. Use the 360Learning Trigger for everything else: it hears at once.',
		defaults: { name: '360Learning Polling Trigger' },
		polling: true,
		inputs: [],
		outputs: [NodeConnectionTypes.Main],
		credentials: [{ name: 'learning360OAuth2Api', required: true }],
		// n8n adds Poll Times to the list.
		...ownDescription(pollingTrigger),
	};

	methods = onFirstUse(pollingTrigger.methods, async () => {
		const [{ pollingMethods }, { learning360 }] = await Promise.all([
			import('../connector/polling/methods'),
			import('./vendor/service'),
		]);
		return pollingMethods(learning360);
	});

	// Loaded on first use, as the methods are: n8n loads every node when it starts.
	async poll(this: IPollFunctions): Promise<INodeExecutionData[][] | null> {
		const [{ poll }, { learning360 }] = await Promise.all([
			import('../connector/polling/poll'),
			import('./vendor/service'),
		]);
		return await poll(this, learning360);
	}
}
