import type { INode, INodeType } from 'n8n-workflow';
import { aggregate } from './aggregate.ts';
import { convertToFile } from './convertToFile.ts';
import { refuseUnknown } from './coreNode.ts';
import { filter, ifNode } from './filter.ts';
import { httpRequest } from './httpRequest.ts';
import { merge } from './merge.ts';
import { removeDuplicates } from './removeDuplicates.ts';
import { set } from './set.ts';
import { limit, manualTrigger, noOp, scheduleTrigger } from './simple.ts';
import { splitInBatches } from './splitInBatches.ts';
import { splitOut } from './splitOut.ts';

const nodes = [aggregate, convertToFile, filter, httpRequest, ifNode, limit, manualTrigger, merge, noOp, removeDuplicates, scheduleTrigger, set, splitInBatches, splitOut];

/** Stand-ins of n8n's core nodes by the name that workflows use for them. */
export const coreNodes: Record<string, INodeType> = Object.fromEntries(
	nodes.map((node) => [`n8n-nodes-base.${node.description.name}`, node]),
);

/** Notes on the canvas: part of a workflow, never run. */
export const stickyNote = 'n8n-nodes-base.stickyNote';

/** @throws NodeOperationError when the node is a core node and asks for something its stand-in does not do */
export function checkCoreNode(node: INode): void {
	const type = coreNodes[node.type];
	if (type) refuseUnknown(node, type);
}
