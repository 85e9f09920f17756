import { migrate } from './before.ts';

type Json = Record<string, unknown>;

const start = {
	id: '0',
	name: 'Start',
	type: 'n8n-nodes-base.manualTrigger',
	typeVersion: 1,
	position: [0, 0],
	parameters: {},
};

/** Migrates a chain of nodes behind a trigger. */
function migrated(
	...nodes: Array<{ name: string; type: string; parameters: object; typeVersion?: number; [more: string]: unknown }>
) {
	const all = [
		start,
		...nodes.map((node, index) => ({
			id: String(index + 1),
			typeVersion: 1,
			position: [index * 200 + 200, 0],
			...node,
		})),
	];
	const connections = Object.fromEntries(
		all
			.slice(0, -1)
			.map(({ name }, index) => [name, { main: [[{ node: all[index + 1].name, type: 'main', index: 0 }]] }]),
	);
	const { workflow, report } = migrate({ name: 'Test', nodes: all, connections });
	const found = new Map(
		(workflow as { nodes: Array<{ name: string; type: string; parameters: Json }> }).nodes.map((node) => [
			node.name,
			node,
		]),
	);
	return { node: (name: string) => found.get(name)!, report };
}

const http = (parameters: object, more: object = {}) => ({
	name: 'Call',
	type: 'n8n-nodes-base.httpRequest',
	typeVersion: 4.2,
	parameters,
	...more,
});
const create = {
	name: 'Create',
	type: 'n8n-nodes-lms.learning360V1',
	parameters: {
		resource: 'pathSession',
		operation: 'create',
		pathId: '={{ $json.path }}',
		sessionName: 'July',
		startDate: '2031-07-01',
		sessionOwnerGroup: 'g',
	},
};
const set = (value: string, more: object = {}) => ({
	name: 'Set',
	type: 'n8n-nodes-base.set',
	typeVersion: 3.4,
	parameters: { assignments: { assignments: [{ id: '1', name: 'x', type: 'string', value }] } },
	...more,
});
const read = (parameters: Json) =>
	(parameters.assignments as { assignments: Array<{ value: string }> }).assignments[0].value;
const base = 'https://app.360learning.com/api/v1';

describe('Addresses', () => {
	test.each([
		['text', `${base}/users/nora@example.com`, { mode: 'email', value: 'nora@example.com' }],
		[
			'an encoded address',
			`${base}/users/nora%40example.com?company=x&apiKey=y`,
			{ mode: 'email', value: 'nora@example.com' },
		],
		['an id', `${base}/users/507f1f77bcf86cd799439011/`, { mode: 'id', value: '507f1f77bcf86cd799439011' }],
		['a template', `=${base}/users/{{ $json.mail }}`, { mode: 'id', value: '={{ $json.mail }}' }],
		[
			'a template with encoding',
			`=${base}/users/{{ encodeURIComponent($json.mail) }}`,
			{ mode: 'id', value: '={{ $json.mail }}' },
		],
		['joined text', `={{ '${base}/users/' + $json.mail }}`, { mode: 'id', value: '={{ $json.mail }}' }],
		['a template literal', `={{ \`${base}/users/\${$json.mail}\` }}`, { mode: 'id', value: '={{ $json.mail }}' }],
		[
			'part of a segment',
			`=${base}/users/{{ $json.name }}@example.com`,
			{ mode: 'id', value: '={{ [$json.name, "@example.com"].join("") }}' },
		],
	])('%s', (_what, url, userId) => {
		expect(migrated(http({ url })).node('Call')).toMatchObject({
			type: 'n8n-nodes-lms.learning360',
			parameters: { resource: 'user', operation: 'get', userId: { __rl: true, ...userId } },
		});
	});

	test('an own domain counts when it is named, or when the request is signed as API v1 wants it', () => {
		const url = 'https://learning.acme.example/api/v1/groups';
		expect(migrated(http({ url })).report.status).toBe('unchanged');
		const { workflow } = migrate(
			{ nodes: [http({ url })], connections: {} },
			{ hosts: ['https://learning.acme.example'] },
		);
		expect((workflow as { nodes: Json[] }).nodes[0].type).toBe('n8n-nodes-lms.learning360');
		const signed = {
			url: '={{ $vars.host }}/api/v1/groups',
			sendHeaders: true,
			headerParameters: { parameters: [{ name: 'X-apiKey', value: 'secret' }] },
		};
		expect(migrated(http(signed)).node('Call').parameters).toMatchObject({ resource: 'group', operation: 'getAll' });
	});

	test.each([
		[
			'the whole address is an expression',
			{ url: '={{ $json.url || "https://app.360learning.com/api/v1/users" }}' },
			'Write host and path as text',
		],
		['the method is an expression', { method: '={{ $json.method }}', url: `${base}/users` }, 'one node per method'],
		['there is no such operation', { url: `${base}/nothing/here` }, 'no operation for this address'],
		[
			'it fetches a token',
			{ method: 'POST', url: 'https://app.360learning.com/api/v2/oauth2/token' },
			'The credential of the new nodes does that',
		],
		['it reads programs', { url: `${base}/programs/sessions` }, 'API v2 has no programs'],
	])('is left alone, with the reason, when %s', (_what, parameters, reason) => {
		const { node, report } = migrated(http(parameters));
		expect(node('Call').type).toBe('n8n-nodes-base.httpRequest');
		expect(report.nodes).toMatchObject([
			{ status: 'notConvertible', findings: [{ text: expect.stringContaining(reason) }] },
		]);
	});
});

