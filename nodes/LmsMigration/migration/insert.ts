import { LATEST } from '../../connector/model/layout';
import { ENTRY, type Step } from './convert';
import { PACKAGE } from './services';
import type { Value } from './value';
import { allConnections, isNode, type Connection, type Workflow, type WorkflowNode } from './workflow';

/** How far a node that is put in stands from the one it belongs to, in pixels of the canvas. */
const OFFSET = { left: 220, down: 180 };

/** Settings of a node that the nodes put in before it take over. */
const SHARED = ['disabled', 'retryOnFail', 'maxTries', 'waitBetweenTries', 'onError', 'continueOnFail', 'executeOnce'];

/** Returns an unused node name. */
export function freeName(workflow: Workflow, wanted: string): string {
	const taken = new Set(workflow.nodes.filter(isNode).map(({ name }) => name));
	let name = wanted;
	for (let number = 1; taken.has(name); number += 1) name = `${wanted} ${number}`;
	return name;
}

/** Returns the only node whose items a node receives; `undefined` if there are several or none. */
export function soleSource(workflow: Workflow, name: string): string | undefined {
	const into = allConnections(workflow).filter(({ target, type }) => target.node === name && type === 'main');
	return into.length === 1 ? into[0]?.from : undefined;
}

/**
 * Inserts nodes before a node and connects them.
 *
 * @param workflow changed in place
 */
export function putBefore(workflow: Workflow, node: WorkflowNode, added: WorkflowNode[]): void {
	const [first] = added;
	if (!first) return;
	for (const { target, type } of allConnections(workflow))
		if (target.node === node.name && type === 'main') target.node = first.name;
	const place = workflow.nodes.indexOf(node);
	workflow.nodes.splice(place, 0, ...added);
	const failed = workflow.connections[node.name]?.main?.[1];
	for (const [index, from] of added.entries()) {
		const to: Connection = { node: (added[index + 1] ?? node).name, type: 'main', index: 0 };
		const errors = from.onError === 'continueErrorOutput' && failed ? [structuredCopy(failed)] : [];
		workflow.connections[from.name] = { main: [[to], ...errors] };
	}
}

/**
 * Gives the items that leave a node by its error output their fields back, after nodes before it have put other records in their place.
 *
 * @param workflow changed in place: the new node comes between the error output and what that leads to
 * @param anchor name of the node whose items they were
 * @returns the new node; `undefined` for a node whose error output leads nowhere
 */
export function restoreFailed(workflow: Workflow, node: WorkflowNode, anchor: string): WorkflowNode | undefined {
	const outputs = workflow.connections[node.name]?.main;
	const failed = outputs?.[1];
	if (node.onError !== 'continueErrorOutput' || !failed || failed.length === 0) return undefined;
	const fields = `$(${JSON.stringify(anchor)}).item.json`;
	const jsonOutput = `={{ { message: $json.message, ...${fields}, error: $json.error } }}`;
	const restored = newNode(node, -1, freeName(workflow, `Failed Items of ${node.name}`), 'n8n-nodes-base.set', 3.4, {
		mode: 'raw',
		jsonOutput,
		options: {},
	});
	workflow.nodes.splice(workflow.nodes.indexOf(node) + 1, 0, restored);
	workflow.connections[restored.name] = { main: [failed] };
	outputs[1] = [{ node: restored.name, type: 'main', index: 0 }];
	return restored;
}

function structuredCopy<T>(value: T): T {
	return JSON.parse(JSON.stringify(value)) as T;
}

/**
 * A node that stands beside another one and shares its settings.
 *
 * @param place how many nodes before it; -1 is after it
 */
export function newNode(
	owner: WorkflowNode,
	place: number,
	name: string,
	type: string,
	typeVersion: number,
	parameters: Record<string, unknown>,
): WorkflowNode {
	const [left = 0, top = 0] = Array.isArray(owner.position) ? owner.position : [];
	const shared = Object.fromEntries(
		SHARED.filter((setting) => setting in owner && type.startsWith(PACKAGE)).map((setting) => [
			setting,
			owner[setting],
		]),
	);
	return {
		parameters,
		type,
		typeVersion,
		position: [left - OFFSET.left * place, top + OFFSET.down],
		id: `${owner.id ?? owner.name}-${place}`,
		name,
		...shared,
		...(owner.disabled === true ? { disabled: true } : {}),
	};
}

/** The nodes that turn a list into items: Edit Fields puts it into a field, Split Out takes it apart. */
export function spreadNodes(workflow: Workflow, node: WorkflowNode, list: string): WorkflowNode[] {
	const assignments = [{ id: `${node.id ?? node.name}-${ENTRY}`, name: ENTRY, type: 'array', value: list }];
	return [
		newNode(node, 2, freeName(workflow, `List for ${node.name}`), 'n8n-nodes-base.set', 3.4, {
			assignments: { assignments },
			includeOtherFields: true,
			include: 'all',
			options: {},
		}),
		newNode(node, 1, freeName(workflow, `Items for ${node.name}`), 'n8n-nodes-base.splitOut', 1, {
			fieldToSplitOut: ENTRY,
			include: 'allOtherFields',
			options: {},
		}),
	];
}

/** A node that finds or does something first. */
export function stepNode(
	workflow: Workflow,
	node: WorkflowNode,
	step: Step,
	place: number,
	rebase: (value: Value) => Value,
	credentials: object | undefined,
): WorkflowNode {
	const name = freeName(workflow, `${step.name} for ${node.name}`);
	const made = newNode(node, place, name, `${PACKAGE}.${step.service.node}`, LATEST, step.parameters(rebase));
	return credentials ? { ...made, credentials: { ...credentials } } : made;
}
