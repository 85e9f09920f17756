import type { IExecuteFunctions } from 'n8n-workflow';
import { FieldIssue } from '../model/failures';
import type { Field } from '../model/field';
import type { Detail, Operation } from '../model/operation';
import { readSwitch } from '../wire/choices';
import { entriesOf } from '../wire/listEntries';
import { cleanLine } from '../wire/texts';
import { type NumberField, readNumber, toWire } from '../wire/values';
import { zoneNamed } from '../wire/zone';
import { parameterOf } from './parameters';

const LIMIT: NumberField = { displayName: 'Limit', kind: 'integer', minimum: 1 };

/**
 * Reads Return All and Limit.
 *
 * @returns the maximum number of records, `Infinity` for all
 * @throws FieldIssue if they cannot be read
 */
export function readLimit(context: IExecuteFunctions, itemIndex: number): number {
	if (readSwitchNamed(context, 'returnAll', 'Return All', itemIndex, false)) return Number.POSITIVE_INFINITY;
	return readNumber(LIMIT, parameterOf(context, 'limit', itemIndex, 50));
}

/**
 * Reads a switch of the node itself.
 *
 * @param fallback value if the node has no such switch
 * @throws FieldIssue if it is neither yes nor no
 */
export function readSwitchNamed(
	context: IExecuteFunctions,
	name: string,
	displayName: string,
	itemIndex: number,
	fallback: boolean,
): boolean {
	return readSwitch({ displayName }, parameterOf(context, name, itemIndex, fallback));
}

/**
 * Reads how much of a record to return: Simplify, or the choice of detail in AI tools; sessions in the unified format if chosen.
 *
 * @throws FieldIssue if it cannot be read
 */
export function readDetail(context: IExecuteFunctions, operation: Operation, itemIndex: number): Detail {
	if (operation.output.session && choiceNamed(context, SESSION_FORMAT, itemIndex, 'record') === 'common') {
		return {
			kind: 'session',
			zone: zoneNamed(parameterOf(context, 'sessionTimeZone', itemIndex, ''), context.getTimezone()),
		};
	}
	if (!operation.output.simplified) return { kind: 'raw' };
	const chosen = choiceNamed(context, OUTPUT, itemIndex, null);
	if (chosen === 'selected') return { kind: 'selected', fields: selectedFields(context, itemIndex) };
	if (chosen !== undefined) return { kind: chosen === 'raw' ? 'raw' : 'simplified' };
	return { kind: readSwitchNamed(context, 'simplify', 'Simplify', itemIndex, true) ? 'simplified' : 'raw' };
}

/**
 * Reads how long the answers of a tool may be.
 *
 * @throws FieldIssue when it cannot be read
 */
export function readToolAnswer(context: IExecuteFunctions): 'compact' | 'complete' {
	return choiceNamed(context, TOOL_ANSWER, 0, 'compact') as 'compact' | 'complete';
}

const TOOL_ANSWER: Field = {
	name: 'toolAnswer',
	displayName: 'Answer',
	kind: 'options',
	options: [
		{ name: 'Compact', value: 'compact' },
		{ name: 'Complete', value: 'complete' },
	],
	at: 'nowhere',
	wire: [],
	required: false,
};

const SESSION_FORMAT: Field = {
	name: 'sessionFormat',
	displayName: 'Session Format',
	kind: 'options',
	options: [
		{ name: 'Original Fields', value: 'record' },
		{ name: 'Unified Format', value: 'common' },
	],
	at: 'nowhere',
	wire: [],
	required: false,
};

const OUTPUT: Field = {
	name: 'output',
	displayName: 'Output',
	kind: 'options',
	options: [
		{ name: 'Raw', value: 'raw' },
		{ name: 'Selected Fields', value: 'selected' },
		{ name: 'Simplified', value: 'simplified' },
	],
	at: 'nowhere',
	wire: [],
	required: false,
};

function choiceNamed(context: IExecuteFunctions, field: Field, itemIndex: number, fallback: string | null): unknown {
	return toWire(field, parameterOf(context, field.name, itemIndex, fallback), { options: {}, timezone: 'utc' });
}

function selectedFields(context: IExecuteFunctions, itemIndex: number): string[] {
	const names = entriesOf(parameterOf(context, 'outputFields', itemIndex, ''), true).map((name) =>
		cleanLine(String(name)),
	);
	if (names.length === 0)
		throw new FieldIssue(
			'Fields',
			'This field is required, but it is empty',
			'Name the fields to return, or choose another Output',
		);
	return names;
}
