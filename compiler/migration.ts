import { existsSync } from 'node:fs';
import path from 'node:path';
import type { Catalogue } from '../nodes/connector/model/catalogue.ts';
import type { Field } from '../nodes/connector/model/field.ts';
import type { Operation } from '../nodes/connector/model/operation.ts';
import type { Before, Move, Rule, Spread } from '../nodes/LmsMigration/migration/rule.ts';
import { checkFile } from './keywords/check.ts';
import { rulesFile, type WrittenFields, type WrittenMoves, type WrittenRule } from './keywords/rules.ts';
import { YamlFile } from './keywords/yamlFile.ts';
import { mentionsIn } from './mentions.ts';

/** One operation of an API as the compiler knows it: its fields and the names of its outputs. */
export interface Described {
	catalogue: Catalogue;
	/** Names of the properties of the whole answer, by `resource.operation`; absent for answers that are not described. */
	answers: Record<string, string[] | undefined>;
}

/**
 * Compiles the successors of the operations of an API that ends.
 *
 * @param folder folder with one file per resource
 * @throws Error that lists, with the file, every operation without a rule, every field nothing becomes of, and every name that is not there
 */
export function compileRules(folder: string, old: Described, next: Described): Record<string, Rule> {
	const findings: string[] = [];
	const rules: Record<string, Rule> = {};
	for (const { value: resource, operations } of old.catalogue.resources) {
		const name = path.join(path.basename(path.dirname(folder)), 'migration', `${resource}.yaml`);
		const entries = readRules(path.join(folder, `${resource}.yaml`), findings);
		for (const operation of operations) {
			const entry = entries[operation.value];
			const key = `${resource}.${operation.value}`;
			const say = (text: string) => findings.push(`${name}: ${operation.value}: ${text}`);
			if (!entry) {
				say('there is no rule');
				continue;
			}
			for (const unknown of textsOf(entry).flatMap((text) => mentionsIn(text, next.catalogue).unknown))
				say(`there is no operation “${unknown}”`);
			rules[key] = {
				...compiled(entry, key, operation, old, next, say),
				when: entry.when.map((way) => ({
					...way,
					rule: {
						...compiled({ ...entry, ...way.rule, when: [] }, key, operation, old, next, say, way.only),
						when: [],
					},
				})),
			};
		}
		for (const value of Object.keys(entries))
			if (!operations.some((operation) => operation.value === value))
				findings.push(`${name}: ${value}: the API has no such operation`);
	}
	if (findings.length > 0)
		throw new Error(`The rules of migration cannot be used:\n${findings.map((finding) => `  ${finding}`).join('\n')}`);
	return rules;
}

function readRules(location: string, findings: string[]): Record<string, WrittenRule> {
	if (!existsSync(location)) return {};
	const file = new YamlFile(location);
	const mistakes = checkFile(file, rulesFile);
	findings.push(...mistakes);
	return mistakes.length > 0 ? {} : rulesFile.parse(file.value);
}

/** Every text in a rule, however deep. */
export function textsOf(value: unknown): string[] {
	if (typeof value === 'string') return [value];
	return value !== null && typeof value === 'object' ? Object.values(value).flatMap(textsOf) : [];
}

function movesOf(written: WrittenMoves): Move[] {
	return [written].flat().map((entry) => (typeof entry === 'string' ? { to: entry } : entry));
}

function allMoves(entry: { same: string[]; fields: WrittenFields }): Record<string, Move[]> {
	const same = entry.same.map((name): [string, Move[]] => [name, [{ to: name }]]);
	return Object.fromEntries([
		...same,
		...Object.entries(entry.fields).map(([name, value]): [string, Move[]] => [name, movesOf(value)]),
	]);
}

function compiled(
	entry: WrittenRule,
	key: string,
	operation: Operation,
	old: Described,
	next: Described,
	say: (text: string) => void,
	only?: string[],
): Omit<Rule, 'when'> {
	const fields = allMoves(entry);
	const rule = {
		fields,
		set: entry.set,
		ask: entry.ask,
		notes: entry.notes,
		output: entry.output,
		gone: [] as string[],
		...(entry.inferred ? { inferred: true } : {}),
	};
	if (entry.none !== undefined) return { none: entry.none, ...rule, before: [], spread: [] };
	const target = entry.to === undefined ? undefined : find(next.catalogue, entry.to);
	if (!target) {
		say(`there is no operation ${entry.to}`);
		return { ...rule, before: [], spread: [] };
	}
	const spread = entry.spread.map((list): Spread => ({ ...list, fields: allMoves({ same: [], fields: list.fields }) }));
	const before = entry.before.map((step): Before => ({ ...step, fields: allMoves(step) }));
	checkSources(entry, fields, spread, operation, say, only);
	checkTarget(fields, target, say);
	for (const name of [...Object.keys(entry.set), ...Object.keys(entry.ask)]) checkField(name, target, say);
	for (const list of spread) {
		checkTarget(list.fields, target, say);
		for (const name of [...Object.keys(list.set), ...(list.as ? [list.as] : [])]) checkField(name, target, say);
	}
	for (const step of before) {
		const operation = find(next.catalogue, step.to);
		if (!operation) say(`there is no operation ${step.to}`);
		else checkTarget(step.fields, operation, say);
		for (const name of Object.keys(step.use)) checkField(name, target, say);
	}
	return { to: entry.to, ...rule, before, spread, gone: goneOf(key, entry, old, next) };
}

function find({ resources }: Catalogue, to: string): Operation | undefined {
	const [resource, value] = to.split('.');
	return resources.find((entry) => entry.value === resource)?.operations.find((entry) => entry.value === value);
}

/** Something must become of every field of the old operation. */
function checkSources(
	entry: WrittenRule,
	moved: Record<string, Move[]>,
	spread: Spread[],
	{ fields }: Operation,
	say: (text: string) => void,
	only?: string[],
): void {
	const names = new Set(fields.map(({ name }) => name));
	const handled = new Set([
		...Object.keys(moved),
		...spread.map(({ from }) => from),
		...entry.ignore,
		...entry.before.flatMap((step) => Object.keys(allMoves(step))),
	]);
	for (const name of handled) if (!names.has(name)) say(`the operation has no field ${name}`);
	for (const name of only ?? names) if (!handled.has(name)) say(`nothing becomes of the field ${name}`);
	for (const { from, fields: inner } of spread) {
		const own = fields.find(({ name }) => name === from)?.fields ?? [];
		for (const { name, wire } of own) if (!(wire[wire.length - 1] in inner)) say(`nothing becomes of ${from}.${name}`);
	}
}

function checkTarget(moved: Record<string, Move[]>, target: Operation, say: (text: string) => void): void {
	for (const { to } of Object.values(moved).flat()) if (to !== undefined) checkField(to, target, say);
}

function checkField(name: string, { id, fields }: Operation, say: (text: string) => void): void {
	const [head, inner] = name.split('.');
	const field: Field | undefined = fields.find((candidate) => candidate.name === head);
	if (!field) say(`${id} has no field ${head}`);
	else if (inner !== undefined && !field.fields?.some((candidate) => candidate.name === inner))
		say(`${id} has no field ${name}`);
}

/** Outputs of the old operation that the new one lacks and no rule mentions. */
function goneOf(key: string, { to, output }: WrittenRule, old: Described, next: Described): string[] {
	const had = old.answers[key];
	const has = next.answers[to!];
	if (!had || !has) return [];
	const spoken = new Set(Object.keys(output).map((name) => name.split('.')[0]));
	return had.filter((name) => !has.includes(name) && !spoken.has(name));
}
