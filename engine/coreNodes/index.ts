import type { ICredentialType, INode, INodeType } from 'n8n-workflow';
import { aggregate } from './aggregate.ts';
import { convertToFile } from './convertToFile.ts';
import { refuseUnknown } from './coreNode.ts';
import { filter, ifNode } from './filter.ts';
import { httpRequest } from './httpRequest.ts';
import { merge } from './merge.ts';
import { n8nApi, n8nNode } from './n8nApi.ts';
import { removeDuplicates } from './removeDuplicates.ts';
import { set } from './set.ts';
import { limit, manualTrigger, noOp, scheduleTrigger } from './simple.ts';
import { sort } from './sort.ts';
import { splitInBatches } from './splitInBatches.ts';
import { splitOut } from './splitOut.ts';

const nodes = [
	aggregate,
	convertToFile,
	filter,
	httpRequest,
	ifNode,
	limit,
	manualTrigger,
	merge,
	n8nNode,
	noOp,
	removeDuplicates,
	scheduleTrigger,
	set,
	sort,
	splitInBatches,
	splitOut,
];

/** Stand-ins of n8n's core nodes by the name that workflows use for them. */
export const coreNodes: Record<string, INodeType> = Object.fromEntries(
	nodes.map((node) => [`n8n-nodes-base.${node.description.name}`, node]),
);

/** Credential types of n8n's that core nodes here use. */
export const coreCredentials: Record<string, ICredentialType> = { [n8nApi.name]: n8nApi };

/** Notes on the canvas: part of a workflow, never run. */
export const stickyNote = 'n8n-nodes-base.stickyNote';

/** @throws NodeOperationError when the node is a core node and asks for something its stand-in does not do */
export function checkCoreNode(node: INode): void {
	const type = coreNodes[node.type];
	if (type) refuseUnknown(node, type);
}
