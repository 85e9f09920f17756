import type { Catalogue, Pace } from './catalogue';
import { existing } from './existing';
import { FieldIssue } from './failures';
import type { Field, Option } from './field';
import type { List } from './list';
import type { Operation } from './operation';

/** Finds an operation by its id. */
export function operationById(catalogue: Catalogue, id: string): Operation {
	for (const { operations } of catalogue.resources) {
		const found = operations.find((operation) => operation.id === id);
		if (found) return found;
	}
	throw new FieldIssue('List', `The documents have no operation ${id}`);
}

/** The path of an operation at a level; of its first level if it has several and none is given. */
export function pathOf({ path }: Pick<Operation, 'path'>, level?: string): string {
	if (typeof path === 'string') return path;
	return existing(level === undefined ? Object.values(path)[0] : path[level], `The level ${level ?? ''}`);
}

/** Names of the placeholders in the path of an operation; of its first level if it has several and none is given. */
export function placeholders({ path }: Pick<Operation, 'path'>, level?: string): string[] {
	return [...pathOf({ path }, level).matchAll(/\{(\w+)\}/g)].map(([, name = '']) => name);
}

/** A list of the catalogue by its name. */
export function listNamed({ lists }: Pick<Catalogue, 'lists'>, name: string): List {
	return existing(lists[name], `The list ${name}`);
}

/** A limit of the vendor by its name. */
export function paceNamed({ paces }: Pick<Catalogue, 'paces'>, name: string): Pace {
	return existing(paces[name], `The pace ${name}`);
}

/** Choices of a field, in place or by the name of a shared set; none for other kinds of fields. */
export function choicesOf(
	{ options: shared }: Pick<Catalogue, 'options'>,
	{ options = [] }: Pick<Field, 'options'>,
): Option[] {
	return typeof options === 'string' ? existing(shared[options], `The option set ${options}`) : options;
}
