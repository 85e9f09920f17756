import type { INodeProperties, INodePropertyCollection, IVersionedNodeType } from 'n8n-workflow';
import { hasOriginals, originals } from '../harness/originals.ts';
import { migrate } from './before.ts';

type Json = Record<string, unknown>;

const BASE = 'https://app.360learning.com/api/v1';
const SIGNED = '?company=c&apiKey=k';
const NEW = [3, 4, 4.1, 4.2, 4.3, 4.4, 4.5];
const OLD = [1, 2];

function migrated(typeVersion: number, parameters: Json, more: Json = {}) {
	const call = {
		id: '1',
		name: 'Call',
		type: 'n8n-nodes-base.httpRequest',
		typeVersion,
		position: [0, 0],
		parameters,
		...more,
	};
	const { workflow, report } = migrate({ name: 'Test', nodes: [call], connections: {} });
	const [node] = (workflow as { nodes: Json[] }).nodes;
	const findings = report.nodes.flatMap((entry) => entry.findings.map(({ text }) => text));
	return { node, parameters: node.parameters as Json, findings, report };
}

const pairs = (...entries: Array<[string, unknown]>) => ({
	parameters: entries.map(([name, value]) => ({ name, value })),
});
const oldPairs = (...entries: Array<[string, unknown]>) => ({
	parameter: entries.map(([name, value]) => ({ name, value })),
});
const each = <T extends unknown[]>(versions: number[], cases: T[]): Array<[number, ...T]> =>
	cases.flatMap((entry) => versions.map((version): [number, ...T] => [version, ...entry]));

/** A request that makes a group, in the words of each generation. */
const GROUP = { url: `${BASE}/groups${SIGNED}`, method: 'POST', sendBody: true };
const OLD_GROUP = { url: `${BASE}/groups${SIGNED}`, requestMethod: 'POST' };
const MADE = { resource: 'group', operation: 'create', name: '={{ $json.name }}', parentId: { value: 'p' } };
const FIELDS: Array<[string, unknown]> = [
	['name', '={{ $json.name }}'],
	['parent', 'p'],
];

