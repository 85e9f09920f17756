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

export class ZohoPeopleLmsTrigger implements INodeType {
	description: INodeTypeDescription = {
		displayName: 'Zoho People LMS Trigger',
		name: 'zohoPeopleLmsTrigger',
		icon: { light: 'file:../../icons/zohoPeopleLms.svg', dark: 'file:../../icons/zohoPeopleLms.dark.svg' },
		group: ['trigger'],
		version: VERSIONS,
		subtitle: pollingTrigger.subtitle,
		// The nodes panel shows this for the trigger and the action node together.
		description:
			'Enroll learners and work with courses, batches and sessions in Zoho People LMS, or start a workflow when they change',
		defaults: { name: 'Zoho People LMS Trigger' },
		polling: true,
		inputs: [],
		outputs: [NodeConnectionTypes.Main],
		credentials: [{ name: 'zohoPeopleOAuth2Api', required: true }],
		// n8n adds Poll Times to the list.
		...ownDescription(pollingTrigger),
	};

	methods = onFirstUse(pollingTrigger.methods, async () => {
		const [{ pollingMethods }, { zohoPeopleLms }] = await Promise.all([
			import('../connector/polling/methods'),
			import('./service'),
		]);
		return pollingMethods(zohoPeopleLms);
	});

	// Loaded on first use, as the methods are: n8n loads every node when it starts.
	async poll(this: IPollFunctions): Promise<INodeExecutionData[][] | null> {
		const [{ poll }, { zohoPeopleLms }] = await Promise.all([import('../connector/polling/poll'), import('./service')]);
		return await poll(this, zohoPeopleLms);
	}
}
