import type { IDataObject, IExecuteFunctions } from 'n8n-workflow';
import get from 'lodash/get.js';
import isEqual from 'lodash/isEqual.js';
import omit from 'lodash/omit.js';
import { choice, coreNode, flag, names, options, text } from './coreNode.ts';

/** Remove Duplicates within the items of one run: the first of equal items stays. */
export const removeDuplicates = coreNode({
	name: 'removeDuplicates',
	displayName: 'Remove Duplicates',
	version: [2],
	properties: [
		choice('operation', ['removeDuplicateInputItems']),
		choice('compare', ['allFields', 'allFieldsExcept', 'selectedFields']),
		text('fieldsToExclude'),
		text('fieldsToCompare'),
		options(flag('disableDotNotation')),
	],
	async execute(this: IExecuteFunctions) {
		const compare = this.getNodeParameter('compare', 0) as string;
		const excluded = compare === 'allFieldsExcept' ? names(this.getNodeParameter('fieldsToExclude', 0) as string) : [];
		const chosen =
			compare === 'selectedFields' ? names(this.getNodeParameter('fieldsToCompare', 0) as string) : undefined;
		const flat = Boolean(this.getNodeParameter('options.disableDotNotation', 0, false));
		const read = (json: IDataObject, name: string): unknown => (flat ? json[name] : get(json, name));
		const part = (json: IDataObject): unknown =>
			chosen ? chosen.map((name) => read(json, name)) : omit(json, excluded);

		const kept: unknown[] = [];
		return [
			this.getInputData().flatMap((item, index) => {
				const compared = part(item.json);
				if (kept.some((other) => isEqual(other, compared))) return [];
				kept.push(compared);
				return [{ ...item, pairedItem: { item: index } }];
			}),
		];
	},
});
