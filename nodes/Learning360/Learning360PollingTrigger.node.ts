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
import { learning360 } from './vendor/service';
import watchProperties from './watchProperties';

export class Learning360PollingTrigger implements INodeType {
	description: INodeTypeDescription = {
		displayName: '360Learning Polling Trigger',
		name: 'learning360PollingTrigger',
		icon: { light: 'file:../../icons/learning360.svg', dark: 'file:../../icons/learning360.dark.svg' },
		group: ['trigger'],
		version: VERSIONS,
		subtitle: subtitleOf(learning360.catalogue),
		description:
			'Starts the workflow when something changes in 360Learning that has no event: new and changed courses, statistics, audiences. Use the 360Learning Trigger for everything else: it hears at once.',
		defaults: { name: '360Learning Polling Trigger' },
		polling: true,
		inputs: [],
		outputs: [NodeConnectionTypes.Main],
		credentials: [{ name: 'learning360OAuth2Api', required: true }],
		// n8n adds Poll Times to the list.
		properties: [...watchProperties],
	};

	methods = { listSearch: listSearchMethods(learning360), loadOptions: costMethods(learning360) };

	async poll(this: IPollFunctions): Promise<INodeExecutionData[][] | null> {
		return await poll(this, learning360);
	}
}
