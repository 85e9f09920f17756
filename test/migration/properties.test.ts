import fc from 'fast-check';
import { migrate, subjects } from './before.ts';

interface Node {
	id: string;
	name: string;
	type: string;
	typeVersion: number;
	position: [number, number];
	parameters: Record<string, unknown>;
	[more: string]: unknown;
}

interface Workflow {
	name: string;
	nodes: Node[];
	connections: Record<string, { main: Array<Array<{ node: string; type: string; index: number }>> }>;
}

const v1Nodes = subjects().map(
	({ workflow }) => workflow.nodes.find(({ type }) => type === 'n8n-nodes-lms.learning360V1') as unknown as Node,
);

const expressions = [
	'={{ $json.status }}',
	'={{ $json["_id"] }}',
	"={{ $('Node 0').item.json.status }}",
	'={{ $node["Node 1"].json.id }}',
	'=Hello {{ $json.name }}',
	'={{ $json.a',
	'={{ `${$json.status}` }}',
];

const core = fc.record({
	type: fc.constantFrom(
		'n8n-nodes-base.set',
		'n8n-nodes-base.if',
		'n8n-nodes-base.noOp',
		'n8n-nodes-base.code',
		'n8n-nodes-base.merge',
		'n8n-nodes-base.stickyNote',
	),
	parameters: fc.dictionary(
		fc.constantFrom('value', 'jsCode', 'fieldToSplitOut', 'deep'),
		fc.oneof(fc.constantFrom(...expressions), fc.jsonValue() as fc.Arbitrary<unknown>),
	),
});

const http = fc.record({
	type: fc.constant('n8n-nodes-base.httpRequest'),
	parameters: fc.record({
		method: fc.constantFrom('GET', 'POST', 'PUT', 'DELETE', '={{ $json.method }}'),
		requestMethod: fc.constantFrom('GET', 'POST'),
		url: fc.constantFrom(
			'https://app.360learning.com/api/v1/users',
			'=https://app.360learning.com/api/v1/users/{{ $json.mail }}?company=x',
			"={{ 'https://app.360learning.com/api/v1/groups/' + $json.id }}",
			'https://app.360learning.com/api/v2/groups',
			'https://people.zoho.eu/api/v1/courses',
			'https://example.com/',
			'={{ $json.url }}',
			'https://app.360learning.com/api/v1/%E0%A4%A',
		),
		sendBody: fc.boolean(),
		specifyBody: fc.constantFrom('json', 'keypair', 'string'),
		jsonBody: fc.constantFrom(
			'{"a": 1}',
			'={"a": "{{ $json.a }}"}',
			'={{ { a: $json.a } }}',
			'{ broken',
			'={{ $json }}',
		),
	}),
});

const v1 = fc.constantFrom(...v1Nodes).map(({ type, parameters }) => ({ type, parameters }));

const workflows = fc
	.array(
		fc.record({
			base: fc.oneof(v1, v1, core, http),
			disabled: fc.boolean(),
			notes: fc.string(),
			retryOnFail: fc.boolean(),
		}),
		{ minLength: 1, maxLength: 8 },
	)
	.chain((nodes) =>
		fc.record({
			nodes: fc.constant(nodes),
			links: fc.array(fc.tuple(fc.nat(nodes.length - 1), fc.nat(1), fc.nat(nodes.length - 1)), { maxLength: 12 }),
		}),
	)
	.map(({ nodes, links }): Workflow => {
		const connections: Workflow['connections'] = {};
		for (const [from, output, to] of links) {
			const { main } = (connections[`Node ${from}`] ??= { main: [] });
			while (main.length <= output) main.push([]);
			main[output].push({ node: `Node ${to}`, type: 'main', index: 0 });
		}
		const made = nodes.map(
			({ base, ...settings }, index): Node => ({
				...structuredClone(base),
				...settings,
				id: `id-${index}`,
				name: `Node ${index}`,
				typeVersion: 1,
				position: [index * 200, 0],
			}),
		);
		return { name: 'Any', nodes: made, connections };
	});

