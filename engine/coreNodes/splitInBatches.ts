import type { IExecuteFunctions, INodeExecutionData, IPairedItemData } from 'n8n-workflow';
import { workflow } from '../n8n.ts';
import { coreNode, options } from './coreNode.ts';

/** State that the node keeps from one round to the next. */
interface Memory {
	items?: INodeExecutionData[];
	processedItems: INodeExecutionData[];
	sourceData: unknown;
	currentRunIndex: number;
	maxRunIndex: number;
	noItemsLeft: boolean;
	done: boolean;
}

/** Loop Over Items: hands out the items in batches until none is left, then everything that came back. */
export const splitInBatches = coreNode({
	name: 'splitInBatches',
	displayName: 'Loop Over Items (Split in Batches)',
	version: [3],
	properties: [{ displayName: 'batchSize', name: 'batchSize', type: 'number', default: 1 }, options()],
	more: { outputs: ['main', 'main'], outputNames: ['done', 'loop'] },
	async execute(this: IExecuteFunctions) {
		const memory = this.getContext('node') as unknown as Memory;
		const size = this.getNodeParameter('batchSize', 0) as number;
		const incoming = this.getInputData();
		const source = this.getInputSourceData();

		if (memory.items === undefined) {
			memory.items = [...incoming];
			memory.processedItems = [];
			memory.sourceData = workflow.deepCopy(source);
			memory.currentRunIndex = 0;
			memory.maxRunIndex = Math.ceil(incoming.length / size);
		} else {
			memory.currentRunIndex += 1;
			const back = incoming.map((item, index) => ({ ...item, pairedItem: { item: index, sourceOverwrite: source } }));
			memory.processedItems.push(...back);
		}
		const isFirst = memory.currentRunIndex === 0;
		const batch = memory.items
			.splice(0, size)
			.map((item) => (isFirst ? item : { ...item, pairedItem: fromFirst(item, memory.sourceData) }));
		memory.noItemsLeft = memory.items.length === 0;
		memory.done = batch.length === 0;
		return memory.done ? [memory.processedItems, []] : [[], batch];
	},
});

/** In later rounds an item still belongs to what came into the loop at first, not to what the loop sent back. */
function fromFirst({ pairedItem = 0 }: INodeExecutionData, sourceOverwrite: unknown): IPairedItemData[] {
	return [pairedItem]
		.flat()
		.map((pair) => ({ ...(typeof pair === 'number' ? { item: pair } : pair), sourceOverwrite }) as IPairedItemData);
}
