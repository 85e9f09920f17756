import type { Migration } from './options';
import { PACKAGES } from './packages';
import { counted, type NodeReport } from './report';
import { asWorkflow, isNode, type WorkflowNode } from './workflow';

/**
 * Moves the nodes of a workflow from one package to another: only the first part of their types changes.
 *
 * @param value workflow JSON; it is not changed
 * @param packages names of the packages to move to; each node goes to the first that has it, and stays where none has
 * @returns never throws for a workflow: what is none comes back as it is, with a report that says so
 * @throws Error when a package is not known
 */
export function move(value: unknown, packages: string[]): Migration {
	const unknown = packages.filter((name) => !(name in PACKAGES));
	if (unknown.length > 0)
		throw new Error(`There is no package ${unknown.join(', ')}. There are ${Object.keys(PACKAGES).join(', ')}`);
	const workflow = asWorkflow(value);
	if (typeof workflow === 'string')
		return {
			workflow: value,
			report: { name: '', status: 'notAWorkflow', nodes: [], readers: [], notes: [workflow], counts: counted([]) },
		};
	const reports: NodeReport[] = [];
	const nodes = workflow.nodes.map((node) => {
		const moved = isNode(node) ? movedType(node, packages) : undefined;
		if (moved === undefined) return node;
		const [findings, to] = moved;
		const status = to === undefined ? 'notConvertible' : 'converted';
		reports.push({ node: node.name, from: node.type, ...(to ? { to } : {}), status, findings, added: [] });
		return to === undefined ? node : { ...node, type: to };
	});
	const changed = reports.some(({ status }) => status === 'converted');
	return {
		workflow: changed ? { ...workflow, nodes } : value,
		report: {
			name: typeof workflow.name === 'string' ? workflow.name : '',
			...(typeof workflow.id === 'string' ? { id: workflow.id } : {}),
			status: changed ? 'migrated' : 'unchanged',
			nodes: reports,
			readers: [],
			notes: [],
			counts: counted(reports),
		},
	};
}

/** The new type of a node of ours, or why it keeps its own; nothing when it is not ours or at its place already. */
function movedType({ type }: WorkflowNode, packages: string[]): [NodeReport['findings'], string?] | undefined {
	const [, from, name] = /^(.+)\.(\w+)$/.exec(type) ?? [];
	// n8n gives the type of a node that serves an AI agent an ending.
	const base = name?.replace(/(Hitl)?Tool$/, '') ?? '';
	if (from === undefined || !PACKAGES[from]?.includes(base)) return undefined;
	const target = packages.find((candidate) => PACKAGES[candidate]?.includes(base));
	if (target === from) return undefined;
	if (target === undefined)
		return [[{ kind: 'check', text: `Stays in ${from}: ${packages.join(' and ')} has no such node` }]];
	return [[], `${target}.${name}`];
}
