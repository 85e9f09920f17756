import {
	NodeConnectionTypes,
	type INodeExecutionData,
	type INodeType,
	type INodeTypeDescription,
	type IPollFunctions,
} from 'n8n-workflow';
import { listSearchMethods } from '../connector/editor/listSearch';
import { costMethods } from '../connector/polling/cost';
import { VERSIONS } from '../connector/model/layout';
import { poll } from '../connector/polling/poll';
import { subtitleOf } from '../connector/polling/subtitle';
import { zohoPeopleLms } from './service';
import watchProperties from './watchProperties';

export class ZohoPeopleLmsTrigger implements INodeType {
	description: INodeTypeDescription = {
		displayName: 'Zoho People LMS Trigger',
		name: 'zohoPeopleLmsTrigger',
		icon: { light: 'file:../../icons/zohoPeopleLms.svg', dark: 'file:../../icons/zohoPeopleLms.dark.svg' },
		group: ['trigger'],
		version: VERSIONS,
		subtitle: subtitleOf(zohoPeopleLms.catalogue),
		// The nodes panel shows this for the trigger and the action node together.
		description:
			'Enroll learners and work with courses, batches and sessions in Zoho People LMS, or start a workflow when they change',
		defaults: { name: 'Zoho People LMS Trigger' },
		polling: true,
		inputs: [],
		outputs: [NodeConnectionTypes.Main],
		credentials: [{ name: 'zohoPeopleOAuth2Api', required: true }],
		// n8n adds Poll Times to the list.
		properties: [...watchProperties],
	};

	methods = { listSearch: listSearchMethods(zohoPeopleLms), loadOptions: costMethods(zohoPeopleLms) };

	async poll(this: IPollFunctions): Promise<INodeExecutionData[][] | null> {
		return await poll(this, zohoPeopleLms);
	}
}
