import type { IExecuteFunctions } from 'n8n-workflow';
import { choice, coreNode } from './coreNode.ts';

/** Starts a run by hand; its output is what the run is given as input. */
export const manualTrigger = coreNode({
	name: 'manualTrigger',
	displayName: 'Manual Trigger',
	version: [1],
	properties: [],
});

/** Starts the run at once, whatever its times are. */
export const scheduleTrigger = coreNode({
	name: 'scheduleTrigger',
	displayName: 'Schedule Trigger',
	version: [1, 1.1, 1.2, 1.3],
	properties: [{ displayName: 'rule', name: 'rule', type: 'json', default: {} }],
});

/** Passes items on. */
export const noOp = coreNode({
	name: 'noOp',
	displayName: 'No Operation, do nothing',
	version: [1],
	properties: [],
	async execute(this: IExecuteFunctions) {
		return [this.getInputData()];
	},
});

/** Keeps the first or last items. */
export const limit = coreNode({
	name: 'limit',
	displayName: 'Limit',
	version: [1],
	properties: [
		{ displayName: 'maxItems', name: 'maxItems', type: 'number', default: 1 },
		choice('keep', ['firstItems', 'lastItems']),
	],
	async execute(this: IExecuteFunctions) {
		const items = this.getInputData();
		const maximum = this.getNodeParameter('maxItems', 0) as number;
		const first = this.getNodeParameter('keep', 0) === 'firstItems';
		return [first ? items.slice(0, maximum) : items.slice(Math.max(0, items.length - maximum))];
	},
});
