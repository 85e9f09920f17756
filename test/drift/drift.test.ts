import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import set from 'lodash/set.js';
import unset from 'lodash/unset.js';
import { stringify } from 'yaml';
import { bundledDocument, DOCUMENTS, type ServiceFolder } from '../../scripts/openapi/bundle.ts';
import { compare } from '../../scripts/drift/compare.ts';
import { reportOf } from '../../scripts/drift/drift.ts';
import { operationsIn, type OperationFacts } from '../../scripts/drift/read.ts';
import { root } from '../harness/index.ts';

type Json = Record<string, unknown>;

let folder: string;
const documents: Partial<Record<ServiceFolder, Json>> = {};
let ours: Map<string, OperationFacts>;
beforeAll(async () => {
	// Without objects that stand in several places: a change is meant for one of them.
	for (const service of Object.keys(DOCUMENTS) as ServiceFolder[])
		documents[service] = JSON.parse(JSON.stringify(await bundledDocument(root, service))) as Json;
	ours = operationsIn(documents.Learning360!);
});
beforeEach(() => {
	folder = mkdtempSync(path.join(tmpdir(), 'drift-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

function drift(...parameters: string[]) {
	const script = path.join(root, 'scripts', 'drift', 'main.ts');
	const { status, stdout, stderr } = spawnSync(
		process.execPath,
		['--disable-warning=MODULE_TYPELESS_PACKAGE_JSON', script, ...parameters],
		{
			cwd: folder,
			encoding: 'utf8',
			env: { ...process.env, INIT_CWD: folder },
		},
	);
	return { status, stdout, stderr, lines: stdout.split('\n').filter((line) => line.startsWith('- [ ]')) };
}

/** Our own document of a service with changes in it, as the vendor could publish it. */
function newer(service: ServiceFolder, change: (document: Json, at: (address: string) => Json) => void): Json {
	const document = structuredClone(documents[service]!);
	change(document, (address) => (document.paths as Record<string, Json>)[address]!);
	return document;
}
const write = (name: string, document: unknown) =>
	writeFileSync(
		path.join(folder, name),
		name.endsWith('.json') ? JSON.stringify(document) : stringify(document, { aliasDuplicateObjects: false }),
	);

/** What the command would list for a newer document of 360Learning, API v2. */
function told(document: Json): string[] {
	return reportOf('Learning360', compare(ours, operationsIn(document)), 0)
		.split('\n')
		.filter((line) => line.startsWith('- [ ]'));
}

test.each(Object.keys(DOCUMENTS) as ServiceFolder[])(
	'%s: nothing is found in our own document, as YAML, as JSON, or with other names of placeholders',
	(service) => {
		write(
			'same.yaml',
			newer(service, () => {}),
		);
		expect(drift('same.yaml')).toMatchObject({
			status: 0,
			lines: [],
			stdout: expect.stringContaining(`nodes/${service}/api`) as string,
		});
		const renamed = JSON.parse(
			JSON.stringify(newer(service, () => {}))
				.replaceAll('{courseId}', '{id}')
				.replaceAll('"name":"courseId","in":"path"', '"name":"id","in":"path"'),
		) as Json;
		write('same.json', renamed);
		expect(drift('same.json')).toMatchObject({ status: 0, lines: [] });
	},
);

const TAG = 'components.schemas.Tag';

/** Changes of the vendor, with what a person is told. */
const CHANGES: Array<[string, (document: Json, at: (address: string) => Json) => void, RegExp[]]> = [
	[
		'a new operation',
		(document) =>
			set(document, ['paths', '/api/v2/badges', 'get'], {
				operationId: 'listBadges',
				responses: { 200: { description: 'Badges' } },
			}),
		[/new operation \(listBadges\)\. Add it to the document/],
	],
	[
		'an operation that is gone',
		(_document, at) => unset(at('/api/v2/tags/{tagId}'), 'delete'),
		[/operation is gone\. Find out/],
	],
	[
		'a deprecated operation',
		(_document, at) => set(at('/api/v2/tags/{tagId}'), 'delete.deprecated', true),
		[/deprecated\. Say so in its notice/],
	],
	[
		'another scope',
		(_document, at) => set(at('/api/v2/tags'), 'post.security', [{ oauth2: ['labels:write'] }]),
		[/scope labels:write is new/, /scope tags:write is gone/],
	],
	[
		'another status',
		(_document, at) => set(at('/api/v2/tags'), 'post.responses.202', { description: 'Queued' }),
		[/success is 201, 202, was 201/],
	],
	[
		'a new parameter',
		(_document, at) =>
			(at('/api/v2/tags').get as { parameters: unknown[] }).parameters.push({
				name: 'language',
				in: 'query',
				required: true,
				schema: { type: 'string' },
			}),
		[/query language is new \(string, required\)\. Add it with title and description\. Old workflows do not send it/],
	],
	[
		'a parameter that is gone',
		(_document, at) => set(at('/api/v2/tags'), 'get.parameters', []),
		[/query isMain is gone\. Take it out of the document/],
	],
	[
		'fields of answers',
		(document) => {
			set(document, 'components.schemas.TagWithSource.properties.usage', {
				type: 'object',
				properties: { courses: { type: 'integer' } },
			});
		},
		[/answer usage is new \(object\)\. Add it to the schema/, /answer \[\]\.usage is new \(object\)/],
	],
	[
		'a field that is gone',
		(document) => unset(document, `${TAG}.properties.externalId`),
		[/answer externalId is gone\. Take it out of the schema/],
	],
	[
		'another type',
		(document) => set(document, `${TAG}.properties.name`, { type: 'integer' }),
		[/answer name is integer, was string\. Change its type/],
	],
];

test.each(CHANGES)('%s is told, with what to do', (_name, change, expected) => {
	const lines = told(newer('Learning360', change));
	for (const line of expected) expect(lines).toContainEqual(expect.stringMatching(line));
	expect(lines.filter((line) => !expected.some((pattern) => pattern.test(line)))).toEqual([]);
});

/** The same for what a body may hold, at an operation whose body stands in place. */
const BODY: Array<[string, Json, RegExp]> = [
	['a code that is new', { enum: ['users', 'contents', 'groups'] }, /body targetType may be groups\. Add it to `enum`/],
	['a code that is gone', { enum: ['users'] }, /body targetType may not be contents any more/],
	['a limit', { maxLength: 12 }, /maxLength of body targetType is 12, was not there/],
];
test.each(BODY)('%s in a body is told', (_name, change, expected) => {
	const simple = (part: Json) => ({
		openapi: '3.1.0',
		info: { title: 'x', version: '1' },
		paths: {
			'/api/v2/custom-fields': {
				post: {
					requestBody: {
						content: {
							'application/json': {
								schema: { type: 'object', properties: { targetType: { type: 'string', ...part } } },
							},
						},
					},
					responses: {},
				},
			},
		},
	});
	expect(told(simple(change)).some((line) => expected.test(line))).toBe(true);
});

test('required in a body and optional again are told apart', () => {
	const required = (names: string[]) =>
		told(
			newer('Learning360', (document) => set(document, 'components.schemas.TagUpdatableFields.required', names)),
		).join('\n');
	expect(required(['name', 'isMain', 'externalId'])).toMatch(/body externalId is required now\. Add it to `required`/);
	expect(required([])).toMatch(/body name is no longer required/);
});

test('what was looked at is left out, and what comes after it is told', () => {
	const first = (document: Json) => set(document, `${TAG}.properties.name`, { type: 'integer' });
	write('newer.yaml', newer('Learning360', first));
	expect(drift('newer.yaml', '--known', 'known.txt', '--accept')).toMatchObject({ status: 0 });
	expect(readFileSync(path.join(folder, 'known.txt'), 'utf8')).toMatch(/answer name is integer, was string/);
	expect(drift('newer.yaml', '--known', 'known.txt')).toMatchObject({ status: 0, lines: [] });
	write(
		'newest.yaml',
		newer('Learning360', (document, at) => void (first(document), unset(at('/api/v2/tags/{tagId}'), 'delete'))),
	);
	expect(drift('newest.yaml', '--known', 'known.txt').lines).toEqual([expect.stringMatching(/operation is gone/)]);
});

test('a folder of documents is read as one', () => {
	const document = newer('ZohoPeopleLms', () => {});
	const entries = Object.entries(document.paths as Json);
	mkdirSync(path.join(folder, 'parts'));
	for (const [index, part] of [entries.slice(0, 20), entries.slice(20)].entries())
		write(`parts/${index}.yaml`, { ...document, paths: Object.fromEntries(part) });
	expect(drift('parts')).toMatchObject({ status: 0, lines: [] });
});

test.each([
	['nothing', undefined, 'is not there'],
	['no OpenAPI', { hello: 'world' }, 'holds no OpenAPI document'],
	['another vendor', { paths: { '/pets': { get: { responses: {} } } } }, 'None of its operations is one of ours'],
	[
		'a reference elsewhere',
		{ paths: { '/api/v2/tags': { get: { parameters: [{ $ref: 'other.yaml#/x' }], responses: {} } } } },
		'bundle the document first',
	],
])('%s is refused in words', (_name, content, expected) => {
	if (content) write('other.yaml', content);
	expect(drift('other.yaml')).toMatchObject({ status: 1, stderr: expect.stringContaining(expected) as string });
});
