import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { parse } from 'yaml';
import type { Catalogue, Operation } from '../nodes/connector/operation.ts';
import type { Step, Watch } from '../nodes/connector/polling/watch.ts';
import { DocumentError } from './read.ts';

/** `watches.yaml` of a service, with the words of docs/words.md. */
interface WatchDocument {
	'x-daily-calls'?: string;
	watches: Record<string, WatchObject>;
}

interface WatchObject extends Omit<Watch, 'value' | 'simplified' | 'ways'> {
	ways: Step[][];
	/** Beside the facts: which of them are ours. */
	'x-inferred'?: string[];
	'x-source'?: string[];
}

/** What the watches of a service become. */
export interface CompiledWatches {
	watches: Watch[];
	daily?: string;
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
export function compileWatches(folder: string, catalogue: Catalogue, previews: Record<string, Record<string, object>>): CompiledWatches | undefined {
	const file = path.join(folder, 'watches.yaml');
	if (!existsSync(file)) return undefined;
	const document = parse(readFileSync(file, 'utf8'), { merge: true }) as WatchDocument;
	const findings: string[] = [];
	const compiled: CompiledWatches = { watches: [], previews: {}, ...(document['x-daily-calls'] ? { daily: document['x-daily-calls'] } : {}) };
	for (const [value, { 'x-inferred': _inferred, 'x-source': _source, ...entry }] of Object.entries(document.watches)) {
		const wrong = mistakesIn(catalogue, entry).map((text) => `${path.relative(process.cwd(), file)}:1:1  ${value}: ${text}`);
		findings.push(...wrong);
		if (wrong.length > 0) continue;
		const last = entry.ways[0][entry.ways[0].length - 1];
		const { resource, operation } = operationOf(catalogue, last.operation!)!;
		const { simplified } = operation.output;
		const watch: Watch = { value, ...entry, ...(simplified && !entry.kept ? { simplified } : {}) };
		compiled.watches.push(watch);
		compiled.previews[value] = previewOf(watch, previews[resource][operation.value]);
	}
	if (findings.length > 0) throw new DocumentError(findings);
	compiled.watches.sort((one, other) => one.name.localeCompare(other.name, 'en'));
	return compiled;
}

function operationOf({ resources }: Catalogue, id: string): { resource: string; operation: Operation } | undefined {
	for (const { value, operations } of resources) {
		const operation = operations.find((entry) => entry.id === id);
		if (operation) return { resource: value, operation };
	}
	return undefined;
}

/** What cannot be right in a watch. */
function mistakesIn(catalogue: Catalogue, watch: Omit<WatchObject, 'x-inferred' | 'x-source'>): string[] {
	const needed: Record<Watch['event'], Array<keyof Watch>> = { created: [], changed: [], became: ['goal'], removed: ['kept'], soon: ['moment'] };
	const missing = needed[watch.event]?.filter((word) => watch[word as keyof typeof watch] === undefined) ?? [`event ${watch.event}`];
	const mistakes = missing.map((word) => `${word} is missing`);
	if ((watch.compared?.length ?? 0) > 10) mistakes.push('compared names more than ten properties');
	const lost = watch.expires?.properties.filter((name) => watch.kept && !watch.kept.includes(name)) ?? [];
	if (lost.length > 0) mistakes.push(`kept lacks ${lost.join(', ')}, which expires reads`);
	for (const steps of watch.ways) mistakes.push(...mistakesOnTheWay(catalogue, steps));
	return mistakes;
}

function mistakesOnTheWay(catalogue: Catalogue, steps: Step[]): string[] {
	const mistakes: string[] = [];
	const names = new Set<string>();
	let picking = true;
	for (const step of steps) {
		const found = step.operation === undefined ? undefined : operationOf(catalogue, step.operation);
		if (step.operation !== undefined && !found) mistakes.push(`there is no operation ${step.operation}`);
		if (step.operation === undefined && !step.pick) mistakes.push(`${step.as} is neither read nor chosen`);
		if (step.pick && !catalogue.lists[step.pick.list]) mistakes.push(`there is no list ${step.pick.list}`);
		if (step.pick && !picking) mistakes.push(`${step.as} can be chosen, but what lies above it cannot`);
		picking &&= step.pick !== undefined;
		for (const placeholder of found ? placeholdersOf(found.operation, step.level) : []) {
			if (!names.has(placeholder)) mistakes.push(`nothing fills {${placeholder}} of ${step.operation}`);
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
function previewOf({ ways, kept, event, compared, moment }: Watch, operation: object): object {
	const [steps] = ways;
	const record = (operation as { properties?: Record<string, object> }).properties ?? {};
	const fields = kept ? Object.fromEntries(kept.map((name) => [name, record[name] ?? { type: 'string' }])) : record;
	const text = { type: 'string' };
	const given = Object.fromEntries(steps.slice(0, -1).flatMap(({ as, gives = {} }) => [as, ...Object.keys(gives)].map((name) => [name, text])));
	const added = {
		...(event === 'changed' && compared ? { changedFields: { type: 'array', items: text } } : {}),
		...(moment ? { [moment.as]: text } : {}),
	};
	return { type: 'object', properties: { ...fields, ...given, ...added }, version: 1 };
}
