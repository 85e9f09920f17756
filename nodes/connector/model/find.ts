import type { Catalogue } from './catalogue';
import { FieldIssue } from './failures';
import type { Field, Option } from './field';
import type { Operation } from './operation';

/** Finds an operation by its id. */
export function operationById(catalogue: Catalogue, id: string): Operation {
	for (const { operations } of catalogue.resources) {
		const found = operations.find((operation) => operation.id === id);
		if (found) return found;
	}
	throw new FieldIssue('List', `The documents have no operation ${id}`);
}

/** Names of the placeholders in the path of an operation; of its first level if it has several and none is given. */
export function placeholders({ path }: Pick<Operation, 'path'>, level?: string): string[] {
	const template = typeof path === 'string' ? path : level === undefined ? Object.values(path)[0] : path[level];
	return [...template.matchAll(/\{(\w+)\}/g)].map(([, name]) => name);
}

/** Choices of a field, in place or by the name of a shared set; none for other kinds of fields. */
export function choicesOf(
	{ options: shared }: Pick<Catalogue, 'options'>,
	{ options = [] }: Pick<Field, 'options'>,
): Option[] {
	return typeof options === 'string' ? shared[options] : options;
}
