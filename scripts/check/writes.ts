/**
 * Creates, changes and deletes records that carry a mark, each in a resource that reaches nobody. What was made is removed at the end, whatever happens in
 * between, and looked for afterwards.
 */
import get from 'lodash/get.js';
import set from 'lodash/set.js';
import type { BodyEncoding } from '../../nodes/connector/model/operation.ts';
import type { Field } from '../../nodes/connector/model/field.ts';
import type { ServiceFolder } from '../openapi/bundle.ts';
import type { Body } from './account.ts';
import type { Endpoint } from './document.ts';
import { madeUpLike } from './reads.ts';
import { wireName, type Values } from './records.ts';
import { recordsIn, type ServiceUnderCheck } from './service.ts';

/** Every record that a check makes has this in its name, with a number of its own. */
export const MARK = 'n8n-nodes-lms check';

/** A kind of record to make. */
interface Kind {
	resource: string;
	/** List that its ID belongs to; what is made below it takes this one. */
	list?: string;
	/** Values by field, where the mark or the first choice will not do. `MARK` stands for the mark. */
	values?: Record<string, string | number | boolean>;
	/** Which of several addresses is meant. */
	level?: string;
}

/** Makes a code of the mark, for fields that take no spaces. */
const AS_CODE = 'MARK as code';

/**
 * What is made, in this order; removed the other way round. Left out is whatever mails, spends, closes, is seen by learners or cannot be taken back: users,
 * published courses, enrollments, webhooks.
 */
const KINDS: Record<ServiceFolder, Kind[]> = {
	Learning360: [
		{ resource: 'tag', list: 'tags' },
		{ resource: 'certificateOutline', list: 'certificateOutlines', values: { bodyHtml: '<p>MARK</p>' } },
		{ resource: 'customField', list: 'customFields', values: { targetType: 'users', type: 'string' } },
		{ resource: 'customLink', list: 'customLinks', values: { type: AS_CODE, order: 99 } },
		{ resource: 'group', values: { public: false } },
		{ resource: 'path' },
	],
	Learning360V1: [{ resource: 'group', values: { public: false } }],
	ZohoPeopleLms: [
		{ resource: 'course', list: 'courses', values: { type: 1 } },
		{ resource: 'module', list: 'modules', level: 'course' },
		{ resource: 'link', level: 'course', values: { embedURL: 'https://example.com/' } },
		{ resource: 'offlineTest', level: 'course', values: { marks: 10, duration: 30 } },
	],
};

/** What became of a kind. */
export interface Written {
	resource: string;
	steps: string[];
}

/** Something that was made and has to go. */
interface Made {
	kind: Kind;
	remove: Endpoint;
	way: Values;
}

/**
 * Makes, changes and removes one record of each kind.
 *
 * @param number tells this run from others
 * @param isStopped asked before each step; what was made is removed nonetheless
 */
export async function writeAll(
	service: ServiceUnderCheck,
	number: string,
	isStopped: () => boolean,
): Promise<Written[]> {
	const mark = `${MARK} ${number}`;
	const made: Made[] = [];
	const written: Written[] = [];
	try {
		for (const kind of KINDS[service.folder]) {
			if (isStopped()) break;
			const told: Written = { resource: kind.resource, steps: [] };
			written.push(told);
			await makeOne(service, kind, mark, made, told);
		}
	} finally {
		for (const one of made.reverse())
			await removeOne(service, one, written.find(({ resource }) => resource === one.kind.resource)!);
		await lookForMarks(service, written);
	}
	return written;
}

function endpointOf(
	service: ServiceUnderCheck,
	{ resource, level }: Kind,
	fits: (endpoint: Endpoint) => boolean,
): Endpoint | undefined {
	const all = service.documents.endpoints.filter((endpoint) => endpoint.resource === resource && fits(endpoint));
	return all.find((endpoint) => endpoint.level === level) ?? all.find((endpoint) => endpoint.level === undefined);
}

const named = (value: string) => (endpoint: Endpoint) => endpoint.operation.value === value;

