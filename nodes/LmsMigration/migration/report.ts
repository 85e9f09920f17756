/** Report of the migration of a workflow. */

/** `converted`: nothing to read; `changed`: converted, and someone should read the findings; `notConvertible`: left as it is. */
export type Status = 'converted' | 'changed' | 'notConvertible';

export interface Finding {
	/** `check`: read this and decide; `todo`: the node does not run before this is done. */
	kind: 'check' | 'todo';
	text: string;
	/** Label of the field it is about. */
	field?: string;
}

export interface NodeReport {
	node: string;
	/** What the node was, e.g. `API v1: Path Session › Create` or `HTTP Request: GET /api/v1/users`. */
	from: string;
	/** What the node has become, e.g. `Path Session › Create`. */
	to?: string;
	status: Status;
	findings: Finding[];
	/** Names of the nodes that were put in before it, and of the one after its error output. */
	added: string[];
}

/** An expression elsewhere in the workflow that reads what a converted node gives out. */
export interface ReaderReport {
	/** Node that holds the expression. */
	node: string;
	/** Node whose output it reads. */
	reads: string;
	/** The expression before, e.g. `$json.status`. */
	before: string;
	/** What stands there now; absent when it was left as it is. */
	after?: string;
	/** Why the user should check it. */
	finding?: string;
}

export interface WorkflowReport {
	name: string;
	id?: string;
	/** `migrated`: at least one node was converted; `unchanged`: nothing was; `notAWorkflow`: could not be read. */
	status: 'migrated' | 'unchanged' | 'notAWorkflow';
	nodes: NodeReport[];
	readers: ReaderReport[];
	/** Findings about the whole workflow. */
	notes: string[];
	/** Number of nodes by status. */
	counts: Record<Status, number>;
}

export function statusOf(findings: Finding[]): Status {
	return findings.length === 0 ? 'converted' : 'changed';
}

export function counted(nodes: NodeReport[]): Record<Status, number> {
	const counts = { converted: 0, changed: 0, notConvertible: 0 };
	for (const { status } of nodes) counts[status] += 1;
	return counts;
}
