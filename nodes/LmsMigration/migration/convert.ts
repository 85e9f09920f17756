import { innermost } from '../../connector/model/existing';
import type { Field } from '../../connector/model/field';
import type { Operation } from '../../connector/model/operation';
import { Assembly } from './assembly';
import { objectsOf } from './lists';
import type { Facts } from './options';
import { statusOf, type Finding, type Status } from './report';
import type { Before, Move, OutputChange, Rule, Rules, Spread } from './rule';
import { serviceOf, type KnownService } from './services';
import type { Source } from './source';
import { code, expression, fromJson, isBlank, toCode, type Json, type Value } from './value';
import { parametersOf, type Wanted } from './writeNode';

/** Field of the items for an entry of a list. */
export const ENTRY = 'entry';

/** The output of a node before and after the migration. */
export interface OutputRule {
	changes: Record<string, OutputChange>;
	gone: string[];
	/** Properties in which the answer stood, outermost first. */
	wrapped: string[];
	/** Property in which a list of records stood that are items now. */
	listed?: string;
	/** The item was the list of records itself. */
	heldList?: boolean;
}

/** A node to insert. */
export interface Step {
	name: string;
	service: KnownService;
	parameters(rebase: (value: Value) => Value): Record<string, Json>;
}

/** The result of converting a node. */
export interface Conversion {
	service: KnownService;
	shown: string;
	status: Status;
	findings: Finding[];
	/** Parameters of the node, given the expression of a node for the item it worked on (see `rebased`). */
	parameters(rebase: (value: Value) => Value): Record<string, Json>;
	/** Nodes that are run first. */
	before: Step[];
	/** Expression of a list whose entries become items. */
	spread?: string;
	output: OutputRule;
}

/** Operation that takes over, with how its fields are filled. */
interface Target {
	service: KnownService;
	resource: string;
	operation: Operation;
}

/**
 * Converts a node.
 *
 * @returns the reason, as a text, when no operation takes over
 */
export function convert(source: Source, rules: Rules, facts: Facts): Conversion | string {
	const rule = ruleFor(source, rules);
	if (!rule) return `There is no rule for ${source.shown}`;
	if (rule.none !== undefined || rule.to === undefined) return rule.none ?? 'No operation takes over';
	const service = serviceOf(source.service.successor ?? source.service.node)!;
	const target = { service, ...operationOf(service, rule.to) };
	const findings: Finding[] = [...rule.notes, ...source.notes].map((text) => ({ kind: 'check', text }));
	for (const name of source.unknown)
		findings.push({ kind: 'check', text: `"${name}" was sent and the new node has no field for it: it is left out` });
	const before = rule.before.filter((step) => isNeeded(step, source));
	const spread = spreadOf(source, rule, target.operation);
	const first = wanted(source, rule, target, facts, findings, before, spread);
	findings.push(...missingIn(first, rule));
	const unknownInside = new Set<string>();
	const parameters = (rebase: (value: Value) => Value) =>
		parametersOf(first.wanted(rebase), (name) => unknownInside.add(name));
	parameters((value) => value);
	for (const name of unknownInside)
		findings.push({ kind: 'check', text: `"${name}" has no counterpart: it is left out` });
	if (
		source.operation.output.kind === 'record' &&
		target.operation.output.kind === 'records' &&
		before.length === 0 &&
		!spread
	) {
		findings.push({
			kind: 'check',
			text: 'The answer was one record. Now each entry is an item, and without entries no item comes out',
		});
	}
	if (spread)
		findings.push({
			kind: 'check',
			text: 'The list becomes items: the node gives one item per entry of the list, not one for all of them',
		});
	const steps = before.map(
		(step): Step => ({
			name: step.name,
			service,
			parameters: (rebase) => stepParameters(source, step, service, facts, [], rebase),
		}),
	);
	before.forEach((step) => stepParameters(source, step, service, facts, findings, (value) => value));
	return {
		service,
		shown: `${nameOf(target)} › ${target.operation.name}`,
		status: statusOf(findings),
		findings,
		parameters,
		before: steps,
		...(spread ? { spread: spread.expression } : {}),
		output: outputOf(source, rule),
	};
}