async function makeOne(
	service: ServiceUnderCheck,
	kind: Kind,
	mark: string,
	made: Made[],
	told: Written,
): Promise<void> {
	const create = endpointOf(service, kind, named('create'));
	const remove = endpointOf(service, kind, named('delete'));
	if (!create || !remove) throw new Error(`${kind.resource} cannot be created and deleted`);
	const filled = fill(service, create, kind, mark, (field) => field.required);
	if (typeof filled === 'string') return void told.steps.push(filled);
	const { isGood, json, status } = await send(service, create, filled);
	told.steps.push(`create ${status}`);
	const record = recordsIn(create, json)[0] ?? json;
	const id = isGood ? idOf(service, kind, remove, record) : undefined;
	if (id === undefined) return void (isGood && told.steps.push('the answer has no ID'));
	const own = lastPlace(remove);
	const way: Values = { ...filled.way, [own]: id };
	made.push({ kind, remove, way });
	if (kind.list) service.records.addFirst(kind.list, id, filled.way);
	for (const name of ['get', 'update', 'get']) {
		const endpoint = endpointOf(service, kind, named(name));
		if (!endpoint) continue;
		const again =
			name === 'update'
				? fill(service, endpoint, kind, `${mark} b`, (field) => field.required || isNameOf(field))
				: { way, query: {}, body: {} };
		if (typeof again === 'string') continue;
		const answer = await send(service, endpoint, {
			...again,
			way: { ...again.way, ...way, [lastPlace(endpoint)]: id },
		});
		told.steps.push(`${name} ${answer.status}`);
		if (name === 'get' && answer.isGood && !JSON.stringify(answer.json, text).includes(MARK))
			told.steps.push('the mark is not in the answer');
	}
}

async function removeOne(service: ServiceUnderCheck, { remove, way }: Made, told: Written): Promise<void> {
	for (let attempt = 1; attempt <= 3; attempt++) {
		try {
			const { isGood, status } = await service.call(remove, service.address(remove, placesOf(remove, way)));
			told.steps.push(`delete ${status}`);
			if (isGood || status === 404) return;
		} catch (error) {
			told.steps.push(`delete failed (${(error as Error).name})`);
		}
		await new Promise((resolve) => setTimeout(resolve, 500 * attempt));
	}
}

/** Reads the lists of what was made once more: nothing may carry the mark, of this run or of an earlier one. */
async function lookForMarks(service: ServiceUnderCheck, written: Written[]): Promise<void> {
	for (const { resource } of written) {
		const list = service.documents.endpoints.find(
			(endpoint) =>
				endpoint.resource === resource && endpoint.operation.output.kind === 'records' && !endpoint.path.includes('{'),
		);
		if (!list) continue;
		const { records } = await service.call(list, service.address(list, {})).catch(() => ({ records: [] }));
		const left = records.filter((record) => JSON.stringify(record, text).includes(MARK)).length;
		if (left > 0)
			service.tell(
				list,
				'left behind',
				resource,
				'nothing with the mark',
				`${left} records named "${MARK} …": delete them by hand`,
			);
	}
}

interface FilledIn {
	way: Values;
	query: object;
	body: object;
}

/** Values of the fields of a call; a sentence when one of them cannot be filled in. */
function fill(
	service: ServiceUnderCheck,
	endpoint: Endpoint,
	kind: Kind,
	mark: string,
	wanted: (field: Field) => boolean,
): FilledIn | string {
	const { ways, missing } = service.records.waysInto(
		{
			...endpoint,
			operation: { ...endpoint.operation, fields: endpoint.operation.fields.filter(({ at }) => at === 'path') },
		},
		1,
	);
	const own = lastPlace(endpoint);
	const isNew = endpoint.operation.value === 'create';
	if (isNew && ways.length === 0) return `not made: there is no ${missing}`;
	const result: FilledIn = { way: isNew ? ways[0]! : { ...ways[0], [own]: '' }, query: {}, body: {} };
	for (const field of endpoint.operation.fields) {
		if (field.at === 'path' || field.at === 'nowhere') continue;
		if (field.constant === undefined && !wanted(field)) continue;
		const value = field.constant ?? kind.values?.[field.name] ?? valueFor(service, field);
		if (value === undefined) return `not made: nothing here can fill in ${field.displayName}`;
		const written =
			typeof value !== 'string'
				? value
				: value === AS_CODE
					? mark.replace(/[^a-z0-9]+/gi, '_')
					: value.replace('MARK', mark);
		set(field.at === 'query' ? result.query : result.body, field.wire, written);
	}
	return result;
}