describe('Bodies', () => {
	const url = `${base}/paths/6853f6de567dc5f80528f80d/sessions/`;
	const expected = {
		name: '={{ $json.name }}',
		mainInstructorId: { __rl: true, mode: 'id', value: '={{ $json.first }}' },
		registrationRequestValidation: 'disabled',
		additionalFields: { instructorIds: ['b@example.com'] },
	};
	const sent = { method: 'POST', url, sendBody: true };
	test.each([
		[
			'JSON with expressions in its texts',
			{
				...sent,
				specifyBody: 'json',
				jsonBody:
					'={ "sessionName": "{{ $json.name }}", "startDate": "2031-07-01", "instructorsMails": ["{{ $json.first }}", "b@example.com"] }',
			},
			4.2,
		],
		[
			'JSON with expressions as values',
			{
				...sent,
				specifyBody: 'json',
				jsonBody:
					'={ "sessionName": {{ JSON.stringify($json.name) }}, "startDate": "2031-07-01", "instructorsMails": [{{ JSON.stringify($json.first) }}, "b@example.com"] }',
			},
			4.2,
		],
		[
			'an object as expression',
			{
				...sent,
				specifyBody: 'json',
				jsonBody:
					"={{ { sessionName: $json.name, startDate: '2031-07-01', instructorsMails: [$json.first, 'b@example.com'] } }}",
			},
			4.2,
		],
		[
			'an object as text',
			{
				...sent,
				specifyBody: 'json',
				jsonBody:
					"={{ JSON.stringify({ 'sessionName': $json.name, startDate: '2031-07-01', instructorsMails: [$json.first, 'b@example.com'] }) }}",
			},
			4.2,
		],
		[
			'fields',
			{
				...sent,
				bodyParameters: {
					parameters: [
						{ name: 'sessionName', value: '={{ $json.name }}' },
						{ name: 'startDate', value: '2031-07-01' },
						{ name: 'instructorsMails[0]', value: '={{ $json.first }}' },
						{ name: 'instructorsMails[1]', value: 'b@example.com' },
					],
				},
			},
			3,
		],
		[
			'JSON of version 1',
			{
				requestMethod: 'POST',
				url,
				jsonParameters: true,
				bodyParametersJson:
					'={ "sessionName": "{{ $json.name }}", "startDate": "2031-07-01", "instructorsMails": ["{{ $json.first }}", "b@example.com"] }',
			},
			1,
		],
		[
			'fields of version 2',
			{
				requestMethod: 'POST',
				url,
				bodyParametersUi: {
					parameter: [
						{ name: 'sessionName', value: '={{ $json.name }}' },
						{ name: 'startDate', value: '2031-07-01' },
						{ name: 'instructorsMails[]', value: '={{ $json.first }}' },
						{ name: 'instructorsMails[]', value: 'b@example.com' },
					],
				},
			},
			2,
		],
	])('%s', (_what, parameters, typeVersion) => {
		expect(migrated(http(parameters, { typeVersion })).node('Call').parameters).toMatchObject(expected);
	});

	test('a body nobody can look into is read field by field', () => {
		const { node, report } = migrated(
			http({ method: 'POST', url, sendBody: true, specifyBody: 'json', jsonBody: '={{ $json.body }}' }),
		);
		expect(node('Call').parameters).toMatchObject({
			name: '={{ $json.body?.sessionName }}',
			startDate: '={{ $json.body?.startDate }}',
		});
		expect(report.nodes[0].findings.map(({ text }) => text)).toContainEqual(expect.stringContaining('one expression'));
	});

	test('what has no field is told', () => {
		const { report } = migrated(
			http({
				method: 'POST',
				url,
				sendBody: true,
				specifyBody: 'json',
				jsonBody: '{ "sessionName": "x", "startDate": "2031-07-01", "sessionColour": "red" }',
			}),
		);
		expect(report.nodes[0].findings.map(({ text }) => text)).toContainEqual(
			expect.stringContaining('"sessionColour" was sent'),
		);
	});
});

