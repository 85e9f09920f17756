import { runWorkflow } from '../harness/index.ts';
import { singleNode } from '../harness/tinyWorkflow.ts';

const old = {
	name: 'Groups',
	nodes: [
		{
			id: '1',
			name: 'Groups',
			type: 'n8n-nodes-lms.learning360V1',
			typeVersion: 1,
			position: [0, 0],
			parameters: { resource: 'group', operation: 'getAll', returnAll: true },
		},
	],
	connections: {},
};

async function through(parameters: object, input: object[], more: object = {}) {
	const workflow = singleNode('lmsMigration', parameters as never, { name: 'Migrate', ...more });
	const run = await runWorkflow({ workflow, input: input.map((json) => ({ json })) as never });
	return { run, items: run.nodes.Migrate?.runs[0]?.items[0] ?? [] };
}

describe('360Learning API v1 Migration', () => {
	test('gives the migrated workflow and its report for each item, without a credential', async () => {
		const { items, run } = await through({}, [old, { name: 'Nothing to do', nodes: [], connections: {} }]);
		expect(run.status).toBe('success');
		expect(items.map(({ pairedItem }) => pairedItem)).toEqual([{ item: 0 }, { item: 1 }]);
		expect(items[0].json).toMatchObject({
			name: 'Groups',
			status: 'migrated',
			report: { counts: { converted: 1 } },
			workflow: { nodes: [{ type: 'n8n-nodes-lms.learning360' }] },
		});
		expect(items[1].json).toMatchObject({ status: 'unchanged', workflow: { name: 'Nothing to do' } });
	});

	test.each([
		['a workflow', { data: old }],
		['a workflow as text', { data: JSON.stringify(old) }],
		['a page of the API of n8n', { data: { data: [old], nextCursor: null } }],
		['a list of workflows', { data: [old, old] }],
	])('takes a field that holds %s', async (what, item) => {
		const { items } = await through({ source: 'field', field: 'data', output: 'workflow' }, [item]);
		expect(items).toHaveLength(what === 'a list of workflows' ? 2 : 1);
		expect(items[0].json).toMatchObject({
			status: 'migrated',
			workflow: { nodes: [{ type: 'n8n-nodes-lms.learning360' }] },
		});
		expect(items[0].json).not.toHaveProperty('report');
	});

	test('gives the report alone', async () => {
		const { items } = await through({ output: 'report' }, [old]);
		expect(items[0].json).not.toHaveProperty('workflow');
		expect(items[0].json.report).toMatchObject({ nodes: [{ node: 'Groups', to: 'Group › Get Many' }] });
	});

	test('what is no workflow stops the node, or only its item', async () => {
		const stopped = await through({}, [{ some: 'data' }]);
		expect(stopped.run.error?.message).toContain('"nodes" is missing');
		const { items } = await through({}, [{ some: 'data' }, old], { onError: 'continueRegularOutput' });
		expect(items[0].json.error).toContain('"nodes" is missing');
		expect(items[1].json).toMatchObject({ status: 'migrated' });
	});

	test('a field that is not there stops the node, or only its item', async () => {
		const stopped = await through({ source: 'field', field: 'workflow' }, [old]);
		expect(stopped.run.error?.message).toBe('The item has no field "workflow"');
		const { items } = await through({ source: 'field', field: 'data' }, [{}, { data: old }], {
			onError: 'continueRegularOutput',
		});
		expect(items[0].json.error).toBe('The item has no field "data"');
		expect(items[1].json).toMatchObject({ status: 'migrated' });
	});

	test('takes along what only a person knows', async () => {
		const create = {
			...old,
			nodes: [
				{
					...old.nodes[0],
					parameters: {
						resource: 'pathSession',
						operation: 'create',
						pathId: 'p',
						sessionName: 'July',
						startDate: '2031-07-01',
					},
				},
			],
		};
		const options = {
			platformOwner: ' owner@example.com ',
			learning360OAuth2Api: '7',
			hosts: 'https://learning.acme.example/',
		};
		const { items } = await through({ options }, [create]);
		expect(items[0].json.workflow).toMatchObject({
			nodes: [
				{
					parameters: { mainInstructorId: { value: 'owner@example.com' } },
					credentials: { learning360OAuth2Api: { id: '7' } },
				},
			],
		});
	});
});