function valueFor(service: ServiceUnderCheck, field: Field): string | number | boolean | undefined {
	const { kind, list, options, minimum } = field;
	if (list) {
		const single = {
			operation: { fields: [{ ...field, at: 'query', required: true }] },
			path: '',
		} as unknown as Endpoint;
		return service.records.waysInto(single, 1).ways[0]?.[wireName(field)];
	}
	if (kind === 'string' || kind === 'text') return 'MARK';
	if (kind === 'boolean') return false;
	if (kind === 'integer' || kind === 'number') return minimum ?? 1;
	const choices = typeof options === 'string' ? service.documents.catalogue.options[options] : options;
	return choices?.[0]?.value;
}

/** The field that shows the mark. */
function isNameOf({ wire }: Field): boolean {
	return /^(name|title|linkName|courseName)$/.test(wire[wire.length - 1]!);
}

async function send(service: ServiceUnderCheck, endpoint: Endpoint, { way, query, body }: FilledIn) {
	const address = service.address(endpoint, placesOf(endpoint, way), query);
	const { body: encoding } = endpoint.operation;
	if (encoding === undefined || Object.keys(body).length === 0) return await service.call(endpoint, address);
	return await service.call(endpoint, address, bodyOf(encoding, body));
}

function bodyOf(encoding: BodyEncoding, body: object): Body {
	if (encoding === 'json') return { type: 'application/json', text: JSON.stringify(body) };
	const entries = Object.entries(body).map(([name, value]): [string, string] => [name, String(value)]);
	if (encoding === 'form')
		return { type: 'application/x-www-form-urlencoded', text: new URLSearchParams(entries).toString() };
	const form = new FormData();
	for (const [name, value] of entries) form.append(name, value);
	return form;
}

function placesOf({ path }: Endpoint, way: Values): Values {
	return Object.fromEntries(Object.entries(way).filter(([name]) => path.includes(`{${name}}`)));
}

function lastPlace({ path }: Endpoint): string {
	return [...path.matchAll(/\{(\w+)\}/g)].pop()?.[1] ?? '';
}

/** The ID of what was made: under the name of its list, of its place in the address, or the usual one. */
function idOf(service: ServiceUnderCheck, { list }: Kind, remove: Endpoint, record: unknown): string | undefined {
	const places = [list && service.documents.catalogue.lists[list]?.value, lastPlace(remove), '_id', 'id'];
	for (const place of places) {
		const value: unknown = place ? get(record, place) : undefined;
		if (typeof value === 'string' || typeof value === 'number' || typeof value === 'bigint') return String(value);
	}
	return undefined;
}

function text(_name: string, value: unknown): unknown {
	return typeof value === 'bigint' ? String(value) : value;
}

/**
 * Whether guessed addresses of deletions are there: a deletion of what nobody has is refused with a code of its own where the address exists, and like
 * any unknown address where it does not. Nothing is removed.
 */
export async function askGuessedAddresses(
	service: ServiceUnderCheck,
): Promise<Array<{ question: string; answer: string }>> {
	const answers = [];
	for (const endpoint of service.documents.endpoints) {
		const guess = endpoint.described['x-inferred']?.find((inferred) => /^(URL|path)\b/i.test(inferred));
		if (guess === undefined || endpoint.operation.method !== 'DELETE') continue;
		const way = Object.fromEntries(
			[...endpoint.path.matchAll(/\{(\w+)\}/g)].map(([, name]) => [
				name!,
				madeUpLike(service.folder === 'ZohoPeopleLms' ? '1'.repeat(18) : '0'.repeat(24))!,
			]),
		);
		const { status, json } = await service.call(endpoint, service.address(endpoint, way));
		const nowhere = await service.account.send(
			'DELETE',
			`${endpoint.path.split('/{')[0]}-nowhere/${Object.values(way)[0]}`,
			undefined,
			service.documents.catalogue.headers,
		);
		const same = nowhere.status === status && JSON.stringify(codeOf(nowhere.json)) === JSON.stringify(codeOf(json));
		answers.push({
			question: `Guessed address of ${endpoint.operation.id}`,
			answer: same
				? `not there: answered with ${status}, like an address that nobody has`
				: `there: answered with ${status}, and an address that nobody has with ${nowhere.status}`,
		});
	}
	return answers;
}

/** The code of a refusal. */
function codeOf(json: unknown): unknown {
	return get(json, 'error.code') ?? get(json, 'error') ?? get(json, 'code') ?? get(json, 'message');
}
