import {
	NodeConnectionTypes,
	NodeOperationError,
	UserError,
	type IDataObject,
	type IExecuteFunctions,
	type INodeExecutionData,
	type INodeType,
	type INodeTypeDescription,
} from 'n8n-workflow';
import { failedItem } from '../connector/messages/failedItem';
import { properties, readOptions } from './description';
import { workflowsIn } from './workflowsIn';

/**
 * Migrates workflows that come in as items: those nodes and HTTP Request nodes that call API v1 of 360Learning become nodes for API v2, HTTP
 * Request nodes that call API v2 or Zoho People LMS become nodes of this pack. It calls nobody and changes nothing but its output.
 */
export class LmsMigration implements INodeType {
	description: INodeTypeDescription = {
		displayName: '360Learning API v1 Migration',
		name: 'lmsMigration',
		icon: { light: 'file:../../icons/lmsMigration.svg', dark: 'file:../../icons/lmsMigration.dark.svg' },
		group: ['transform'],
		version: 1,
		subtitle: '={{ { both: "workflow and report", report: "report", workflow: "workflow" }[$parameter["output"]] }}',
		description:
			'Turn workflows that call 360Learning API v1, or 360Learning and Zoho People LMS through HTTP Request, into workflows with the nodes of this package, and report what changed',
		defaults: { name: '360Learning API v1 Migration' },
		// Not a tool: an agent has no workflow JSON to pass in. The rules for community nodes want the property all the same.
		usableAsTool: undefined as unknown as true,
		inputs: [NodeConnectionTypes.Main],
		outputs: [NodeConnectionTypes.Main],
		properties,
	};

	async execute(this: IExecuteFunctions): Promise<INodeExecutionData[][]> {
		// Loaded on first use, because every user loads this node but few run it.
		const [{ migrate }, { default: rules }] = await Promise.all([import('./migration/migrate'), import('./rules')]);
		const results: INodeExecutionData[] = [];
		for (const [index, { json }] of this.getInputData().entries()) {
			const pairedItem = { item: index };
			try {
				const field =
					this.getNodeParameter('source', index) === 'field'
						? (this.getNodeParameter('field', index) as string)
						: undefined;
				const output = this.getNodeParameter('output', index) as string;
				const options = readOptions(this, index);
				for (const value of workflowsIn(json, field)) {
					const { workflow, report } = migrate(value, rules, options);
					if (report.status === 'notAWorkflow') throw new UserError(report.notes.join('. '));
					const told = output === 'workflow' ? {} : { report: report as unknown as IDataObject };
					const copy = output === 'report' ? {} : { workflow: workflow as IDataObject };
					results.push({ json: { name: report.name, status: report.status, ...told, ...copy }, pairedItem });
				}
			} catch (error) {
				if (!this.continueOnFail()) throw new NodeOperationError(this.getNode(), error as Error, { itemIndex: index });
				results.push(failedItem(this, error as Error, index));
			}
		}
		return [results];
	}
}
