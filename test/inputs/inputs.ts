import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import pickBy from 'lodash/pickBy';
import { DateTime } from 'luxon';
import type { IBinaryData, INodeExecutionData, INodeParameters } from 'n8n-workflow';
import type { Catalogue } from '../../nodes/connector/model/catalogue.ts';
import { IN_SIGHT } from '../../nodes/connector/model/layout.ts';
import type { Field } from '../../nodes/connector/model/field.ts';
import type { Operation } from '../../nodes/connector/model/operation.ts';
import type { Sandbox } from '../../sandbox/index.ts';
import { startStillSandbox, timeInSteps } from '../faults/world.ts';
import { n8nCredentials } from '../../sandbox/n8nCredentials.ts';
import { operationCalls, type NodeUnderTest } from '../five/five.ts';
import { CredentialStore, readWorkflow, root, runWorkflow } from '../harness/index.ts';
import { singleNode } from '../harness/tinyWorkflow.ts';
import { documentOperations, entriesOf } from '../operations/documents.ts';
import { FORMS, given, ZONE, type Form, type FormKind, type Samples } from './forms.ts';

/** Forms that are read in one field: all of them take turns from field to field, while those that are refused or empty go into every field. */
const READ_IN_ONE_FIELD = 8;

/** Effects of operations in which what narrows a removal must not get lost. Written out here, so that the compiler's own rule is tested. */
const TAKING = ['removes', 'closes', 'unsubscribes'];

const FILES: Record<string, IBinaryData> = {
	data: { data: Buffer.from('%PDF-1.4').toString('base64'), mimeType: 'application/pdf', fileName: 'a.pdf' },
	image: { data: Buffer.from('image').toString('base64'), mimeType: 'image/png', fileName: 'b.png' },
};

/** A field of an operation, and how it is filled in. */
interface Subject {
	operation: Operation;
	resource: string;
	field: Field;
	kind: FormKind;
	samples: Samples;
	/** The groups in which the field stands, outermost first; absent for a field of the operation itself. */
	groups?: Field[];
}

/** What was run, by kind of field. */
export interface Tally {
	fields: number;
	operations: Set<string>;
	values: Set<string>;
	runs: number;
	read: number;
	refused: number;
	empty: number;
}

