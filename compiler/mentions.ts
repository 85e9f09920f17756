import type { Catalogue } from '../nodes/connector/model/catalogue.ts';

/** An operation that a text mentions as `Resource › Operation`. */
export interface Mentions {
	/** The operations, as a person reads them, each once. */
	labels: string[];
	/** Text after a `›` that belongs to no operation of the catalogue. */
	unknown: string[];
}

/** Finds the operations that a text names; of two that begin alike the longer name is meant. */
export function mentionsIn(text: string, { resources }: Catalogue): Mentions {
	const known = resources.flatMap(({ name, operations }) =>
		operations.map((operation) => ({ resource: name, label: labelOf(name, operation.name) })),
	);
	known.sort((one, other) => other.label.length - one.label.length);
	const labels = new Set<string>();
	const unknown: string[] = [];
	for (const { index } of text.matchAll(/ › /g)) {
		const found = known.find(({ resource, label }) => text.startsWith(label, index - resource.length));
		if (found) labels.add(found.label);
		else unknown.push(text.slice(index).trim());
	}
	return { labels: [...labels], unknown };
}

/** An operation as a person reads it. */
export function labelOf(resource: string, operation: string): string {
	return `${resource} › ${operation}`;
}
