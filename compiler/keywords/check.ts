/** Checks that the documents use the keywords as they are defined. */
import type { z } from 'zod/v4';
import { mistakesIn } from './explain.ts';
import type { Target } from './keyword.ts';
import { placeOf, PLACES, type PlaceName } from './places.ts';
import { mentionsIn } from './shape.ts';
import { didYouMean } from './suggest.ts';
import type { YamlFile } from './yamlFile.ts';

/** The names that documents of a service can refer to. */
export type Known = Record<Target, Set<string>>;

type Fields = Record<string, unknown>;

/** How the messages call what a name refers to. */
const TARGETS: Record<Target, string> = { operation: 'operation', list: 'list in x-lists', pace: 'limit in x-paces' };

/** Where each keyword belongs. */
const HOMES = new Map<string, string[]>();
for (const { name, keywords } of Object.values(PLACES)) {
	for (const keyword of Object.keys(keywords.shape)) HOMES.set(keyword, [...(HOMES.get(keyword) ?? []), name]);
}

/** Which kind of document a file of `api` is, by what it holds. */
export function kindOf(file: YamlFile): 'service' | 'webhooks' | 'resource' {
	const value = (file.value ?? {}) as Fields;
	if (file.name.endsWith('service.yaml')) return 'service';
	return 'webhooks' in value ? 'webhooks' : 'resource';
}

/** Reads the names that the documents of a service can refer to. */
export function namesIn(files: YamlFile[]): Known {
	const known: Known = { operation: new Set(), list: new Set(), pace: new Set() };
	for (const { value } of files) {
		const {
			paths = {},
			'x-lists': lists = {},
			'x-paces': paces = {},
		} = (value ?? {}) as { paths?: Record<string, Record<string, Fields>>; 'x-lists'?: object; 'x-paces'?: object };
		const operations = Object.values(paths)
			.flatMap((item) => Object.values(item))
			.filter((operation) => !('x-job' in operation || 'x-request' in operation || 'x-token-call' in operation));
		for (const operation of operations)
			known.operation.add(String(operation['x-logical-operation'] ?? operation.operationId));
		for (const name of Object.keys(lists)) known.list.add(name);
		for (const name of Object.keys(paces)) known.pace.add(name);
	}
	return known;
}

/**
 * Checks the keywords of an OpenAPI document.
 *
 * @param known names of the whole service
 * @returns a line `file:line:column  what is wrong` for each mistake
 */
export function checkDocument(file: YamlFile, known: Known): string[] {
	if (file.mistakes.length > 0) return file.mistakes;
	return checkPlace(file, kindOf(file), file.value, [], known);
}

/**
 * Checks a YAML file that is no OpenAPI document against its schema.
 *
 * @param known names of the service, where the file refers to them
 * @returns a line `file:line:column  what is wrong` for each mistake
 */
export function checkFile(file: YamlFile, schema: z.ZodType, known?: Known): string[] {
	if (file.mistakes.length > 0) return file.mistakes;
	const mistakes = mistakesIn(schema, file.value).map(
		({ place, text }) => `${file.at(place)}  ${named(place)} ${text}`,
	);
	return mistakes.length > 0 || !known ? mistakes : unknownNames(file, schema, file.value, [], known);
}

function checkPlace(file: YamlFile, name: PlaceName, value: unknown, path: PropertyKey[], known: Known): string[] {
	if (value === null || typeof value !== 'object' || Array.isArray(value)) return [];
	const fields = value as Fields;
	const place = PLACES[placeOf(name, fields)];
	const own = Object.fromEntries(Object.entries(fields).filter(([key]) => key.startsWith('x-')));
	const findings = mistakesIn(place.keywords, own).map(({ place: inner, text }) => {
		const [keyword] = inner;
		const unknown = inner.length === 1 && !(String(keyword) in place.keywords.shape);
		return `${file.at([...path, ...inner])}  ${unknown ? strange(String(keyword), place) : `${named(inner)} ${text}`}`;
	});
	if (findings.length === 0)
		findings.push(...unknownNames(file, place.keywords, own, path, known), ...unknownValues(file, fields, path));
	for (const [key, { place: held, as }] of Object.entries(place.holds)) {
		const holder = fields[key];
		if (as === 'one') findings.push(...checkPlace(file, held, holder, [...path, key], known));
		else
			for (const [step, entry] of Object.entries((holder ?? {}) as Fields))
				findings.push(...checkPlace(file, held, entry, [...path, key, step], known));
	}
	return findings;
}

/** Message for a keyword that does not belong where it is. */
function strange(keyword: string, { name, keywords }: (typeof PLACES)[PlaceName]): string {
	const homes = HOMES.get(keyword);
	if (homes) return `${keyword} does not belong on ${name}, but on ${homes.join(' or ')}`;
	const meant = didYouMean(keyword, Object.keys(keywords.shape)) || didYouMean(keyword, HOMES.keys());
	return `${keyword} is not a keyword of ${name}${meant || '; docs/words.md lists the keywords'}`;
}

function unknownNames(file: YamlFile, schema: z.ZodType, value: unknown, path: PropertyKey[], known: Known): string[] {
	return mentionsIn(schema, value)
		.filter(({ to, name }) => !known[to].has(name))
		.map(
			({ to, name, place }) =>
				`${file.at([...path, ...place])}  ${named(place)}: there is no ${TARGETS[to]} called ${name}${didYouMean(name, known[to])}`,
		);
}

/** Labels of an enum must be labels of its values. */
function unknownValues(
	file: YamlFile,
	{ enum: values, 'x-enum-names': labels }: Fields,
	path: PropertyKey[],
): string[] {
	if (!Array.isArray(values)) return [];
	const known = values.map(String);
	return Object.keys(labels ?? {})
		.filter((label) => !known.includes(label))
		.map(
			(label) =>
				`${file.at([...path, 'x-enum-names', label])}  x-enum-names: ${label} is no value of the enum${didYouMean(label, known)}`,
		);
}

/** A place as text: `x-bulk.maxItems`. */
function named(place: PropertyKey[]): string {
	return place.map(String).join('.');
}
