import type { INode, INodeParameters } from 'n8n-workflow';
import { createRequire } from 'node:module';
import type { Catalogue } from '../../nodes/connector/model/catalogue.ts';
import { inEngine, type Contender } from './contender.ts';

/** A node of this pack, with everything it does by itself. */
export function pack(
	node: string,
	parameters: INodeParameters,
	{ title = 'This pack', settings }: { title?: string; settings?: Partial<INode> } = {},
): Contender {
	return inEngine(title, () => ({ type: `n8n-nodes-lms.${node}`, typeVersion: 1, parameters, settings }));
}

/** Lets refusals teach the pack nothing in this process: it uses the whole limit, as if nobody else had the account. */
export function stopLearning(): void {
	const load = createRequire(import.meta.url);
	const { LearnedShare } = load('../../dist/nodes/connector/transport/learnedShare.js') as {
		LearnedShare: { prototype: object };
	};
	Object.defineProperties(LearnedShare.prototype, {
		abreast: { get: () => Infinity },
		isReduced: { get: () => false },
	});
	Object.assign(LearnedShare.prototype, { refused() {}, accepted() {} });
}

/** Takes the vendors' limits out of the pack's catalogues in this process: what is left is how many calls it has under way at once. */
export function liftLimits(): void {
	const load = createRequire(import.meta.url);
	for (const service of ['Learning360', 'Learning360V1', 'ZohoPeopleLms']) {
		const { paces } = load(`../../dist/nodes/${service}/catalogue.json`) as Catalogue;
		for (const [name, { per, concurrency }] of Object.entries(paces)) paces[name] = { per, concurrency };
	}
}