describe('Create Path Session, row by row', () => {
	const { node, report } = migrated(
		{
			...create,
			parameters: {
				...create.parameters,
				sessionName: '={{ $json.name }}',
				sessionOwnerGroup: { __rl: true, mode: 'list', value: '624c5526204fc7207e603ea6', cachedResultName: 'HR' },
				additionalFields: {
					endDate: '={{ $json.end }}',
					instructorsMails: ['a@example.com', 'b@example.com', 'c@example.com'],
					sessionAdditionalInformation: 'A0015221',
				},
			},
		},
		set('={{ $json.status }}'),
	);
	test('names, dates and instructors', () => {
		expect(node('Create').parameters).toEqual({
			resource: 'pathSession',
			operation: 'create',
			pathId: { __rl: true, mode: 'id', value: '={{ $json.path }}' },
			name: '={{ $json.name }}',
			startDate: '2031-07-01',
			endDate: '={{ $json.end }}',
			mainInstructorId: { __rl: true, mode: 'email', value: 'a@example.com' },
			registrationRequestValidation: 'disabled',
			additionalFields: {
				instructorIds: ['b@example.com', 'c@example.com'],
				additionalInformation: 'A0015221',
			},
		});
	});
	test('the owner group is left out, and the report says how API v2 chooses it', () => {
		const [finding] = report.nodes[0].findings.filter(({ field }) => field === 'Owner Group');
		expect(finding.text).toMatch(
			/main instructor.*at least author.*public.*highest in the tree.*most users.*group of the path.*groupId/s,
		);
	});
	test('the status that API v2 does not give is followed', () => {
		expect(read(node('Set').parameters)).toBe('={{ ($json._id ? "session_created" : undefined) }}');
		expect(report.readers).toEqual([
			{ node: 'Set', reads: 'Create', before: '$json.status', after: '($json._id ? "session_created" : undefined)' },
		]);
	});
	test('without instructors the report asks who it is, unless the platform owner was named', () => {
		const asked = migrated(create).report.nodes[0].findings.filter(({ kind }) => kind === 'todo');
		expect(asked).toMatchObject([{ field: 'Main Instructor', text: expect.stringContaining('platform owner') }]);
		const { workflow, report: told } = migrate(
			{ nodes: [create], connections: {} },
			{ facts: { platformOwner: 'owner@example.com' } },
		);
		expect((workflow as { nodes: Array<{ parameters: Json }> }).nodes[0].parameters.mainInstructorId).toEqual({
			__rl: true,
			mode: 'email',
			value: 'owner@example.com',
		});
		expect(told.nodes[0].findings.filter(({ kind }) => kind === 'todo')).toEqual([]);
	});
});

