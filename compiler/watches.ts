import { existsSync } from 'node:fs';
import path from 'node:path';
import mapValues from 'lodash/mapValues.js';
import type { Catalogue } from '../nodes/connector/model/catalogue.ts';
import type { Operation } from '../nodes/connector/model/operation.ts';
import type { Step, Watch } from '../nodes/connector/model/watch.ts';
import { checkFile } from './keywords/check.ts';
import { watchesFile, type WrittenWatch } from './keywords/watches.ts';
import { YamlFile } from './keywords/yamlFile.ts';
import { DocumentError } from './read.ts';

/** Compiled watches of a service. */
export interface CompiledWatches {
	watches: Watch[];
	daily?: string;
	/** The watch that triggers of version 1 have chosen at first. */
	former?: string;
	/** JSON Schema of one item by watch. */
	previews: Record<string, object>;
}

/**
 * Reads and compiles the watches of a service.
 *
 * @param folder folder of the service
 * @param previews previews of its operations by resource and operation
 * @returns `undefined` when the service has none
 * @throws DocumentError when a watch names what is not there
 */
export function compileWatches(
	folder: string,
	catalogue: Catalogue,
	previews: Record<string, Record<string, object>>,
): CompiledWatches | undefined {
	const location = path.join(folder, 'watches.yaml');
	if (!existsSync(location)) return undefined;
	const file = new YamlFile(location);
	const { resources, lists, paces } = catalogue;
	const operations = resources.flatMap((resource) => resource.operations.map(({ id }) => id));
	const findings = checkFile(file, watchesFile, {
		operation: new Set(operations),
		list: new Set(Object.keys(lists)),
		pace: new Set(Object.keys(paces)),
	});
	if (findings.length > 0) throw new DocumentError(findings);
	const document = watchesFile.parse(file.value);
	const compiled: CompiledWatches = {
		watches: [],
		previews: {},
		...(document['x-daily-calls'] ? { daily: document['x-daily-calls'] } : {}),
		...(document['x-former-default'] ? { former: document['x-former-default'] } : {}),
	};
	for (const [value, { 'x-inferred': _inferred, 'x-source': _source, ...entry }] of Object.entries(document.watches)) {
		const wrong = mistakesIn(catalogue, entry);
		findings.push(...wrong.map(({ place, text }) => `${file.at(['watches', value, ...place])}  ${value}: ${text}`));
		if (wrong.length > 0) continue;
		const last = entry.ways[0][entry.ways[0].length - 1];
		const { resource, operation } = operationOf(catalogue, last.operation!)!;
		const { simplified } = operation.output;
		const watch: Watch = { value, ...entry, ...(simplified && !entry.kept ? { simplified } : {}) };
		compiled.watches.push(watch);
		compiled.previews[value] = previewOf(watch, previews[resource][operation.value]);
	}
	if (findings.length > 0) throw new DocumentError(findings);
	return compiled;
}

function operationOf({ resources }: Catalogue, id: string): { resource: string; operation: Operation } | undefined {
	for (const { value, operations } of resources) {
		const operation = operations.find((entry) => entry.id === id);
		if (operation) return { resource: value, operation };
	}
	return undefined;
}

/** Something that cannot be right, and where in the watch it stands. */
interface Mistake {
	place: PropertyKey[];
	text: string;
}

/** Keywords that every event requires. */
const NEEDED: Record<Watch['event'], Array<'goal' | 'kept' | 'moment' | 'unless'>> = {
	created: [],
	changed: [],
	became: ['goal'],
	removed: ['kept'],
	soon: ['moment'],
	passed: ['moment', 'unless'],
};

/** Mistakes in a watch whose keywords are valid one by one. */
function mistakesIn(catalogue: Catalogue, watch: WrittenWatch): Mistake[] {
	const missing = NEEDED[watch.event].filter((key) => watch[key] === undefined);
	const mistakes = missing.map(
		(key): Mistake => ({ place: ['event'], text: `${key} is missing, which the event ${watch.event} needs` }),
	);
	const lost = watch.expires?.properties.filter((name) => watch.kept && !watch.kept.includes(name)) ?? [];
	if (lost.length > 0) mistakes.push({ place: ['kept'], text: `kept lacks ${lost.join(', ')}, which expires reads` });
	mistakes.push(...mistakesInAdditions(catalogue, watch));
	for (const [way, steps] of watch.ways.entries())
		mistakes.push(
			...mistakesOnTheWay(catalogue, steps).map(({ place, text }) => ({ place: ['ways', way, ...place], text })),
		);
	return mistakes;
}