function ruleFor(source: Source, rules: Rules): Rule | undefined {
	const key = `${source.resource}.${source.operation.value}`;
	if (!source.service.successor) return identity(key, source);
	const rule = rules[source.service.node]?.[key];
	const given = new Set(source.filled.map(({ field }) => field.name));
	const applies = ({ given: some, only }: Rule['when'][number]) =>
		some?.some((name) => given.has(name)) ??
		([...given].every((name) => only?.includes(name)) && only?.every((name) => given.has(name)));
	return rule?.when.find(applies)?.rule ?? rule;
}

/** A request to an API that is not deprecated keeps its operation. */
function identity(to: string, { operation }: Source): Rule {
	const fields = Object.fromEntries(operation.fields.map(({ name }): [string, Move[]] => [name, [{ to: name }]]));
	return { to, fields, set: {}, ask: {}, before: [], spread: [], when: [], output: {}, gone: [], notes: [] };
}

function operationOf({ catalogue }: KnownService, to: string): Omit<Target, 'service'> {
	const [resource, value] = to.split('.');
	const operation = catalogue.resources
		.find((entry) => entry.value === resource)
		?.operations.find((entry) => entry.value === value);
	if (resource === undefined || !operation) throw new Error(`There is no operation ${to}`);
	return { resource, operation };
}

function nameOf({ service, resource }: Target): string {
	return service.catalogue.resources.find(({ value }) => value === resource)?.name ?? resource;
}

function isNeeded({ unless, given }: Before, { filled }: Source): boolean {
	const has = (name: string) => filled.some(({ field }) => field.name === name);
	if (given && !given.some(has)) return false;
	return !unless || !unless.every(has);
}

/** Fills the fields of the operation that takes over. */
function wanted(
	source: Source,
	rule: Rule,
	target: Target,
	facts: Facts,
	findings: Finding[],
	before: Before[],
	spread?: SpreadEntries,
) {
	const assemble = (rebase: (value: Value) => Value, told: Finding[]) => {
		const assembly = new Assembly(target.operation, facts, told);
		move(source, rule.fields, assembly, rebase);
		if (spread) for (const { path, value, by } of spread.values) assembly.put(path, value, { by });
		assembly.set(rule.set);
		for (const [name, used] of before.flatMap(({ use }) => Object.entries(use))) {
			const { property, by } = typeof used === 'string' ? { property: used } : used;
			if (!assembly.has(name)) assembly.put(name, code(`$json.${property}`), { by });
		}
		return assembly;
	};
	return {
		assembly: assemble((value) => value, findings),
		wanted: (rebase: (value: Value) => Value): Wanted => ({
			...target,
			filled: [...assemble(rebase, []).filled.values()],
			level: source.level && rebase(source.level),
			limit: source.limit && rebase(source.limit),
			options: source.options,
		}),
	};
}

function move(
	{ filled, operation }: Source,
	fields: Record<string, Move[]>,
	assembly: Assembly,
	rebase: (value: Value) => Value,
): void {
	for (const entry of filled) assembly.move({ ...entry, value: rebase(entry.value) }, fields[entry.field.name] ?? []);
	const given = new Set(filled.map(({ field }) => field.name));
	for (const { name } of operation.fields) if (!given.has(name)) assembly.leftOut(fields[name] ?? []);
}

function missingIn({ assembly }: { assembly: Assembly }, rule: Rule): Finding[] {
	return assembly.missing().map(
		({ name, displayName }: Field): Finding => ({
			kind: 'todo',
			text: rule.ask[name] ?? 'Fill this in: the new operation needs it and the old one had nothing for it',
			field: displayName,
		}),
	);
}