/** Runs the forms of sheets, forms and agents into every field of every operation of a service. */
export function describeInputs(service: string, { type, credential }: NodeUnderTest): void {
	const catalogue = JSON.parse(
		readFileSync(path.join(root, 'dist', 'nodes', service, 'catalogue.json'), 'utf8'),
	) as Catalogue;
	const documents = documentOperations(service);
	const tallies = new Map<FormKind, Tally>();
	let sandbox: Sandbox;
	let credentials: CredentialStore;
	beforeAll(async () => {
		sandbox = await startStillSandbox(false, { tokenSeconds: 1e9 });
		credentials = await CredentialStore.create(n8nCredentials(sandbox));
	});
	timeInSteps(() => sandbox);
	afterAll(async () => {
		await sandbox.close();
		for (const [kind, { fields, operations, values, runs, read, refused, empty }] of [...tallies].sort()) {
			console.log(
				`${service} ${kind}: ${fields} fields of ${operations.size} operations, ${values.size} forms, ${runs} runs: ${read} read, ${refused} refused, ${empty} left out`,
			);
		}
	});

	const subjects = catalogue.resources.flatMap(({ value: resource, operations }) =>
		// What a user writes of a request has tests of its own (test/apiRequest).
		operations
			.filter(({ request }) => !request)
			.map((operation): [string, Subject[]] => [
				`${resource} › ${operation.value}`,
				operation.fields.flatMap((field) => subjectsOf(catalogue, resource, operation, field)),
			]),
	);
	let turn = 0;

	test.each(subjects.filter(([, fields]) => fields.length > 0))('%s', async (_title, fields) => {
		for (const subject of fields) {
			const forms = FORMS[subject.kind];
			const tally = tallyOf(tallies, subject);
			const base = fixtureOf(service, subject);
			const settled = forms.filter(({ outcome }) => outcome !== 'read');
			const readable = forms.filter(({ outcome }) => outcome === 'read');
			turn += READ_IN_ONE_FIELD;
			const some = Array.from(
				{ length: Math.min(READ_IN_ONE_FIELD, readable.length) },
				(_form, index) => readable[(turn + index) % readable.length],
			);
			await runForms(subject, base, settled, tally);
			// One list is made of all items: each form is one by itself there.
			if (subject.operation.job || subject.operation.bulk)
				for (const entry of some.slice(0, 3)) await runForms(subject, base, [entry], tally);
			else await runForms(subject, base, some, tally);
		}
	});

	async function runNode(parameters: INodeParameters, input: INodeExecutionData[]) {
		const workflow = singleNode(
			type,
			{ ...parameters, options: { concurrency: 1, tries: 1, timeout: 20 } },
			{
				typeVersion: IN_SIGHT,
				onError: 'continueRegularOutput',
				credentials: { [credential]: { id: '1', name: credential } },
			},
		);
		const { error, nodes } = await runWorkflow({ workflow, input, credentials, timezone: ZONE });
		return { error, items: nodes.Node?.runs[0]?.items[0] ?? [] };
	}

	async function runForms(subject: Subject, base: INodeParameters, forms: Form[], tally: Tally): Promise<void> {
		const { operation, resource, field } = subject;
		sandbox.clearRequests();
		const input = forms.map((entry) => ({
			json: { value: given(entry.value, subject.samples) as never },
			binary: filesFor(subject, base),
		}));
		const { items, error } = await runNode(
			subject.groups
				? withExpression(base, subject.groups[0], groupWith(catalogue, subject))
				: withExpression(base, field),
			input,
		);
		// Another choice asks for other fields, which the fixture leaves empty: n8n itself refuses to run the node.
		if (error && /node has issues[^]*is required/.test(error.message)) return;
		expect(error?.message).toBeUndefined();
		const ids = entriesOf(documents, resource, operation).map(({ operationId }) => operationId);
		const calls = operationCalls(sandbox);
		// Where a file may be left out of one form and not of another, the sandbox says so.
		if (subject.kind !== 'file') expect(calls.flatMap(({ validationFailures }) => validationFailures)).toEqual([]);
		const own = calls.filter(({ operationId, method }) => ids.includes(operationId ?? '') || method !== 'GET');
		const messages = forms.map((_form, index) => messageOf(items, index));
		const problems: string[] = [];
		let sending = 0;
		forms.forEach((entry, index) => {
			tally.runs += 1;
			tally.values.add(`${entry.cell} ${JSON.stringify(given(entry.value, subject.samples))}`);
			const outcome = outcomeIn(subject, entry);
			const refusal =
				messages[index] !== undefined && isRefusalOf(subject, messages[index]!) ? messages[index]! : undefined;
			const isAboutOrder =
				/must be after|must be on the same day|Choose at least one field to change|Fill in at least one of them|Fill in the (?:name|first day) of the batch|Entry 1 is empty/.test(
					messages[index] ?? '',
				);
			if (outcome === 'refused') {
				tally.refused += 1;
				if (!refusal)
					problems.push(`${entry.cell} (${entry.what}) was not refused: ${messages[index] ?? 'no message'}`);
			} else if (refusal && !isAboutOrder) problems.push(`${entry.cell} (${entry.what}) was refused: ${refusal}`);
			else if (outcome === 'read') tally.read += 1;
			else tally.empty += 1;
			if (outcome !== 'refused' && outcome !== 'nothing') sending += 1;
		});
		expect({ field: field.displayName, problems }).toEqual({ field: field.displayName, problems: [] });
		if (sending === 0) expect(own).toEqual([]);
		else if (forms.every((entry) => outcomeIn(subject, entry) === 'read') && !operation.job && !operation.bulk)
			expectMeant(subject, forms, messages, own);
	}
}

