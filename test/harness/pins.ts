import type { IDataObject, INodeExecutionData } from 'n8n-workflow';
import { readWorkflow, type WorkflowFile, type WorkflowRun } from '../../engine/index.ts';

/** The part of an item that is compared: `pairedItem` and where n8n keeps a file differ from run to run. */
interface Comparable {
	json: IDataObject;
	binary?: Record<string, { fileName?: string; mimeType: string }>;
}

/**
 * Compares what the nodes put out with what is pinned in the workflow: pinned data is the expected output. Nodes that are
 * not pinned are not looked at. A node that ran several times, in a loop, is compared with everything it put out on its
 * first output, in order.
 *
 * @param workflow the workflow that was run, or its path
 * @throws Error when nothing is pinned, and Jest's own when an output differs or a pinned node did not run
 */
export function expectPinnedOutput(workflow: WorkflowFile | string, run: WorkflowRun): void {
	const { pinData = {}, name = 'The workflow' } = typeof workflow === 'string' ? readWorkflow(workflow) : workflow;
	if (Object.keys(pinData).length === 0) throw new Error(`${name} pins no output: there is nothing to compare.`);
	for (const [node, pinned] of Object.entries(pinData)) {
		const { runs } = run.nodes[node] ?? {};
		if (!runs) throw new Error(`"${node}" did not run: ${run.error?.message ?? 'nothing led to it'}.`);
		const items = runs.flatMap((pass) => pass.items[0] ?? []);
		expect({ node, items: items.map(comparable) }).toEqual({ node, items: pinned.map(comparable) });
	}
}

/** n8n stores a run as JSON, so errors and dates are compared in that form. */
function comparable({ json, binary }: INodeExecutionData): Comparable {
	const plain = JSON.parse(JSON.stringify(json)) as IDataObject;
	const files = Object.entries(binary ?? {}).map(([property, { fileName, mimeType }]) => [
		property,
		{ fileName, mimeType },
	]);
	return files.length > 0 ? { json: plain, binary: Object.fromEntries(files) } : { json: plain };
}