function stepParameters(
	source: Source,
	{ to, fields, set }: Before,
	service: KnownService,
	facts: Facts,
	findings: Finding[],
	rebase: (value: Value) => Value,
): Record<string, Json> {
	const { resource, operation } = operationOf(service, to);
	const assembly = new Assembly(operation, facts, findings);
	move(source, fields, assembly, rebase);
	assembly.set(set);
	const isList = operation.output.kind === 'records' && !('returnAll' in set);
	return parametersOf(
		{
			service,
			resource,
			operation,
			filled: [...assembly.filled.values()],
			...(isList ? { limit: { kind: 'plain', value: 1 } } : {}),
		},
		() => {},
	);
}

interface SpreadEntries {
	/** Expression of the list. */
	expression: string;
	/** Values of the entry, by field of the new operation. */
	values: Array<{ path: string; value: Value; by: string | undefined }>;
}

/** The lists of a node whose entries become items of the new one. */
function spreadOf(source: Source, rule: Rule, operation: Operation): SpreadEntries | undefined {
	const spreads = source.entries ? [entriesOf(rule, source, operation)] : rule.spread;
	const lists = spreads.flatMap((spread) => {
		const value = source.entries ?? source.filled.find(({ field }) => field.name === spread.from)?.value;
		return value && !isBlank(value) ? [{ spread, value }] : [];
	});
	if (lists.length === 0) return undefined;
	const values = new Map<string, SpreadEntries['values'][number]>();
	const put = (path: string, value: Value, by?: string) => values.set(path, { path, value, by });
	const codes = lists.map(({ spread, value }) => {
		const set = Object.entries(spread.set).map(([name, entry]): [string, Value] => [name, fromJson(entry)]);
		for (const [name, entry] of set)
			put(name, lists.length === 1 || isSame(lists, name) ? entry : code(`$json.${ENTRY}.${name}`));
		if (spread.as !== undefined) {
			put(spread.as, code(`$json.${ENTRY}.${spread.as}`));
			return objectsOf(value, spread.as, lists.length === 1 ? [] : set);
		}
		for (const [name, moves] of Object.entries(spread.fields)) {
			if (!mayHave(value, name)) continue;
			for (const { to, by } of moves) if (to) put(to, code(`$json.${ENTRY}.${name}`), by);
		}
		return value.kind === 'list' ? value.items.map(toCode).join(', ') : `...[${toCode(value)}].flat()`;
	});
	return { expression: expression(`[${codes.join(', ')} ]`), values: [...values.values()] };
}

function isSame(lists: Array<{ spread: Spread }>, name: string): boolean {
	return new Set(lists.map(({ spread }) => JSON.stringify(spread.set[name]))).size === 1;
}

/** The entries of a request that sent many: of a bulk operation, or records in a list. */
function entriesOf(rule: Rule, source: Source, { fields, bulk }: Operation): Spread {
	if (source.service.successor) return { from: '', fields: rule.fields, set: {} };
	const own = fields.filter(({ at, constant }) => at === 'body' && constant === undefined);
	const moves = own.map((field): [string, Move[]] => [innermost(field), [{ to: field.name }]]);
	return { from: bulk?.property ?? 'input', fields: Object.fromEntries(moves), set: {} };
}

/** Whether an entry of a list can have a property; unknown for expressions. */
function mayHave(value: Value, name: string): boolean {
	if (value.kind !== 'list') return true;
	return value.items.some((item) => item.kind !== 'object' || item.entries.some(([key]) => key === name));
}

function outputOf(source: Source, rule: Rule): OutputRule {
	const { output } = source.operation;
	const inProperty = source.isRequest && output.property !== undefined;
	return {
		changes: rule.output,
		gone: rule.gone,
		wrapped: [...source.wrapped, ...(inProperty && output.kind === 'record' ? [output.property!] : [])],
		...(inProperty && output.kind === 'records' ? { listed: output.property } : {}),
		...(source.holdsList ? { heldList: true } : {}),
	};
}