/** What arrives of the forms that were read and sent, in order. */
function expectMeant(
	subject: Subject,
	forms: Form[],
	messages: Array<string | undefined>,
	own: ReturnType<typeof operationCalls>,
): void {
	const { field, operation, samples, groups } = subject;
	// Groups are held against the documents by the sandbox, and by the round trip.
	if (groups) return;
	const sent = forms.filter(
		(_form, index) => messages[index] === undefined || /\([^()]+\) \[Item \d+\]$/.test(messages[index]!),
	);
	// Parts of a multipart body are read by the sandbox alone.
	if (
		operation.body === 'multipart' ||
		sent.length !== own.length ||
		field.at === 'path' ||
		field.kind === 'file' ||
		field.kind === 'files' ||
		field.list
	)
		return;
	const expected = sent.map((entry) => ({ cell: entry.cell, value: onTheWire(field, given(entry.meant, samples)) }));
	const arrived = sent.map((entry, index) => ({ cell: entry.cell, value: valueIn(own[index], field) }));
	expect(arrived).toEqual(expected);
}

function onTheWire(field: Field, meant: unknown): unknown {
	if (field.kind === 'boolean') return field.words ? (meant ? field.words.true : field.words.false) : meant;
	if (field.kind === 'options') return choiceFor(field, meant);
	if (field.kind !== 'dateTime') return meant;
	const date = DateTime.fromISO(String(meant), { zone: ZONE });
	return field.format ? date.toFormat(field.format, { locale: 'en' }) : new Date(String(meant)).toISOString();
}

/** A choice has the type that the document gives it; the samples are texts. */
function choiceFor({ options }: Field, meant: unknown): unknown {
	const known = Array.isArray(options) ? options.find(({ value }) => String(value) === meant) : undefined;
	return known ? known.value : meant;
}

/** The value of a field as it arrived in a call. */
export function valueIn({ query, body, headers }: ReturnType<typeof operationCalls>[number], field: Field): unknown {
	const isJson = (headers['content-type'] ?? '').startsWith('application/json');
	const holder: unknown =
		field.at === 'query'
			? query
			: isJson
				? [JSON.parse(body) as unknown].flat()[0]
				: Object.fromEntries(new URLSearchParams(body));
	return field.wire.reduce<unknown>((part, name) => (part as Record<string, unknown> | undefined)?.[name], holder);
}

type Expected = 'read' | 'refused' | 'left out' | 'nothing';

/** What a form must become in a field, by the rules of `docs/input.md`. */
function outcomeIn({ field, operation, groups }: Subject, { outcome }: Form): Expected {
	if (outcome === 'read' || outcome === 'refused') return outcome;
	if (groups) return outcomeInGroup(groups, field, outcome);
	const isList = ['strings', 'multiOptions', 'objects', 'customFields'].includes(field.kind) || field.holds === 'list';
	const isReplaced =
		isList && (collectionOf(operation, field) === 'updateFields' || operation.effects?.includes('replaces'));
	// A form has no way to say "none".
	if (outcome === 'emptied' && isReplaced)
		return field.minItems === undefined && (field.at !== 'body' || operation.body?.startsWith('json'))
			? 'read'
			: 'refused';
	if (field.required) return 'refused';
	if (field.collection === 'filters')
		return isList && operation.output.kind === 'records' && field.wire[1] !== 'nin' ? 'nothing' : 'refused';
	if (isReplaced) return 'refused';
	if (field.collection === 'updateFields' && (field.kind === 'json' || field.kind === 'object')) return 'refused';
	if (FIELDS_THAT_GUARD.includes(field.name)) return 'refused';
	return operation.effects?.some((effect) => TAKING.includes(effect)) && !PROFILE.includes(field.name)
		? 'refused'
		: 'left out';
}

/** The collection of a field; of one that version 1.1 shows among the main fields, the one it had before. */
function collectionOf({ formerFields = [] }: Operation, { collection, from }: Field): string | undefined {
	return collection ?? formerFields.find(({ name }) => name === from)?.collection;
}

