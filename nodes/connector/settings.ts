import type { IExecuteFunctions } from 'n8n-workflow';
import { readSwitch } from './choices';
import { FieldIssue } from './errors';
import { entriesOf } from './listEntries';
import type { Field, Operation } from './operation';
import type { Detail } from './output';
import { parameterOf } from './parameters';
import { zoneNamed } from './sessions';
import { cleanLine, isBlank, short } from './texts';
import type { CallSettings } from './transport';
import { emptyField, toNumber, toWire } from './values';

/** What the Options of a node say; what was not added is absent. */
export interface NodeOptions extends Partial<CallSettings> {
	/** Most requests under way at the same time. */
	concurrency?: number;
}

type NumberField = Pick<Field, 'displayName' | 'kind' | 'minimum' | 'maximum'>;

/** A week, in seconds: whoever would wait longer starts the workflow again later. */
const WEEK = 604_800;

/** The numbers among the Options, with the bounds inside which every run comes to an end. */
export const OPTION_NUMBERS: Record<keyof NodeOptions, NumberField> = {
	concurrency: { displayName: 'Concurrency', kind: 'integer', minimum: 1, maximum: 50 },
	longestWait: { displayName: 'Longest Wait', kind: 'number', minimum: 0, maximum: WEEK },
	share: { displayName: 'Share of the Limit (%)', kind: 'number', minimum: 1, maximum: 100 },
	timeout: { displayName: 'Timeout', kind: 'number', minimum: 1, maximum: WEEK },
	tries: { displayName: 'Tries', kind: 'integer', minimum: 1, maximum: 10 },
};

const LIMIT: NumberField = { displayName: 'Limit', kind: 'integer', minimum: 1 };

/**
 * Reads the Options of a node.
 *
 * @param value the collection as n8n gives it
 * @throws FieldIssue for an option that was added and is empty, no number or out of bounds
 */
export function readOptions(value: unknown): NodeOptions {
	const given = value ?? {};
	if (typeof given !== 'object' || Array.isArray(given)) throw new FieldIssue('Options', `This must be an object with options, but it is "${short(given)}"`);
	const options: NodeOptions = {};
	for (const name of Object.keys(OPTION_NUMBERS) as Array<keyof NodeOptions>) {
		if (Object.hasOwn(given, name)) options[name] = readNumber(OPTION_NUMBERS[name], (given as Record<string, unknown>)[name]);
	}
	return options;
}

/**
 * Reads a number that the node cannot do without.
 *
 * @throws FieldIssue when it is empty, no number or out of bounds
 */
export function readNumber(field: NumberField, value: unknown): number {
	if (isBlank(value)) throw emptyField({ ...field, required: true });
	return toNumber(field, value);
}

/**
 * Reads Return All and Limit.
 *
 * @returns how many records are wanted, Infinity for all
 * @throws FieldIssue when they cannot be read
 */
export function readLimit(context: IExecuteFunctions, itemIndex: number): number {
	if (readSwitchNamed(context, 'returnAll', 'Return All', itemIndex, false)) return Number.POSITIVE_INFINITY;
	return readNumber(LIMIT, parameterOf(context, 'limit', itemIndex, 50));
}

/**
 * Reads a switch of the node itself.
 *
 * @param fallback what holds where the node has no such switch
 * @throws FieldIssue when it is neither yes nor no
 */
export function readSwitchNamed(context: IExecuteFunctions, name: string, displayName: string, itemIndex: number, fallback: boolean): boolean {
	return readSwitch({ displayName }, parameterOf(context, name, itemIndex, fallback));
}

/**
 * Reads how much of a record is wanted: simplified for people, as chosen for AI tools; sessions in the shape of all systems when that is chosen.
 *
 * @throws FieldIssue when it cannot be read
 */
export function readDetail(context: IExecuteFunctions, operation: Operation, itemIndex: number): Detail {
	if (operation.output.session && choiceNamed(context, SESSION_FORMAT, itemIndex, 'record') === 'common') {
		return { kind: 'session', zone: zoneNamed(parameterOf(context, 'sessionTimeZone', itemIndex, ''), context.getTimezone()) };
	}
	if (!operation.output.simplified) return { kind: 'raw' };
	const chosen = choiceNamed(context, OUTPUT, itemIndex, null);
	if (chosen === 'selected') return { kind: 'selected', fields: selectedFields(context, itemIndex) };
	if (chosen !== undefined) return { kind: chosen === 'raw' ? 'raw' : 'simplified' };
	return { kind: readSwitchNamed(context, 'simplify', 'Simplify', itemIndex, true) ? 'simplified' : 'raw' };
}

const SESSION_FORMAT: Field = {
	name: 'sessionFormat',
	displayName: 'Session Format',
	kind: 'options',
	options: [{ name: 'Original Fields', value: 'record' }, { name: 'Unified Format', value: 'common' }],
	at: 'nowhere',
	wire: [],
	required: false,
};

const OUTPUT: Field = {
	name: 'output',
	displayName: 'Output',
	kind: 'options',
	options: [{ name: 'Raw', value: 'raw' }, { name: 'Selected Fields', value: 'selected' }, { name: 'Simplified', value: 'simplified' }],
	at: 'nowhere',
	wire: [],
	required: false,
};

function choiceNamed(context: IExecuteFunctions, field: Field, itemIndex: number, fallback: string | null): unknown {
	return toWire(field, parameterOf(context, field.name, itemIndex, fallback), { options: {}, timezone: 'utc' });
}

function selectedFields(context: IExecuteFunctions, itemIndex: number): string[] {
	const names = entriesOf(parameterOf(context, 'outputFields', itemIndex, ''), true).map((name) => cleanLine(String(name)));
	if (names.length === 0) throw new FieldIssue('Fields', 'This field is required, but it is empty', 'Name the fields to return, or choose another Output');
	return names;
}