describe('Readers', () => {
	const courses = {
		name: 'Courses',
		type: 'n8n-nodes-lms.learning360V1',
		parameters: { resource: 'course', operation: 'getAll', returnAll: true },
	};
	test.each([
		['={{ $json.creationDate }}', '={{ $json.createdAt }}'],
		['={{ $json["creationDate"] }}', '={{ $json.createdAt }}'],
		['={{ $json.creationDate.slice(0, 10) }}', '={{ $json.createdAt.slice(0, 10) }}'],
		["=On {{ $('Courses').item.json.creationDate }}", "=On {{ $('Courses').item.json.createdAt }}"],
		['={{ $("Courses").first().json["modificationDate"] }}', '={{ $("Courses").first().json.modifiedAt }}'],
		['={{ $node["Courses"].json.group }}', '={{ $node["Courses"].json.groupId }}'],
		['={{ $node.Courses.json["group"] }}', '={{ $node.Courses.json.groupId }}'],
		['={{ $items("Courses")[0].json.lang }}', '={{ $items("Courses")[0].json.sourceLang }}'],
		['={{ $input.item.json.courseDuration }}', '={{ $input.item.json.duration }}'],
		['={{ $input.first().json.courseDuration + " minutes" }}', '={{ $input.first().json.duration + " minutes" }}'],
		['={{ `${$json.creationDate}` }}', '={{ `${$json.createdAt}` }}'],
		['={{ $json.name }}', '={{ $json.name }}'],
		['={{ "$json.creationDate" }}', '={{ "$json.creationDate" }}'],
		['={{ $json.constructor }}', '={{ $json.constructor }}'],
		["={{ $('Start').item.json.creationDate }}", "={{ $('Start').item.json.creationDate }}"],
		['$json.creationDate', '$json.creationDate'],
	])('%s', (before, after) => {
		const node = migrated(courses, set(before)).node('Set');
		expect(read(node.parameters)).toBe(after);
	});

	test('through nodes that only pass items on, and into scripts', () => {
		const filter = { name: 'Filter', type: 'n8n-nodes-base.filter', typeVersion: 2.2, parameters: {} };
		const script = {
			name: 'Code',
			type: 'n8n-nodes-base.code',
			typeVersion: 2,
			parameters: {
				jsCode: 'return $input.all().map((item) => ({ json: { at: item.json.creationDate, by: item.json.author } }));',
			},
		};
		const { node, report } = migrated(courses, filter, script);
		expect(node('Code').parameters.jsCode).toBe(
			'return $input.all().map((item) => ({ json: { at: item.json.createdAt, by: item.json.author } }));',
		);
		expect(report.readers).toContainEqual(
			expect.objectContaining({
				node: 'Code',
				before: 'item.json.author',
				finding: expect.stringContaining('authorId has the id'),
			}),
		);
	});

	test('fields that parameters name as text', () => {
		const { node, report } = migrated(courses, {
			name: 'Split',
			type: 'n8n-nodes-base.splitOut',
			parameters: { fieldToSplitOut: 'translationsLangs, coAuthors' },
		});
		expect(node('Split').parameters.fieldToSplitOut).toBe('translations, coAuthors');
		expect(report.readers).toContainEqual(
			expect.objectContaining({ before: 'coAuthors', finding: expect.stringContaining('coAuthorIds') }),
		);
	});

	test('are left alone where items of other nodes arrive as well', () => {
		const other = {
			id: '9',
			name: 'Other',
			type: 'n8n-nodes-base.set',
			typeVersion: 3.4,
			position: [0, 0],
			parameters: {},
		};
		const nodes = [
			start,
			{ id: '1', typeVersion: 1, position: [0, 0], ...courses },
			other,
			{ id: '2', position: [0, 0], ...set('={{ $json.creationDate }}') },
		];
		const to = (node: string) => ({ main: [[{ node, type: 'main', index: 0 }]] });
		const { workflow, report } = migrate({
			nodes,
			connections: { Start: to('Courses'), Courses: to('Set'), Other: to('Set') },
		});
		expect(read((workflow as { nodes: Array<{ parameters: Json }> }).nodes[3].parameters)).toBe(
			'={{ $json.creationDate }}',
		);
		expect(report.readers).toMatchObject([
			{ node: 'Set', finding: expect.stringContaining('Several nodes lead here') },
		]);
	});

	test('a full response gives the record alone now', () => {
		const call = http({
			url: `${base}/groups/507f1f77bcf86cd799439011`,
			options: { response: { response: { fullResponse: true } } },
		});
		expect(read(migrated(call, set('={{ $json.body.parent }}')).node('Set').parameters)).toBe('={{ $json.parentId }}');
		expect(migrated(call, set('={{ $json.statusCode }}')).report.readers).toMatchObject([
			{ finding: expect.stringContaining('no status') },
		]);
	});
});

