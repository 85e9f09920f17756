import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import type { INodeType, IVersionedNodeType } from 'n8n-workflow';
import { type GivenNodes, root } from '../../engine/index.ts';

/** n8n's own nodes, where the end-to-end suite has installed n8n. */
const PACKAGE = path.join(root, 'test', 'e2e', 'node_modules', 'n8n-nodes-base', 'package.json');

/** Whether n8n's own nodes are there. */
export const hasOriginals = existsSync(PACKAGE);

/**
 * n8n's own nodes instead of the stand-ins of the engine.
 *
 * @param names without the package, e.g. `splitOut`
 * @throws Error when n8n is not installed or has no such node
 */
export function originals(...names: string[]): GivenNodes {
	const { n8n } = JSON.parse(readFileSync(PACKAGE, 'utf8')) as { n8n: { nodes: string[] } };
	const load = createRequire(PACKAGE);
	return Object.fromEntries(
		names.map((name) => {
			const isOf = (file: string) => path.basename(file, '.node.js').toLowerCase() === name.toLowerCase();
			const file = n8n.nodes.find(isOf);
			if (file === undefined) throw new Error(`n8n has no node "${name}"`);
			const [Node] = Object.values(load(path.join(path.dirname(PACKAGE), file)) as Record<string, unknown>);
			return [`n8n-nodes-base.${name}`, new (Node as new () => INodeType | IVersionedNodeType)()];
		}),
	);
}
