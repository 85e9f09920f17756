import type { WorkflowFile } from '../../engine/index.ts';

/** Start of the types of n8n's nodes for language models. */
const LANGUAGE_MODEL_NODES = '@n8n/n8n-nodes-langchain.';

/** Tells whether a workflow has an agent or serves tools: n8n itself runs it, with a model; its engine alone has no such nodes. */
export function needsModel({ nodes }: { nodes: ReadonlyArray<Pick<WorkflowFile['nodes'][number], 'type'>> }): boolean {
	return nodes.some(({ type }) => type.startsWith(LANGUAGE_MODEL_NODES));
}