test('nothing is lost: every node is there, with its name, place, settings and notes', () => {
	fc.assert(
		fc.property(workflows, (workflow) => {
			const before = JSON.stringify(workflow);
			const { workflow: next } = migrate(workflow) as { workflow: Workflow };
			expect(JSON.stringify(workflow)).toBe(before);
			for (const node of workflow.nodes) {
				const {
					parameters: _parameters,
					type: _type,
					typeVersion: _version,
					credentials: _credentials,
					...kept
				} = node;
				expect(next.nodes.find(({ id }) => id === node.id)).toMatchObject(kept);
			}
			expect(new Set(next.nodes.map(({ name }) => name)).size).toBe(next.nodes.length);
			expect(new Set(next.nodes.map(({ id }) => id)).size).toBe(next.nodes.length);
		}),
	);
});

test('connections are intact: whatever led to a node still does, through the nodes that were put in', () => {
	fc.assert(
		fc.property(workflows, (workflow) => {
			const { workflow: next, report } = migrate(workflow) as {
				workflow: Workflow;
				report: { nodes: Array<{ node: string; added: string[] }> };
			};
			const added = new Map(report.nodes.map(({ node, added }) => [node, added]));
			for (const [from, { main }] of Object.entries(workflow.connections)) {
				main.forEach((targets, output) =>
					targets.forEach((target, place) => {
						const chain = [...(added.get(target.node) ?? []), target.node];
						expect(next.connections[from].main[output][place]).toEqual({ ...target, node: chain[0] });
						chain
							.slice(1)
							.forEach((name, index) =>
								expect(next.connections[chain[index]].main[0]).toContainEqual({ node: name, type: 'main', index: 0 }),
							);
					}),
				);
			}
			const names = new Set(next.nodes.map(({ name }) => name));
			for (const { main } of Object.values(next.connections))
				for (const { node } of main.flat()) expect(names).toContain(node);
		}),
	);
});

test('a second run changes nothing', () => {
	fc.assert(
		fc.property(workflows, (workflow) => {
			const once = migrate(workflow).workflow;
			const twice = migrate(once);
			expect(twice.workflow).toEqual(once);
			expect(twice.report.counts).toMatchObject({ converted: 0, changed: 0 });
		}),
	);
});

test('whatever comes in, a report comes out', () => {
	const odd = fc.oneof(
		fc.jsonValue() as fc.Arbitrary<unknown>,
		fc.record({ nodes: fc.jsonValue() as fc.Arbitrary<unknown>, connections: fc.jsonValue() as fc.Arbitrary<unknown> }),
		workflows.chain((workflow) =>
			fc.record({
				nodes: fc.constant(workflow.nodes.map((node) => ({ ...node, parameters: undefined }))),
				connections: fc.dictionary(
					fc.constantFrom('Node 0', '__proto__', 'constructor'),
					fc.jsonValue() as fc.Arbitrary<unknown>,
				),
			}),
		),
		v1.chain(({ type, parameters }) =>
			fc
				.dictionary(
					fc.constantFrom(...Object.keys(parameters), 'resource', 'operation', 'additionalFields'),
					fc.jsonValue() as fc.Arbitrary<unknown>,
				)
				.map((broken) => ({
					nodes: [{ name: 'constructor', type, parameters: { ...parameters, ...broken } }],
					connections: {},
				})),
		),
	);
	fc.assert(
		fc.property(odd, (value) => {
			const { report } = migrate(value);
			expect(['migrated', 'unchanged', 'notAWorkflow']).toContain(report.status);
		}),
	);
});

test('what is no workflow comes back as it is, and the report says so', () => {
	for (const value of [undefined, null, 1, 'text', [], {}, { nodes: {} }, { nodes: [], connections: [] }]) {
		const { workflow, report } = migrate(value);
		expect(workflow).toBe(value);
		expect(report).toMatchObject({ status: 'notAWorkflow', nodes: [], notes: [expect.stringContaining('not')] });
	}
	const circular: { nodes: unknown[]; connections: object } = { nodes: [], connections: {} };
	circular.nodes.push(circular);
	expect(migrate(circular).report.notes[0]).toContain('not JSON');
});