/** Parameters that name a person by an address. */
const PERSON = /^(mail|email|matchValue)$/;

function outcomeInGroup(groups: Field[], field: Field, outcome: 'empty' | 'emptied'): Expected {
	if (outcome === 'emptied' && field.emptiable) return 'read';
	const [{ kind, required, collection }] = groups;
	const owner = groups.at(-1)!;
	const isAlone =
		(owner.fields ?? []).filter((one) => one !== field && one.constant === undefined && one.required).length === 0;
	// Nothing is left of the group.
	if (isAlone && groups.length === 1 && kind === 'object')
		return required || collection === 'updateFields' ? 'refused' : 'left out';
	return field.required || (isAlone && owner.required) ? 'refused' : 'left out';
}

/** Fields whose absence would write, send mail or enroll in another session. */
const FIELDS_THAT_GUARD = ['dryRun', 'sendInvitationEmail', 'from'];

/** Fields of a person's profile, which stay as they are in the job that also closes accounts. */
const PROFILE = ['mail', 'username', 'firstName', 'lastName', 'job', 'organization', 'phone', 'custom', 'lang'];

function isRefusalOf({ field, groups = [], samples: { one, other } }: Subject, message: string): boolean {
	const displayName = [...groups, field].map((part) => part.displayName).join(' › ');
	const samples = [one, other];
	// An answer of the vendor ends with its code.
	if (/\([^()]+\) \[Item \d+\]$/.test(message) && !message.includes('is not valid JSON')) return false;
	// Understood, and looked up in vain: what was looked for stands in the message as it was read.
	if (samples.some((sample) => /found for|has no custom field/.test(message) && message.includes(`"${sample}"`)))
		return false;
	const start = message.split(':')[0];
	// Of a group nothing, or not enough, is left.
	if (
		groups.some(
			(_group, index) =>
				start ===
				groups
					.slice(0, index + 1)
					.map((part) => part.displayName)
					.join(' › '),
		)
	)
		return true;
	return (
		start === displayName ||
		start.split(/ or | and /).includes(displayName) ||
		start.startsWith(`${displayName} › `) ||
		start === 'Update Fields'
	);
}

function messageOf(
	items: Array<{ json: Record<string, unknown>; error?: { message: string }; pairedItem?: unknown }>,
	index: number,
): string | undefined {
	const item = items.find(
		({ pairedItem, json, error }) =>
			(pairedItem as { item: number } | undefined)?.item === index &&
			(error !== undefined || typeof json.error === 'string'),
	);
	return item && (item.error?.message ?? String(item.json.error));
}

function tallyOf(tallies: Map<FormKind, Tally>, { kind, resource, operation }: Subject): Tally {
	const tally = tallies.get(kind) ?? {
		fields: 0,
		operations: new Set(),
		values: new Set(),
		runs: 0,
		read: 0,
		refused: 0,
		empty: 0,
	};
	tallies.set(kind, tally);
	tally.fields += 1;
	tally.operations.add(`${resource} ${operation.value}`);
	return tally;
}

function subjectsOf(
	catalogue: Catalogue,
	resource: string,
	operation: Operation,
	field: Field,
	groups?: Field[],
): Subject[] {
	const inner = [...(groups ?? []), field];
	if (field.kind === 'object' || field.kind === 'objects')
		return (field.fields ?? []).flatMap((one) => subjectsOf(catalogue, resource, operation, one, inner));
	const subject = subjectOf(catalogue, resource, operation, field);
	return subject ? [{ ...subject, ...(groups ? { groups } : {}) }] : [];
}

/** A group as n8n stores it, with an expression in one field, and the other fields that it needs filled in. */
function groupWith(catalogue: Catalogue, { groups, field }: Subject): unknown {
	const [outermost, ...others] = groups!;
	return filledGroup(catalogue, outermost, [...others, field]);
}

