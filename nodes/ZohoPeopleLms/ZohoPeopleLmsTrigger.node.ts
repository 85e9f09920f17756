import {
	NodeConnectionTypes,
	type INodeExecutionData,
	type INodeType,
	type INodeTypeDescription,
	type IPollFunctions,
} from 'n8n-workflow';
import { listSearchMethods } from '../connector/editor/listSearch';
import { costMethods } from '../connector/polling/cost';
import { describeWatches } from '../connector/polling/description';
import { poll } from '../connector/polling/poll';
import { zohoPeopleLms } from './service';

export class ZohoPeopleLmsTrigger implements INodeType {
	description: INodeTypeDescription = {
		displayName: 'Zoho People LMS Trigger',
		name: 'zohoPeopleLmsTrigger',
		icon: { light: 'file:../../icons/zohoPeopleLms.svg', dark: 'file:../../icons/zohoPeopleLms.dark.svg' },
		group: ['trigger'],
		version: 1,
		subtitle: '={{ $parameter["operation"] }}',
		description:
			'Starts the workflow when sessions, courses, batches or the progress of learners change in the LMS of Zoho People',
		defaults: { name: 'Zoho People LMS Trigger' },
		polling: true,
		inputs: [],
		outputs: [NodeConnectionTypes.Main],
		credentials: [{ name: 'zohoPeopleOAuth2Api', required: true }],
		properties: describeWatches(zohoPeopleLms.catalogue),
	};

	methods = { listSearch: listSearchMethods(zohoPeopleLms), loadOptions: costMethods(zohoPeopleLms) };

	async poll(this: IPollFunctions): Promise<INodeExecutionData[][] | null> {
		return await poll(this, zohoPeopleLms);
	}
}