describe('Bodies', () => {
	test.each(
		each<[string, Json]>(NEW, [
			['JSON from pairs', { bodyParameters: pairs(...FIELDS) }],
			['JSON as text', { specifyBody: 'json', jsonBody: '={ "name": "{{ $json.name }}", "parent": "p" }' }],
			['JSON as an object', { specifyBody: 'json', jsonBody: '={{ { name: $json.name, parent: "p" } }}' }],
			['a form', { contentType: 'form-urlencoded', bodyParameters: pairs(...FIELDS) }],
			[
				'a form as text',
				{ contentType: 'form-urlencoded', specifyBody: 'string', body: '=name={{ $json.name }}&parent=p' },
			],
			[
				'a form of parts',
				{
					contentType: 'multipart-form-data',
					bodyParameters: { parameters: FIELDS.map(([name, value]) => ({ parameterType: 'formData', name, value })) },
				},
			],
			[
				'raw JSON',
				{
					contentType: 'raw',
					rawContentType: 'application/json',
					body: '={ "name": "{{ $json.name }}", "parent": "p" }',
				},
			],
		]),
	)('version %p: %s', (version, _title, parameters) => {
		expect(migrated(version, { ...GROUP, ...parameters }).parameters).toMatchObject(MADE);
	});

	test.each(
		each<[string, Json]>(OLD, [
			['pairs', { bodyParametersUi: oldPairs(...FIELDS) }],
			['a form', { bodyParametersUi: oldPairs(...FIELDS), options: { bodyContentType: 'form-urlencoded' } }],
			[
				'a form of parts',
				{ bodyParametersUi: oldPairs(...FIELDS), options: { bodyContentType: 'multipart-form-data' } },
			],
			['JSON', { jsonParameters: true, bodyParametersJson: '={ "name": "{{ $json.name }}", "parent": "p" }' }],
			[
				'a form from JSON',
				{
					jsonParameters: true,
					bodyParametersJson: '={{ { name: $json.name, parent: "p" } }}',
					options: { bodyContentType: 'form-urlencoded' },
				},
			],
			[
				'raw JSON',
				{
					jsonParameters: true,
					bodyParametersJson: '={ "name": "{{ $json.name }}", "parent": "p" }',
					options: { bodyContentType: 'raw', bodyContentCustomMimeType: 'application/json' },
				},
			],
		]),
	)('version %p: %s', (version, _title, parameters) => {
		expect(migrated(version, { ...OLD_GROUP, ...parameters }).parameters).toMatchObject(MADE);
	});

	test.each(NEW)('version %p: a form whose names an expression makes is told', (version) => {
		const { findings, parameters } = migrated(version, {
			...GROUP,
			contentType: 'form-urlencoded',
			specifyBody: 'string',
			body: '={{ $json.form }}&name=x',
		});
		expect(findings).toContainEqual(expect.stringContaining('An expression makes the names in the form'));
		expect(parameters).toMatchObject({ name: 'x' });
	});

	test('a body that old versions do not send is not read', () => {
		expect(
			migrated(1, { url: `${BASE}/groups${SIGNED}`, bodyParametersUi: oldPairs(['name', 'x']) }).findings.join(),
		).not.toContain('name');
	});

	test.each([
		[
			3,
			{
				sendBody: true,
				contentType: 'multipart-form-data',
				method: 'POST',
				bodyParameters: {
					parameters: [{ parameterType: 'formBinaryData', name: 'profileImage', inputDataFieldName: 'photo' }],
				},
			},
		],
		[
			4.4,
			{
				sendBody: true,
				contentType: 'multipart-form-data',
				method: 'POST',
				bodyParameters: {
					parameters: [{ parameterType: 'formBinaryData', name: 'profileImage', inputDataFieldName: 'photo' }],
				},
			},
		],
		[
			1,
			{
				requestMethod: 'POST',
				jsonParameters: true,
				sendBinaryData: true,
				binaryPropertyName: 'profileImage:photo',
				options: { bodyContentType: 'multipart-form-data' },
			},
		],
		[
			2,
			{
				requestMethod: 'POST',
				jsonParameters: true,
				sendBinaryData: true,
				binaryPropertyName: ' profileImage:photo',
				options: { bodyContentType: 'multipart-form-data' },
			},
		],
	])('version %p: a file in a form', (version, parameters) => {
		const url = 'https://app.360learning.com/api/v2/users/507f1f77bcf86cd799439011/media';
		expect(migrated(version, { ...parameters, url }).parameters).toMatchObject({
			resource: 'user',
			operation: 'uploadProfileImage',
			profileImage: 'photo',
		});
	});

	test('a file that no field takes is told', () => {
		const url = 'https://app.360learning.com/api/v2/users/507f1f77bcf86cd799439011/media';
		const { findings } = migrated(1, {
			url,
			requestMethod: 'POST',
			jsonParameters: true,
			sendBinaryData: true,
			options: { bodyContentType: 'multipart-form-data' },
		});
		expect(findings).toContainEqual(expect.stringContaining('"file" was sent'));
	});

	test.each([
		[4.2, { sendBody: true, contentType: 'binaryData', method: 'POST', inputDataFieldName: 'data' }],
		[1, { requestMethod: 'POST', jsonParameters: true, sendBinaryData: true, options: { bodyContentType: 'raw' } }],
	])('version %p: a file as the whole body is told', (version, parameters) => {
		expect(migrated(version, { ...parameters, url: `${BASE}/groups${SIGNED}` }).findings).toContainEqual(
			expect.stringContaining('The body was a file'),
		);
	});
});

/** A list of courses, filtered. */
const FILTERED = { resource: 'course', operation: 'getAll', filters: { createdAtGte: '={{ $json.day }}' } };
const COURSES = `${BASE}/courses${SIGNED}`;

