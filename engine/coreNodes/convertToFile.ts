import type { IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';
import { choice, coreNode } from './coreNode.ts';

/** Makes a file out of Base64 text. */
export const convertToFile = coreNode({
	name: 'convertToFile',
	displayName: 'Convert to File',
	version: [1.1],
	properties: [
		choice('operation', ['toBinary']),
		{ displayName: 'sourceProperty', name: 'sourceProperty', type: 'string', default: '' },
		{ displayName: 'binaryPropertyName', name: 'binaryPropertyName', type: 'string', default: 'data' },
		{
			displayName: 'options',
			name: 'options',
			type: 'collection',
			default: {},
			options: [
				{ displayName: 'fileName', name: 'fileName', type: 'string', default: '' },
				{ displayName: 'mimeType', name: 'mimeType', type: 'string', default: '' },
			],
		},
	],
	async execute(this: IExecuteFunctions) {
		const made = this.getInputData().map(async ({ json }, item): Promise<INodeExecutionData> => {
			const { fileName, mimeType } = this.getNodeParameter('options', item, {}) as {
				fileName?: string;
				mimeType?: string;
			};
			const text = String(json[this.getNodeParameter('sourceProperty', item) as string]);
			const data = await this.helpers.prepareBinaryData(Buffer.from(text, 'base64'), fileName, mimeType);
			return {
				json: {},
				binary: { [this.getNodeParameter('binaryPropertyName', item) as string]: data },
				pairedItem: { item },
			};
		});
		return [await Promise.all(made)];
	},
});
