import { readFileSync } from 'node:fs';
import type { IConnections, INode, IPinData, IWorkflowSettings } from 'n8n-workflow';

/** A workflow as n8n exports it; everything but nodes and connections may be missing. */
export interface WorkflowFile {
	id?: string;
	name?: string;
	nodes: INode[];
	connections: IConnections;
	settings?: IWorkflowSettings;
	/** Output that a person pinned in the editor, by node name. */
	pinData?: IPinData;
}

/**
 * Reads an exported workflow.
 *
 * @throws Error that names the file, when it is not there, not JSON, or not a workflow
 */
export function readWorkflow(path: string): WorkflowFile {
	let content: unknown;
	try {
		content = JSON.parse(readFileSync(path, 'utf8'));
	} catch (error) {
		throw new Error(`${path} cannot be read: ${(error as Error).message}`, { cause: error });
	}
	if (!isWorkflow(content)) throw new Error(`${path} is not an n8n workflow: "nodes" and "connections" are missing.`);
	return content;
}

function isWorkflow(content: unknown): content is WorkflowFile {
	if (typeof content !== 'object' || content === null) return false;
	const { nodes, connections } = content as Partial<WorkflowFile>;
	return Array.isArray(nodes) && typeof connections === 'object';
}