describe('Queries and headers', () => {
	test.each(
		each<[string, Json]>(NEW, [
			['pairs', { url: COURSES, sendQuery: true, queryParameters: pairs(['createdAfter', '={{ $json.day }}']) }],
			[
				'JSON',
				{ url: COURSES, sendQuery: true, specifyQuery: 'json', jsonQuery: '={ "createdAfter": "{{ $json.day }}" }' },
			],
			['the address', { url: `=${COURSES}&createdAfter={{ $json.day }}` }],
			[
				'keys in headers',
				{
					url: `${BASE}/courses`,
					sendQuery: true,
					queryParameters: pairs(['createdAfter', '={{ $json.day }}']),
					sendHeaders: true,
					headerParameters: pairs(['X-company-id', 'c'], ['X-apiKey', 'k']),
				},
			],
			[
				'keys in headers as JSON',
				{
					url: `${BASE}/courses`,
					sendQuery: true,
					queryParameters: pairs(['createdAfter', '={{ $json.day }}']),
					sendHeaders: true,
					specifyHeaders: 'json',
					jsonHeaders: '{ "X-company-id": "c", "X-apiKey": "k" }',
				},
			],
		]),
	)('version %p: %s', (version, _title, parameters) => {
		const { parameters: made, node } = migrated(version, parameters);
		expect(made).toMatchObject(FILTERED);
		expect(JSON.stringify(node)).not.toMatch(/apiKey|company/i);
	});

	test.each(
		each<[string, Json]>(OLD, [
			['pairs', { queryParametersUi: oldPairs(['createdAfter', '={{ $json.day }}']) }],
			[
				'JSON',
				{
					jsonParameters: true,
					queryParametersJson: '={ "createdAfter": "{{ $json.day }}" }',
					headerParametersJson: '{ "X-apiKey": "k" }',
				},
			],
		]),
	)('version %p: %s', (version, _title, parameters) => {
		expect(migrated(version, { url: COURSES, ...parameters }).parameters).toMatchObject(FILTERED);
	});

	test.each([
		[1, ['users', 'contents']],
		[2, ['users', 'contents']],
		[3, ['contents']],
		[4.2, ['contents']],
		[4.3, ['users', 'contents']],
		[4.5, ['users', 'contents']],
	])('version %p: the same name twice is what the node made of it', (version, expected) => {
		const url = 'https://app.360learning.com/api/v2/custom-fields';
		const twice: Array<[string, unknown]> = [
			['targetType[in]', 'users'],
			['targetType[in]', 'contents'],
		];
		const { parameters } = migrated(
			version,
			version < 3
				? { url, queryParametersUi: oldPairs(...twice) }
				: { url, sendQuery: true, queryParameters: pairs(...twice) },
		);
		expect([parameters.filters].flat().map((filters) => (filters as Json).targetTypeIn)).toEqual([expected]);
	});

	test('what is not switched on is not read', () => {
		const { parameters } = migrated(4.2, {
			url: COURSES,
			queryParameters: pairs(['createdAfter', 'x']),
			headerParameters: pairs(['X-Other', 'x']),
		});
		expect(parameters).toEqual({ resource: 'course', operation: 'getAll', returnAll: true, simplify: false });
	});
});

describe('Ways to sign in', () => {
	const generic = [
		'httpBasicAuth',
		'httpBearerAuth',
		'httpDigestAuth',
		'httpHeaderAuth',
		'httpQueryAuth',
		'httpCustomAuth',
		'httpTemplatedCustomAuth',
		'oAuth1Api',
		'oAuth2Api',
	];
	const newWays = [
		...generic.map((type): [Json, string] => [
			{ authentication: 'genericCredentialType', genericAuthType: type },
			type,
		]),
		[{ authentication: 'predefinedCredentialType', nodeCredentialType: 'zohoOAuth2Api' }, 'zohoOAuth2Api'] as [
			Json,
			string,
		],
	];
	const oldWays = ['basicAuth', 'digestAuth', 'headerAuth', 'queryAuth', 'oAuth1', 'oAuth2'].map(
		(way): [Json, string] => [{ authentication: way }, way],
	);

	test.each([...each([2, ...NEW], newWays), ...each([1], oldWays)])('version %p: %j', (version, parameters, type) => {
		const { node, findings, report } = migrated(
			version,
			{ url: `${BASE}/courses`, ...parameters },
			{ credentials: { [type]: { id: '1', name: 'Old account' } } },
		);
		expect(node).toMatchObject({
			type: 'n8n-nodes-lms.learning360',
			parameters: { resource: 'course', operation: 'getAll' },
		});
		expect(node).not.toHaveProperty('credentials');
		expect(findings.filter((text) => !text.includes('one item that held the whole list'))).toEqual([]);
		expect(report.notes).toEqual([expect.stringContaining('Choose a credential')]);
	});

	test.each([2, ...NEW])("version %p: the pack's own credential says whose API it is, whatever the host", (version) => {
		const { parameters } = migrated(version, {
			url: '={{ $vars.host }}/api/v1/courses',
			authentication: 'predefinedCredentialType',
			nodeCredentialType: 'learning360V1Api',
		});
		expect(parameters).toMatchObject({ resource: 'course', operation: 'getAll' });
	});
});

