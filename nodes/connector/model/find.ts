import type { Catalogue, Pace } from './catalogue';
import { existing } from './existing';
import { FieldIssue } from './failures';
import type { Field, Option } from './field';
import type { List } from './list';
import type { Operation } from './operation';

/** Returns the name of the product as its vendor writes it, e.g. `360Learning` of "360Learning API v2". */
export function productOf({ title }: Pick<Catalogue, 'title'>): string {
	return title.replace(/ API\b.*$/, '');
}

/** Finds an operation by its id. */
export function operationById(catalogue: Catalogue, id: string): Operation {
	for (const { operations } of catalogue.resources) {
		const found = operations.find((operation) => operation.id === id);
		if (found) return found;
	}
	throw new FieldIssue('List', `The documents have no operation ${id}`);
}

/**
 * Finds the operation of an address. One whose path says more literally goes before one with placeholders.
 *
 * @param path path below the host, without a query
 */
export function operationAt({ resources }: Catalogue, method: string, path: string): Operation | undefined {
	const asked = path.replace(/\/$/, '').split('/');
	const fits = (template: string) => {
		const parts = template.split('/');
		return parts.length === asked.length && parts.every((part, index) => part === asked[index] || part.startsWith('{'));
	};
	const found = resources
		.flatMap(({ operations }) => operations)
		.filter(
			(operation) =>
				operation.method === method && !operation.job && !operation.request && operation.basePath === undefined,
		)
		.flatMap((operation) =>
			(typeof operation.path === 'string' ? [operation.path] : Object.values(operation.path))
				.filter(fits)
				.map((template) => ({ operation, open: template.split('{').length })),
		);
	return found.sort((one, other) => one.open - other.open)[0]?.operation;
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

/** Long sets of choices are loaded when a field is opened, because each field that has them in place makes every panel of the node slower. */
const LONG_CHOICES = 600;

/** Returns whether a set of choices is too long, in characters, to be part of the description. */
export function isLong(options: Option[]): boolean {
	return JSON.stringify(options).length > LONG_CHOICES;
}

/** Name of the method that loads a shared set of choices. */
export function choicesMethod(name: string): string {
	return `${name}Choices`;
}

/** Names of the values by which a record of a list can be given, in the plural: `record numbers`, `email addresses`. */
export function namesOf(list: List | undefined): { ids: string; others: string[] } {
	const others = Object.values(list?.lookups ?? {}).flatMap(({ recognized }) => recognized ?? []);
	return { ids: `${list?.called ?? 'ID'}s`, others };
}

/** The same names in one text that begins a sentence: `IDs or email addresses`. */
export function valuesOf(list: List | undefined): string {
	const { ids, others } = namesOf(list);
	const text = [ids, ...others].join(' or ');
	return `${text.charAt(0).toUpperCase()}${text.slice(1)}`;
}
