import { LATEST } from '../../connector/model/layout';
import { convert, type Conversion, type OutputRule } from './convert';
import { HTTP_REQUEST } from './httpRequest';
import { freeName, newNode, putBefore, restoreFailed, soleSource, spreadNodes, stepNode } from './insert';
import { move } from './move';
import type { Migration, MigrationOptions } from './options';
import { readNode } from './readNode';
import { readRequest } from './readRequest';
import { followReaders } from './readers';
import { readsItem, rebased } from './rebase';
import { counted, type NodeReport, type WorkflowReport } from './report';
import type { Rules } from './rule';
import { PACKAGE, services, type KnownService } from './services';
import type { Source } from './source';
import type { Value } from './value';
import { asWorkflow, isNode, type Workflow, type WorkflowNode } from './workflow';

/**
 * Migrates one workflow to the nodes for API v2 and Zoho People LMS, or, where packages are named, its nodes to another package.
 *
 * @param value workflow JSON; it is not changed
 * @param rules what becomes of the operations of APIs that end
 * @returns what is no workflow comes back as it is, with a report that says so
 * @throws Error when a package is named that is not known, and for nothing else
 */
export function migrate(value: unknown, rules: Rules, options: MigrationOptions = {}): Migration {
	if (options.packages && options.packages.length > 0) return move(value, options.packages);
	const read = asWorkflow(value);
	const workflow = typeof read === 'string' ? read : copied(read);
	if (typeof read === 'string' || typeof workflow === 'string')
		return { workflow: value, report: emptyReport('', 'notAWorkflow', [String(workflow)]) };
	const outputs = new Map<string, OutputRule>();
	const nodes: NodeReport[] = [];
	for (const node of [...workflow.nodes]) {
		const report = isNode(node) ? migrateNode(workflow, node, rules, options, outputs) : undefined;
		if (report) nodes.push(report);
	}
	const name = typeof read.name === 'string' ? read.name : '';
	const id = typeof read.id === 'string' ? { id: read.id } : {};
	if (outputs.size === 0)
		return { workflow: value, report: { ...emptyReport(name, 'unchanged', []), ...id, nodes, counts: counted(nodes) } };
	const readers = followReaders(workflow, outputs);
	return {
		workflow,
		report: {
			name,
			...id,
			status: 'migrated',
			nodes,
			readers,
			notes: notesOn(workflow, outputs, options),
			counts: counted(nodes),
		},
	};
}

function copied(workflow: Workflow): Workflow | string {
	try {
		return JSON.parse(JSON.stringify(workflow)) as Workflow;
	} catch (error) {
		return `This is not JSON: ${(error as Error).message}`;
	}
}

function emptyReport(name: string, status: WorkflowReport['status'], notes: string[]): WorkflowReport {
	return { name, status, nodes: [], readers: [], notes, counts: counted([]) };
}

/** Converts one node in place; `undefined` when it is none of ours. */
function migrateNode(
	workflow: Workflow,
	node: WorkflowNode,
	rules: Rules,
	options: MigrationOptions,
	outputs: Map<string, OutputRule>,
): NodeReport | undefined {
	let shown = node.type;
	try {
		node.parameters ??= {};
		const source = sourceOf(node, options.hosts ?? []);
		if (source === undefined) return undefined;
		if ('reason' in source) return refused(node, source.shown, source.reason);
		shown = source.shown;
		const conversion = convert(source, rules, options.facts ?? {});
		if (typeof conversion === 'string') return refused(node, shown, conversion);
		return replaced(workflow, node, source, conversion, options, outputs);
	} catch (error) {
		return refused(node, shown, `This node cannot be read: ${(error as Error).message}`);
	}
}

function refused({ name }: WorkflowNode, from: string, reason: string): NodeReport {
	return { node: name, from, status: 'notConvertible', findings: [{ kind: 'check', text: reason }], added: [] };
}

function sourceOf(node: WorkflowNode, hosts: string[]): Source | { shown: string; reason: string } | undefined {
	if (HTTP_REQUEST.includes(node.type)) return readRequest(node, hosts);
	const service = services.find(
		(candidate) => candidate.successor !== undefined && baseType(node.type) === `${PACKAGE}.${candidate.node}`,
	);
	if (!service) return undefined;
	const source = readNode(service, node);
	return typeof source === 'string' ? { shown: service.shown, reason: source } : source;
}

/** n8n gives the type of a node that serves an AI agent an ending. */
function baseType(type: string): string {
	return type.replace(/Tool$/, '');
}

function replaced(
	workflow: Workflow,
	node: WorkflowNode,
	source: Source,
	conversion: Conversion,
	options: MigrationOptions,
	outputs: Map<string, OutputRule>,
): NodeReport {
	const isTool = /Tool$/.test(node.type);
	if (isTool && (conversion.before.length > 0 || conversion.spread))
		return refused(
			node,
			source.shown,
			'This takes more than one node, and a tool of an AI agent is one: build it as a workflow of its own',
		);
	const { before, findings, service } = conversion;
	const added: WorkflowNode[] = [];
	let rebase = (value: Value) => value;
	let restored: WorkflowNode | undefined;
	if (before.length > 0) {
		const sole = soleSource(workflow, node.name);
		const anchor = sole ?? freeName(workflow, `Input of ${node.name}`);
		restored = restoreFailed(workflow, node, anchor);
		if (restored || source.filled.some(({ value }) => readsItem(value))) {
			if (sole === undefined) added.push(newNode(node, before.length + 1, anchor, 'n8n-nodes-base.noOp', 1, {}));
			rebase = (value) => rebased(value, anchor);
		}
	}
	const credential = options.credentials?.[service.credentialType];
	const credentials = credential ? { [service.credentialType]: { ...credential } } : undefined;
	before.forEach((step, index) =>
		added.push(
			stepNode(workflow, node, step, before.length - index, index === 0 ? (value) => value : rebase, credentials),
		),
	);
	if (conversion.spread) added.push(...spreadNodes(workflow, node, conversion.spread));
	node.parameters = conversion.parameters(rebase);
	node.type = `${PACKAGE}.${service.node}${isTool ? 'Tool' : ''}`;
	node.typeVersion = LATEST;
	delete node.credentials;
	if (credentials) node.credentials = credentials;
	putBefore(workflow, node, added);
	outputs.set(node.name, conversion.output);
	return {
		node: node.name,
		from: source.shown,
		to: conversion.shown,
		status: conversion.status,
		findings,
		added: [...added, ...(restored ? [restored] : [])].map(({ name }) => name),
	};
}

function notesOn(
	workflow: Workflow,
	outputs: Map<string, OutputRule>,
	{ credentials = {} }: MigrationOptions,
): string[] {
	const notes: string[] = [];
	const used = new Set<KnownService>();
	for (const node of workflow.nodes) {
		const service =
			isNode(node) && services.find((candidate) => baseType(node.type) === `${PACKAGE}.${candidate.node}`);
		if (service && !service.successor && !node.credentials?.[service.credentialType]) used.add(service);
	}
	for (const { credentialType, shown } of used)
		if (!credentials[credentialType])
			notes.push(`Choose a credential in the nodes for ${shown}: those of the old nodes do not fit`);
	const pinned = Object.keys(workflow.pinData ?? {}).filter((name) => outputs.has(name));
	if (pinned.length > 0)
		notes.push(
			`Pinned data of ${pinned.map((name) => `"${name}"`).join(', ')} is still what the old node gave: unpin it and run the node once`,
		);
	return notes;
}