/** What of the node's behaviour ends with it, and how the report says so. */
const TOLD: Array<[path: string, versions: number[], parameters: Json, note: string]> = [
	['allowUnauthorizedCerts', OLD, { allowUnauthorizedCerts: true }, 'Certificates were not checked'],
	[
		'options.allowUnauthorizedCerts',
		NEW,
		{ options: { allowUnauthorizedCerts: true } },
		'Certificates were not checked',
	],
	['options.proxy', [...OLD, ...NEW], { options: { proxy: 'http://proxy:80' } }, 'a proxy of its own'],
	['options.ignoreResponseCode', OLD, { options: { ignoreResponseCode: true } }, 'never failed'],
	[
		'options.response.response.neverError',
		NEW,
		{ options: { response: { response: { neverError: true } } } },
		'never failed',
	],
	['responseFormat', OLD, { responseFormat: 'string' }, 'came as text'],
	['responseFormat', OLD, { responseFormat: 'file' }, 'came as a file'],
	[
		'options.response.response.responseFormat',
		NEW,
		{ options: { response: { response: { responseFormat: 'text' } } } },
		'came as text',
	],
	[
		'options.response.response.responseFormat',
		NEW,
		{ options: { response: { response: { responseFormat: 'file' } } } },
		'came as a file',
	],
	['options.fullResponse', OLD, { options: { fullResponse: true } }, 'status and headers'],
	[
		'options.response.response.fullResponse',
		NEW,
		{ options: { response: { response: { fullResponse: true } } } },
		'status and headers',
	],
	[
		'options.pagination',
		NEW,
		{
			options: {
				pagination: {
					pagination: { paginationMode: 'responseContainsNextURL', nextURL: '={{ $response.headers.link }}' },
				},
			},
		},
		'The pages were read by the settings',
	],
	[
		'options.pagination',
		NEW,
		{
			options: {
				pagination: {
					pagination: { parameters: { parameters: [{ type: 'qs', name: 'page', value: '={{ $pageCount }}' }] } },
				},
			},
		},
		'The pages were read by the settings',
	],
	['options.splitIntoItems', OLD, { options: { splitIntoItems: false } }, 'one item that held the whole list'],
	['provideSslCertificates', NEW, { provideSslCertificates: true }, 'a certificate of its own'],
];

/** What makes no difference to the new node: it paces, follows and waits by itself. */
const NO_MATTER: Array<[path: string, versions: number[], parameters: Json]> = [
	['options.batchSize', OLD, { options: { batchSize: 1, batchInterval: 500 } }],
	['options.batching', NEW, { options: { batching: { batch: { batchSize: 1, batchInterval: 500 } } } }],
	['options.timeout', [...OLD, ...NEW], { options: { timeout: 5000 } }],
	[
		'options.followRedirect',
		OLD,
		{ options: { followRedirect: false, followAllRedirects: true, useQueryString: true } },
	],
	['options.redirect', NEW, { options: { redirect: { redirect: { followRedirects: false } } } }],
	['options.queryParameterArrays', NEW, { options: { queryParameterArrays: 'repeat' } }],
	['options.lowercaseHeaders', NEW, { options: { lowercaseHeaders: false } }],
	['options.sendCredentialsOnCrossOriginRedirect', NEW, { options: { sendCredentialsOnCrossOriginRedirect: true } }],
	['options.webdavMethods', NEW, { options: { webdavMethods: false } }],
	['options.pagination', NEW, { options: { pagination: { pagination: { paginationMode: 'off' } } } }],
	['dataPropertyName', OLD, { dataPropertyName: 'answer' }],
	[
		'optimizeResponse',
		NEW,
		{
			optimizeResponse: true,
			responseType: 'json',
			dataField: '',
			fieldsToInclude: 'all',
			fields: '',
			cssSelector: '',
			onlyContent: false,
			elementsToOmit: '',
			truncateResponse: false,
			maxLength: 1,
		},
	],
];

