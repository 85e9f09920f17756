import { readFileSync } from 'node:fs';
import path from 'node:path';
import get from 'lodash/get';
import set from 'lodash/set';
import { DateTime } from 'luxon';
import type { IDataObject, INodeParameters } from 'n8n-workflow';
import type { Catalogue } from '../../nodes/connector/model/catalogue.ts';
import type { Field } from '../../nodes/connector/model/field.ts';
import type { Operation } from '../../nodes/connector/model/operation.ts';
import type { Sandbox } from '../../sandbox/index.ts';
import { startStillSandbox, timeInSteps } from '../faults/world.ts';
import { IN_SIGHT } from '../../nodes/connector/model/layout.ts';
import { operationCalls, runNode, type NodeUnderTest } from '../five/five.ts';
import { root } from '../harness/index.ts';
import { ZONE } from './forms.ts';
import { documentOperations, entriesOf } from '../operations/documents.ts';
import { fixtureOf, valueIn, withExpression } from './inputs.ts';

/** Records of a list that are put in again. */
const RECORDS = 3;

interface Pair {
	resource: string;
	source: Operation;
	target: Operation;
}

/**
 * Puts what the operations that read a resource put out into the inputs of those that write it, by an expression for each field that the
 * record holds under the same name. Nothing may be refused by the node, and what arrives is what came out.
 */
export function describeRoundTrip(service: string, node: NodeUnderTest): void {
	const documents = documentOperations(service);
	const catalogue = JSON.parse(
		readFileSync(path.join(root, 'dist', 'nodes', service, 'catalogue.json'), 'utf8'),
	) as Catalogue;
	let sandbox: Sandbox;
	let fields = 0;
	beforeAll(async () => {
		sandbox = await startStillSandbox(false, { tokenSeconds: 1e9 });
	});
	afterAll(async () => {
		await sandbox.close();
		console.log(`${service}: ${fields} values went round`);
	});
	timeInSteps(() => sandbox);

	const pairs = catalogue.resources.flatMap(({ value: resource, operations }): Pair[] => {
		const sources = operations.filter(
			({ method, job, output }) => method === 'GET' && !job && (output.kind === 'record' || output.kind === 'records'),
		);
		const targets = operations.filter(
			({ method, job, bulk, fields: inputs }) =>
				method !== 'GET' &&
				method !== 'DELETE' &&
				!job &&
				!bulk &&
				inputs.some(({ at }) => at === 'body' || at === 'query'),
		);
		return sources.flatMap((source) => targets.map((target) => ({ resource, source, target })));
	});

	test.each(
		pairs.map((pair): [string, Pair] => [`${pair.resource}: ${pair.source.value} › ${pair.target.value}`, pair]),
	)('%s', async (_title, { resource, source, target }) => {
		await sandbox.reset();
		const read = await runNode(
			sandbox,
			node,
			{ ...fixtureOf(service, { resource, operation: source }), ...wholeRecords(source) },
			{ typeVersion: IN_SIGHT, timezone: ZONE, onError: 'continueRegularOutput' },
		);
		const records = read.items
			.map(({ json }) => json)
			.filter(({ error }) => error === undefined)
			.slice(0, RECORDS);
		const base = fixtureOf(service, { resource, operation: target });
		for (const record of records) {
			const places = new Map(
				target.fields
					.filter(isPutIn)
					.flatMap((field) => (placeIn(record, field) ? [[field, placeIn(record, field)!]] : [])),
			);
			// A choice last: it decides which other fields are shown.
			const held = [...places.keys()].sort(
				(one, other) => Number(one.kind === 'options') - Number(other.kind === 'options'),
			);
			if (held.length === 0) continue;
			sandbox.clearRequests();
			const parameters = held.reduce(
				(filled, field) =>
					withExpression(filled, field, parameterOf(field, places.get(field)!, get(record, places.get(field)!))),
				base,
			);
			const run = await runNode(sandbox, node, parameters, {
				input: [{ json: record }],
				typeVersion: IN_SIGHT,
				timezone: ZONE,
				onError: 'continueRegularOutput',
			});
			const refusal = [run.message, String(run.items[0]?.json.error ?? '')].find((message) =>
				held.some(({ displayName }) => message.startsWith(displayName)),
			);
			const ids = entriesOf(documents, resource, target).map(({ operationId }) => operationId);
			const call = operationCalls(sandbox).find(({ operationId }) => ids.includes(operationId ?? ''));
			expect(call === undefined ? refusal : undefined).toBeUndefined();
			// The sandbox alone reads the parts of such a body, and checks them against the document.
			if (!call || target.body === 'multipart') continue;
			fields += held.length;
			const arrived = held.map((field) => [field.displayName, plain(valueIn(call, field))]);
			expect(arrived).toEqual(
				held.map((field) => [field.displayName, plain(known(field, get(record, places.get(field)!)))]),
			);
		}
	});
}

