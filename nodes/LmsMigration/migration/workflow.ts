/** A workflow as n8n exports it, as far as it is looked at here; whatever else is in it stays as it is. */

export interface WorkflowNode {
	id?: string;
	name: string;
	type: string;
	typeVersion?: number;
	position?: [number, number];
	parameters: Record<string, unknown>;
	credentials?: Record<string, unknown>;
	disabled?: boolean;
	[more: string]: unknown;
}

export interface Connection {
	node: string;
	type: string;
	index: number;
}

/** Targets by output, by kind of connection. */
export type Outputs = Record<string, Array<Connection[] | null>>;

export interface Workflow {
	id?: string;
	name?: string;
	nodes: WorkflowNode[];
	connections: Record<string, Outputs>;
	pinData?: Record<string, unknown>;
	[more: string]: unknown;
}

/**
 * Reads a value as a workflow. Other parts of the pack never see what is odd in it: nodes without a name or a type and connections that
 * are no lists are passed over by whoever looks for nodes, and copied as they are.
 *
 * @returns the workflow, or what keeps it from being one
 */
export function asWorkflow(value: unknown): Workflow | string {
	if (typeof value === 'string') return 'This text is not the JSON of a workflow';
	if (value === null || typeof value !== 'object' || Array.isArray(value))
		return 'This is not a workflow but another kind of value';
	const { nodes, connections } = value as Partial<Workflow>;
	if (!Array.isArray(nodes)) return 'This is not a workflow: "nodes" is missing';
	if (connections === null || typeof connections !== 'object' || Array.isArray(connections))
		return 'This is not a workflow: "connections" is missing';
	return value as Workflow;
}

/** Whether an entry of `nodes` can be looked at. */
export function isNode(value: unknown): value is WorkflowNode {
	if (value === null || typeof value !== 'object') return false;
	const { name, type, parameters } = value as Partial<WorkflowNode>;
	return (
		typeof name === 'string' &&
		typeof type === 'string' &&
		(parameters === undefined || (parameters !== null && typeof parameters === 'object'))
	);
}

/** Connections into a node, with where they come from. */
export interface Incoming {
	from: string;
	type: string;
	output: number;
	target: Connection;
}

/** Every connection of the workflow that can be followed. */
export function allConnections({ connections }: Workflow): Incoming[] {
	const found: Incoming[] = [];
	for (const [from, outputs] of Object.entries(connections)) {
		if (outputs === null || typeof outputs !== 'object') continue;
		for (const [type, lists] of Object.entries(outputs)) {
			if (!Array.isArray(lists)) continue;
			lists.forEach((targets, output) => {
				if (!Array.isArray(targets)) return;
				for (const target of targets)
					if (target && typeof target.node === 'string') found.push({ from, type, output, target });
			});
		}
	}
	return found;
}