/** A request made for a record must have every placeholder of its path filled. */
function mistakesInAdditions(catalogue: Catalogue, { adds = {} }: WrittenWatch): Mistake[] {
	const reads = Object.entries(adds).flatMap(([name, { operation, by, each }]) => [
		{ name, id: operation, filled: Object.keys(by) },
		...(each ? [{ name, id: each.operation, filled: [each.by] }] : []),
	]);
	return reads.flatMap(({ name, id, filled }) =>
		placeholdersOf(operationOf(catalogue, id)!.operation)
			.filter((placeholder) => !filled.includes(placeholder))
			.map((placeholder): Mistake => ({ place: ['adds', name], text: `nothing fills {${placeholder}} of ${id}` })),
	);
}

function mistakesOnTheWay(catalogue: Catalogue, steps: Step[]): Mistake[] {
	const mistakes: Mistake[] = [];
	const names = new Set<string>();
	let picking = true;
	for (const [index, step] of steps.entries()) {
		const say = (key: keyof Step, text: string) => mistakes.push({ place: [index, key], text });
		const operation = step.operation === undefined ? undefined : operationOf(catalogue, step.operation)!.operation;
		if (!operation && !step.pick) say('as', `${step.as} is neither read nor chosen`);
		if (!operation && index === steps.length - 1) say('as', 'the last step of a way needs an operation');
		if (step.pick && !picking) say('pick', `${step.as} can be chosen, but what lies above it cannot`);
		picking &&= step.pick !== undefined;
		const levels = operation?.levels?.map(({ value }) => value);
		if (operation && step.level !== undefined && !levels?.includes(step.level))
			say('level', `${operation.id} has no path ${step.level}${levels ? `, but ${levels.join(' and ')}` : ''}`);
		if (levels && step.level === undefined)
			say('operation', `level is missing: ${operation!.id} has the paths ${levels.join(' and ')}`);
		for (const placeholder of operation ? placeholdersOf(operation, step.level) : []) {
			if (!names.has(placeholder)) say('operation', `nothing fills {${placeholder}} of ${operation!.id}`);
		}
		names.add(step.as);
		for (const name of Object.keys(step.gives ?? {})) names.add(name);
	}
	return mistakes;
}

function placeholdersOf({ path: address }: Operation, level?: string): string[] {
	const template = typeof address === 'string' ? address : address[level ?? Object.keys(address)[0]];
	return [...template.matchAll(/\{(\w+)\}/g)].map(([, name]) => name);
}

/** JSON Schema of one item: the record as Simplify keeps it, the ids above it and what the event adds. */
function previewOf({ ways, kept, event, compared, moment, adds = {} }: Watch, operation: object): object {
	const [steps] = ways;
	const record = (operation as { properties?: Record<string, object> }).properties ?? {};
	const fields = kept ? Object.fromEntries(kept.map((name) => [name, record[name] ?? { type: 'string' }])) : record;
	const text = { type: 'string' };
	const given = Object.fromEntries(
		steps.slice(0, -1).flatMap(({ as, gives = {} }) => [as, ...Object.keys(gives)].map((name) => [name, text])),
	);
	const added = {
		...(event === 'changed' && compared ? { changedFields: { type: 'array', items: text } } : {}),
		...(moment ? { [moment.as]: text } : {}),
		...mapValues(adds, ({ each, properties }) => {
			const record = { type: 'object', properties: Object.fromEntries(properties.map((name) => [name, text])) };
			return each ? { type: 'array', items: record } : { ...record, nullable: true };
		}),
	};
	return { type: 'object', properties: { ...fields, ...given, ...added }, version: 1 };
}
