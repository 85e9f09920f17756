import { readdirSync } from 'node:fs';
import path from 'node:path';
import { startN8nApi, type N8nApi } from '../../sandbox/n8nApi.ts';
import { readWorkflow, root, runWorkflow, type WorkflowFile } from '../harness/index.ts';

const folder = path.join(root, 'examples');
const example = readWorkflow(path.join(folder, 'migrate-all-workflows.json'));
const present = readdirSync(path.join(folder, 'v1')).map((name) => readWorkflow(path.join(folder, 'v1', name)));

let api: N8nApi;
beforeEach(async () => {
	api = await startN8nApi(
		[...present, { name: 'Nothing of ours', settings: { executionOrder: 'v1', callerPolicy: 'any' } }] as never,
		2,
	);
});
afterEach(async () => await api.close());

async function run(writeCopies: boolean) {
	const nodes = example.nodes.map((node) => {
		if (node.name !== 'Settings') return node;
		const parameters = JSON.parse(JSON.stringify(node.parameters)) as {
			assignments: { assignments: Array<{ name: string; value: unknown }> };
		};
		const values: Record<string, unknown> = {
			writeCopies,
			platformOwner: 'owner@meridian.example',
			learning360CredentialId: '7',
		};
		for (const assignment of parameters.assignments.assignments)
			assignment.value = values[assignment.name] ?? assignment.value;
		return { ...node, parameters };
	});
	const result = await runWorkflow({
		workflow: { ...example, nodes } as WorkflowFile,
		credentials: { n8nApi: api.credential },
	});
	expect({ status: result.status, message: result.error?.message }).toEqual({ status: 'success', message: undefined });
	return (name: string) => (result.nodes[name]?.runs[0]?.items[0] ?? []).map(({ json }) => json);
}

describe('Migrate all workflows of this instance', () => {
	test('reads page after page and reports, without writing anything', async () => {
		const items = await run(false);
		expect(api.requests.filter((request) => request.startsWith('GET')).length).toBe(
			Math.ceil((present.length + 1) / 2),
		);
		expect(api.requests.some((request) => request.startsWith('POST'))).toBe(false);
		expect(items('Report')).toContainEqual(
			expect.objectContaining({
				workflow: expect.stringContaining('create'),
				was: 'API v1: Path Session › Create',
				is: 'Path Session › Create',
				result: 'changed',
				toRead: expect.stringContaining('owner group'),
			}),
		);
		expect(items('Report').map(({ workflow }) => workflow)).not.toContain('Nothing of ours');
	});

	test('writes inactive copies once, and leaves the originals', async () => {
		const before = JSON.stringify(api.workflows);
		const made = (await run(true))('Create copies');
		expect(made.length).toBeGreaterThan(2);
		expect(JSON.stringify(api.workflows.slice(0, present.length + 1))).toBe(before);
		for (const copy of made) {
			expect(copy).toMatchObject({ active: false, name: expect.stringMatching(/ \(API v2\)$/) });
			const nodes = copy.nodes as unknown as Array<{ type: string; credentials?: object }>;
			expect(
				nodes.filter(({ type }) => type === 'n8n-nodes-lms.learning360').map(({ credentials }) => credentials),
			).toContainEqual({ learning360OAuth2Api: expect.objectContaining({ id: '7' }) });
		}
		const count = api.workflows.length;
		expect((await run(true))('Create copies')).toEqual([]);
		expect(api.workflows).toHaveLength(count);
	});
});
