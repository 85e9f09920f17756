import assert from 'node:assert/strict';
import { it } from 'node:test';
import type { Workplace } from './workplace.ts';

interface Execution {
	status: string;
	/** Flattened JSON, as n8n's editor gets it. */
	data: string;
}

interface StoredWorkflow {
	nodes: Array<{ name: string; type: string }>;
}

/** Runs a stored workflow as the editor's button does and waits for its end. */
export async function execute({ n8n }: Workplace, id: string): Promise<Execution> {
	const workflow = await n8n.rest<StoredWorkflow>('get', `/workflows/${id}`);
	const trigger = workflow.nodes.find(({ type }) => type.endsWith('Trigger'))!.name;
	const started = await n8n.rest<{ executionId: string }>('post', `/workflows/${id}/run`, { workflowData: workflow, startNodes: [], triggerToStartFrom: { name: trigger } });
	for (;;) {
		const execution = await n8n.rest<Execution>('get', `/executions/${started.executionId}`);
		if (!['new', 'running', 'waiting'].includes(execution.status)) return execution;
		await new Promise((resolve) => setTimeout(resolve, 200));
	}
}

/** Workflows, credential tests and lists through n8n's own doors. */
export function executed(workplace: () => Workplace): void {
	it('runs every example workflow from the editor', async (context) => {
		const place = workplace();
		for (const [file, id] of Object.entries(place.workflows)) {
			const started = performance.now();
			const { status, data } = await execute(place, id);
			assert.equal(status, 'success', `${file}: ${data.slice(0, 1500)}`);
			context.diagnostic(`${file}: ${Math.round(performance.now() - started)} ms`);
		}
	});

	it('runs an example workflow from the command line', async () => {
		const { n8n, workflows } = workplace();
		const output = await n8n.command('execute', `--id=${workflows['v1-program-sessions.json']}`, '--rawOutput');
		assert.match(output, /"status":\s*"success"|"finished":\s*true/);
	});

	it('tests credentials, good and bad', async () => {
		const { n8n } = workplace();
		for (const [type, secret] of [['learning360OAuth2Api', 'clientSecret'], ['learning360V1Api', 'apiKey']]) {
			const stored = await n8n.rest<{ id: string; name: string; data: Record<string, unknown> }>('get', `/credentials/${type}?includeData=true`);
			const test = async (data: Record<string, unknown>) =>
				await n8n.rest<{ status: string; message: string }>('post', '/credentials/test', { credentials: { id: stored.id, name: stored.name, type, data } });
			const good = await test(stored.data);
			assert.equal(good.status, 'OK', `${type}: ${good.message}`);
			const bad = await test({ ...stored.data, [secret]: 'wrong-secret-0000', accessToken: '' });
			assert.equal(bad.status, 'Error', `${type} accepts a wrong secret`);
			assert.doesNotMatch(bad.message, /wrong-secret-0000/);
		}
	});

	it('searches lists for the editor, also dependent ones, and says why when it cannot', async () => {
		const { n8n } = workplace();
		const search = async (node: string, credential: string, methodName: string, currentNodeParameters: object, filter?: string) =>
			await n8n.rest<{ results: Array<{ name: string; value: string }>; paginationToken?: string }>('post', '/dynamic-node-parameters/resource-locator-results', {
				path: 'parameters.pick',
				methodName,
				filter,
				nodeTypeAndVersion: { name: `n8n-nodes-lms.${node}`, version: 1 },
				currentNodeParameters,
				credentials: { [credential]: { id: credential, name: credential } },
			});
		const paths = await search('learning360', 'learning360OAuth2Api', 'paths', {});
		assert.ok(paths.results.length > 0);
		const [{ value, name }] = paths.results;
		const found = await search('learning360', 'learning360OAuth2Api', 'paths', {}, name);
		assert.ok(found.results.some((result) => result.value === value));
		const sessions = await search('learning360', 'learning360OAuth2Api', 'pathSessions', { pathId: { __rl: true, mode: 'list', value } });
		assert.ok(Array.isArray(sessions.results));
		await assert.rejects(search('learning360', 'learning360OAuth2Api', 'pathSessions', {}), /Choose this first/);
		const courses = await search('zohoPeopleLms', 'zohoPeopleOAuth2Api', 'courses', {});
		assert.ok(Array.isArray(courses.results));
	});
}