/** Where a record holds what a field takes: under the same name, and at Zoho without the object around it, dates as they are displayed. */
function placeIn(record: IDataObject, field: Field): string[] | undefined {
	const name = field.wire.at(-1)!;
	return [field.wire, [name], [`${name}AsDisplayString`]].find(
		(place) => isThere(get(record, place)) && isWhole(field, get(record, place)),
	);
}

/** Whether everything is there that a group needs: what is required and empty in the record is refused, rightly. */
function isWhole({ kind, fields = [] }: Field, value: unknown): boolean {
	if (kind !== 'object' && kind !== 'objects') return true;
	return [value]
		.flat()
		.every((entry) =>
			fields.every(
				(one) =>
					one.constant !== undefined ||
					(!one.required && !isThere(get(entry, one.wire))) ||
					(isThere(get(entry, one.wire)) && isWhole(one, get(entry, one.wire))),
			),
		);
}

/** What a person fills in to map a value of the record: an expression, in a group one for each of its fields. */
function parameterOf(field: Field, at: string[], value: unknown): unknown {
	const inner = (part: unknown, ...index: string[]) =>
		Object.fromEntries(
			(field.fields ?? []).flatMap((one) =>
				one.constant === undefined && isThere(get(part, one.wire))
					? [[one.name, parameterOf(one, [...at, ...index, ...one.wire], get(part, one.wire))]]
					: [],
			),
		);
	if (field.kind === 'object') return { values: inner(value) };
	if (field.kind === 'objects') return { values: [value].flat().map((entry, index) => inner(entry, String(index))) };
	const expression = `={{ $json[${at.map((name) => JSON.stringify(name)).join('][')}] }}`;
	return field.kind === 'locator' && at.length > field.wire.length
		? { __rl: true, mode: 'id', value: expression }
		: expression;
}

/** The part of a value that the input has fields for: what else a record tells of it stays behind. */
function known({ kind, fields }: Field, value: unknown): unknown {
	if (kind !== 'object' && kind !== 'objects') return value;
	const part = (entry: unknown): unknown => {
		const result = {};
		for (const one of fields ?? [])
			if (one.constant !== undefined || isThere(get(entry, one.wire)))
				set(result, one.wire, one.constant ?? known(one, get(entry, one.wire)));
		return result;
	};
	return kind === 'object' ? part(value) : [value].flat().map(part);
}

/** Whole records, and a few of them. */
function wholeRecords({ output }: Operation): INodeParameters {
	return {
		...(output.simplified ? { simplify: false } : {}),
		...(output.kind === 'records' ? { returnAll: false, limit: RECORDS } : {}),
	};
}

function isPutIn({ at, kind, constant, wire, parts }: Field): boolean {
	return (
		(at === 'body' || at === 'query') &&
		constant === undefined &&
		wire.length > 0 &&
		!parts &&
		!['file', 'files', 'password', 'customFields'].includes(kind)
	);
}

function isThere(value: unknown): boolean {
	return !(value === undefined || value === null || value === '' || (Array.isArray(value) && value.length === 0));
}

/** A value without the difference between a number and its digits, and between two spellings of one moment. */
function plain(value: unknown): unknown {
	if (typeof value === 'number' || typeof value === 'boolean') return String(value);
	const day =
		typeof value === 'string' &&
		['dd-MMM-yyyy', 'dd-MM-yyyy']
			.map((format) => DateTime.fromFormat(value, format, { locale: 'en' }))
			.find(({ isValid }) => isValid);
	if (day) return day.toISODate();
	if (typeof value === 'string' && /^\d{4}-\d\d-\d\dT/.test(value)) return new Date(value).toISOString();
	if (Array.isArray(value)) return value.map(plain);
	if (value !== null && typeof value === 'object')
		return Object.fromEntries(Object.entries(value as IDataObject).map(([name, part]) => [name, plain(part)]));
	return value;
}