describe('What stays and what is put in', () => {
	test('settings, notes and disabled nodes', () => {
		const settings = {
			disabled: true,
			notes: 'Ask HR',
			notesInFlow: true,
			retryOnFail: true,
			maxTries: 4,
			onError: 'continueRegularOutput',
			alwaysOutputData: true,
			executeOnce: true,
		};
		expect(
			migrated({ ...create, ...settings, credentials: { learning360V1Api: { id: '1', name: 'v1' } } }).node('Create'),
		).toMatchObject(settings);
	});

	test('the old credential goes, the named one comes', () => {
		const { workflow, report } = migrate(
			{ nodes: [{ ...create, credentials: { learning360V1Api: { id: '1', name: 'v1' } } }], connections: {} },
			{ credentials: { learning360OAuth2Api: { id: '7', name: '360Learning' } } },
		);
		expect((workflow as { nodes: Json[] }).nodes[0].credentials).toEqual({
			learning360OAuth2Api: { id: '7', name: '360Learning' },
		});
		expect(report.notes).toEqual([]);
	});

	test('a step that is put in keeps what the node read', () => {
		const update = {
			name: 'Update',
			type: 'n8n-nodes-lms.learning360V1',
			onError: 'continueErrorOutput',
			parameters: {
				resource: 'user',
				operation: 'update',
				userEmail: { __rl: true, mode: 'id', value: '={{ $json.mail }}' },
				updateFields: { password: 'Warm-lamp-27', firstName: '={{ $json.first }}' },
			},
		};
		const nodes = [
			start,
			{ id: '1', typeVersion: 1, position: [200, 0], ...update },
			{ id: '2', name: 'Failed', type: 'n8n-nodes-base.noOp', typeVersion: 1, position: [400, 200], parameters: {} },
		];
		const connections = {
			Start: { main: [[{ node: 'Update', type: 'main', index: 0 }]] },
			Update: { main: [[], [{ node: 'Failed', type: 'main', index: 0 }]] },
		};
		const { workflow } = migrate({ nodes, connections }) as {
			workflow: {
				nodes: Array<{ name: string; parameters: Json; onError?: string }>;
				connections: Record<string, unknown>;
			};
		};
		const [, step, node] = workflow.nodes;
		expect(step).toMatchObject({
			name: 'Set Password for Update',
			onError: 'continueErrorOutput',
			parameters: { operation: 'setPassword', userId: { value: '={{ $json.mail }}' } },
		});
		expect(node.parameters).toMatchObject({
			userId: { value: '={{ $("Start").item.json.mail }}' },
			updateFields: { firstName: '={{ $("Start").item.json.first }}' },
		});
		const failed = [{ node: 'Failed Items of Update', type: 'main', index: 0 }];
		expect(workflow.connections['Set Password for Update']).toEqual({
			main: [[{ node: 'Update', type: 'main', index: 0 }], failed],
		});
		expect(workflow.connections.Update).toEqual({ main: [[], failed] });
		expect(workflow.connections['Failed Items of Update']).toEqual({
			main: [[{ node: 'Failed', type: 'main', index: 0 }]],
		});
	});

	test('a tool of an AI agent stays one', () => {
		const { workflow } = migrate({ nodes: [{ ...create, type: 'n8n-nodes-lms.learning360V1Tool' }], connections: {} });
		expect((workflow as { nodes: Json[] }).nodes[0].type).toBe('n8n-nodes-lms.learning360Tool');
	});

	test('pinned data is named', () => {
		expect(
			migrate({ nodes: [create], connections: {}, pinData: { Create: [{ json: { status: 'session_created' } }] } })
				.report.notes,
		).toContainEqual(expect.stringContaining('Pinned data of "Create"'));
	});
});