function filledGroup(catalogue: Catalogue, group: Field, [next, ...further]: Field[]): unknown {
	const needed = (group.fields ?? []).filter(
		(one) => one === next || (one.constant === undefined && (one.required || next.show?.[one.name] !== undefined)),
	);
	const values = Object.fromEntries(
		needed.map((one) => [
			one.name,
			one === next
				? further.length > 0
					? filledGroup(catalogue, one, further)
					: expressionIn(one)
				: siblingIn(catalogue, one, next),
		]),
	);
	return { values: group.kind === 'objects' ? [values] : values };
}

function expressionIn({ kind }: Field): unknown {
	return kind === 'locator' ? { __rl: true, mode: 'id', value: '={{ $json.value }}' } : '={{ $json.value }}';
}

/** Something that fits a field beside the one under test, and under which that one is shown. */
function siblingIn(catalogue: Catalogue, field: Field, tested: Field): unknown {
	if (field.kind === 'object' || field.kind === 'objects')
		return filledGroup(catalogue, field, (field.fields ?? []).slice(0, 1));
	const shown = tested.show?.[field.name];
	const list = field.list ? catalogue.lists[field.list] : undefined;
	const options = typeof field.options === 'string' ? catalogue.options[field.options] : (field.options ?? []);
	if (field.kind === 'boolean') return shown?.[0] ?? true;
	const [one] = samplesFor(
		field,
		field.pattern ?? list?.pattern,
		list?.example,
		options.map(({ value }) => String(value)),
	);
	const value = String(shown?.[0] ?? (field.kind === 'dateTime' ? '2030-07-01' : one));
	if (field.kind === 'strings') return [value];
	return field.kind === 'locator' ? { __rl: true, mode: 'id', value } : value;
}

function subjectOf(catalogue: Catalogue, resource: string, operation: Operation, field: Field): Subject | undefined {
	if (
		field.at === 'nowhere' ||
		field.constant !== undefined ||
		field.parts ||
		field.format === 'x' ||
		field.kind === 'password'
	)
		return undefined;
	const list = field.list ? catalogue.lists[field.list] : undefined;
	const options = typeof field.options === 'string' ? catalogue.options[field.options] : (field.options ?? []);
	const pattern = field.pattern ?? list?.pattern;
	const [one, other] = samplesFor(
		field,
		pattern,
		list?.example,
		options.map(({ value }) => String(value)),
	);
	const samples = { one, other, label: options[0]?.name ?? one };
	// In an address on the web a comma may stand, and JSON of which nothing is known may be anything.
	if (pattern?.includes('://') || (field.kind === 'json' && field.holds === undefined)) return undefined;
	const kind = kindOf(field, pattern);
	return kind && { operation, resource, field, kind, samples };
}

function samplesFor(
	field: Field,
	pattern: string | undefined,
	example: string | undefined,
	choices: string[],
): [string, string] {
	if (choices.length > 0) return [choices[0], choices[1] ?? choices[0]];
	if (field.kind === 'integer' || field.kind === 'number') {
		const number = String(Math.max(field.minimum ?? 3, Math.min(field.maximum ?? 3, 3)));
		return [number, number];
	}
	if (pattern?.includes('24')) return ['58eb5f371a92bb4fb526b301', '58eb5f371a92bb4fb526b302'];
	if (pattern === '^\\d+$') return ['219225000000645227', '219225000000645228'];
	if (pattern?.includes('@')) return ['nora@example.com', 'tess@example.com'];
	if (pattern?.includes('unlimited')) return ['10', 'unlimited'];
	if (pattern?.includes('a-z0-9')) return ['sales-team', 'law-team'];
	if (pattern !== undefined) return [example ?? 'nora@example.com', 'tess@example.com'];
	if (field.kind === 'color') return ['#1a2b3c', '#1a2b3d'];
	const text = (example ?? 'Amélie Dubois-Nakamura').slice(0, field.maxLength);
	return [text, text];
}

