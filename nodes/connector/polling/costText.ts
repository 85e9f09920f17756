import type { Catalogue } from '../model/catalogue';
import { operationById, paceNamed } from '../model/find';
import type { Operation } from '../model/operation';
import type { Step, Watch } from '../model/watch';

/** Plural name of the records an operation lists, in lower case, e.g. `path sessions`. */
export function resourceOf({ resources }: Catalogue, operation: Operation): string {
	const { name } = resources.find(({ operations }) => operations.includes(operation))!;
	return plural(name.replace(/\b[A-Z](?=[a-z])/g, (letter) => letter.toLowerCase()));
}

/** The plural of a label, e.g. `Batch` → `Batches`. */
export function plural(label: string): string {
	if (/(stats|progress)$/i.test(label)) return label;
	if (/(ch|s|x)$/.test(label)) return `${label}es`;
	return label.endsWith('y') ? `${label.slice(0, -1)}ies` : `${label}s`;
}

/** Describes the cost of a poll; the numbers depend on the number of records. */
export function costOf(catalogue: Catalogue, { ways }: Watch): string {
	const parts = ways.flatMap((steps) =>
		steps.map((step, index) => costOfStep(catalogue, steps, step, index)).filter((part) => part !== undefined),
	);
	const paces = [
		...new Set(ways.flat().flatMap(({ operation }) => (operation ? operationById(catalogue, operation).paces : []))),
	];
	const limits = paces.map((name) => {
		const { requests, seconds, per } = paceNamed(catalogue, name);
		return `${requests} calls in ${seconds === 1 ? 'a second' : `${seconds} seconds`}${per === 'operation' ? ' for each of these lists' : ''}`;
	});
	return `Each poll makes ${listed([...new Set(parts)])}. ${catalogue.title} allows ${listed(limits)}.`;
}

function costOfStep(catalogue: Catalogue, steps: Step[], step: Step, index: number): string | undefined {
	if (!step.operation) return undefined;
	const operation = operationById(catalogue, step.operation);
	const things = resourceOf(catalogue, operation);
	const page =
		operation.pagination?.kind === 'offset'
			? ` for every ${operation.pagination.pageSize} ${things}`
			: ` a page of ${things}`;
	const parent = steps[index - 1];
	if (!parent) return `1 call${page}`;
	const [holder] = parent.pick ? [parent.pick.title.toLowerCase()] : [parent.as.replace(/Id$/, '')];
	return `1 call per ${holder} for its ${things}`;
}

function listed(parts: string[]): string {
	return parts.length < 2
		? (parts[0] ?? 'no calls')
		: `${parts.slice(0, -1).join(', ')} and ${parts[parts.length - 1]}`;
}