describe('Settings', () => {
	const plainList = (version: number) => (version < 3 ? { options: { splitIntoItems: true } } : {});
	const merged = (version: number, parameters: Json) => ({
		url: COURSES,
		...plainList(version),
		...parameters,
		options: { ...(plainList(version).options ?? {}), ...(parameters.options as Json | undefined) },
	});

	test.each(
		TOLD.flatMap(([name, versions, parameters, note]) =>
			versions.map((version): [number, string, Json, string] => [version, name, parameters, note]),
		),
	)('version %p: %s is told', (version, _name, parameters, note) => {
		const { parameters: made, findings } = migrated(version, merged(version, parameters));
		expect(made).toMatchObject({ resource: 'course', operation: 'getAll' });
		expect(findings).toEqual([expect.stringContaining(note)]);
	});

	test.each(
		NO_MATTER.flatMap(([name, versions, parameters]) =>
			versions.map((version): [number, string, Json] => [version, name, parameters]),
		),
	)('version %p: %s makes no difference', (version, _name, parameters) => {
		expect(migrated(version, merged(version, parameters))).toEqual(migrated(version, merged(version, {})));
	});

	test('pages that the node reads are not told twice', () => {
		const url = 'https://people.zoho.com/api/v1/courses';
		const paged = migrated(4.2, {
			url,
			options: {
				pagination: {
					pagination: {
						parameters: { parameters: [{ type: 'qs', name: 'startIndex', value: '={{ $pageCount * 200 }}' }] },
					},
				},
			},
		});
		expect(paged.findings).toEqual([expect.stringContaining('The pages were read by the settings')]);
		expect(migrated(4.2, { url }).findings).toEqual([expect.stringContaining('read one page')]);
	});

	test('what reads the whole list of an old node is told', () => {
		const call = {
			id: '1',
			name: 'Call',
			type: 'n8n-nodes-base.httpRequest',
			typeVersion: 1,
			position: [0, 0],
			parameters: { url: COURSES },
		};
		const reader = {
			id: '2',
			name: 'Row',
			type: 'n8n-nodes-base.set',
			typeVersion: 3.4,
			position: [0, 0],
			parameters: {
				assignments: { assignments: [{ id: '1', name: 'x', type: 'string', value: '={{ $json[0].name }}' }] },
				options: {},
			},
		};
		const { report } = migrate({
			name: 'Test',
			nodes: [call, reader],
			connections: { Call: { main: [[{ node: 'Row', type: 'main', index: 0 }]] } },
		});
		expect(report.readers).toMatchObject([
			{ node: 'Row', reads: 'Call', finding: 'The entries of the list are items of their own now' },
		]);
	});
});

/** Parameters that say what is sent, and those that only show something. */
const READ = [
	'authentication',
	'nodeCredentialType',
	'genericAuthType',
	'method',
	'requestMethod',
	'url',
	'sendQuery',
	'specifyQuery',
	'queryParameters',
	'jsonQuery',
	'sendHeaders',
	'specifyHeaders',
	'headerParameters',
	'jsonHeaders',
	'sendBody',
	'contentType',
	'specifyBody',
	'bodyParameters',
	'jsonBody',
	'body',
	'inputDataFieldName',
	'rawContentType',
	'jsonParameters',
	'queryParametersUi',
	'headerParametersUi',
	'bodyParametersUi',
	'queryParametersJson',
	'headerParametersJson',
	'bodyParametersJson',
	'sendBinaryData',
	'binaryPropertyName',
	'options.bodyContentType',
	'options.bodyContentCustomMimeType',
];
const SHOWN = [
	'curlImport',
	'googleApiWarning',
	'infoMessage',
	'provideSslCertificatesNotice',
	'sslCertificate',
	'options',
];

(hasOriginals ? test : test.skip)("every parameter of n8n's own node is accounted for", () => {
	const [{ nodeVersions }] = Object.values(originals('httpRequest')) as [IVersionedNodeType];
	expect(Object.keys(nodeVersions).map(Number)).toEqual([...OLD, ...NEW]);
	const names = Object.values(nodeVersions).flatMap(({ description }) => description.properties.flatMap(namesOf));
	const known = [
		...READ,
		...SHOWN,
		...TOLD.map(([name]) => name),
		...NO_MATTER.flatMap(([name, , parameters]) => [name, ...namesIn(parameters)]),
	];
	expect(
		[...new Set(names)].filter((name) => !known.some((entry) => entry === name || entry.startsWith(`${name}.`))),
	).toEqual([]);
});

function namesOf({ name, type, options = [] }: INodeProperties): string[] {
	if (type !== 'collection') return [name];
	return [
		name,
		...(options as Array<INodeProperties | INodePropertyCollection>).map((option) => `${name}.${option.name}`),
	];
}

function namesIn({ options = {}, ...parameters }: Json): string[] {
	return [...Object.keys(parameters), ...Object.keys(options as Json).map((name) => `options.${name}`)];
}