function kindOf(field: Field, pattern: string | undefined): FormKind | undefined {
	switch (field.kind) {
		case 'boolean':
			return 'switch';
		case 'integer':
		case 'number':
			return 'number';
		case 'options':
			return field.open ? undefined : 'choice';
		case 'multiOptions':
			return field.open ? undefined : 'choices';
		case 'dateTime':
			return field.format && !/[Hhma]/.test(field.format) ? 'day' : 'moment';
		case 'strings':
			return pattern === undefined ? 'texts' : 'ids';
		case 'json':
			return 'json';
		case 'file':
		case 'files':
			return 'file';
		case 'locator':
			return pattern === undefined ? 'text' : 'id';
		case 'text':
			return 'message';
		case 'string':
		case 'color':
			return pattern === undefined ? 'text' : 'id';
		default:
			return undefined;
	}
}

/** The parameters of an operation's fixture. */
export function fixtureOf(
	service: string,
	{ resource, operation }: Pick<Subject, 'resource' | 'operation'>,
): INodeParameters {
	const file = ['written', 'operations']
		.map((folder) => path.join(root, 'test', 'fixtures', folder, service, resource, `${operation.value}.json`))
		.find((candidate) => existsSync(candidate))!;
	const nodes = readWorkflow(file).nodes.filter(
		({ type, parameters }) =>
			type.startsWith('n8n-nodes-lms.') && parameters.resource === resource && parameters.operation === operation.value,
	);
	return withoutOtherNodes(
		nodes[0].parameters,
		operation,
		service === 'ZohoPeopleLms' ? '219225000000645227' : '58eb5f371a92bb4fb526b301',
	) as INodeParameters;
}

/** Some fixtures take values from a node before: here each field gets one that fits it. */
function withoutOtherNodes(value: unknown, operation: Operation, id: string, name = ''): unknown {
	if (typeof value === 'string' && value.startsWith('='))
		return ownValue(
			operation.fields.find((field) => field.name === name),
			id,
		);
	if (Array.isArray(value)) return value.map((entry) => withoutOtherNodes(entry, operation, id, name));
	if (value === null || typeof value !== 'object') return value;
	return Object.fromEntries(
		Object.entries(value).map(([key, entry]) => [
			key,
			withoutOtherNodes(entry, operation, id, key === 'value' ? name : key),
		]),
	);
}

function ownValue(field: Field | undefined, id: string): string {
	if (field?.kind === 'dateTime') return '2030-07-01';
	return field?.pattern?.includes('@') || (field !== undefined && PERSON.test(field.name)) ? 'nora@example.com' : id;
}

/** Files of the types that the operation's fields accept, under the names that the fixture gives them. */
function filesFor({ operation: { fields } }: Subject, base: INodeParameters): Record<string, IBinaryData> {
	const accepting = fields.flatMap(({ name, collection, accept }) => {
		const property = (collection ? (base[collection] as INodeParameters | undefined) : base)?.[name];
		return accept && typeof property === 'string' ? [[property, { ...FILES.data, mimeType: accept[0] }] as const] : [];
	});
	return { ...FILES, ...Object.fromEntries(accepting) };
}

/** The parameters with an expression in one field, and with the choices under which n8n shows it. */
export function withExpression(
	base: INodeParameters,
	field: Field,
	value: unknown = '={{ $json.value }}',
): INodeParameters {
	const filled = field.kind === 'locator' && !field.collection ? { __rl: true, mode: 'id', value } : value;
	const shown = Object.fromEntries(
		Object.entries(field.show ?? {}).map(([name, values]) => [
			name,
			values.includes(base[name] as string) ? base[name] : values[0],
		]),
	);
	const level = field.levels ? { level: field.levels[0] } : {};
	if (!field.collection) return { ...base, ...level, ...shown, [field.name]: filled } as INodeParameters;
	const outside = pickBy(shown, (_value, name) => name in base);
	const shownInside = pickBy(shown, (_value, name) => !(name in base));
	return {
		...base,
		...level,
		...outside,
		[field.collection]: { ...(base[field.collection] as INodeParameters), ...shownInside, [field.name]: filled },
	} as INodeParameters;
}
