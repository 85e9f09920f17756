import assert from 'node:assert/strict';
import { createRequire } from 'node:module';
import { it, type TestContext } from 'node:test';
import { happenings, type Happening } from '../../scripts/start/happenings.ts';
import { needsModel } from '../../scripts/start/needsModel.ts';
import { N8N } from './install.ts';
import { until } from './until.ts';
import { workflowOf } from './workflows.ts';
import type { Workplace } from './workplace.ts';

interface Execution {
	status: string;
	/** Flattened JSON, as n8n's editor gets it. */
	data: string;
}

interface StoredWorkflow {
	nodes: Array<{ name: string; type: string }>;
}

/** Nodes of the examples that wait for a person to switch them on. */
const IDLE: Record<string, string[]> = { 'migrate-all-workflows.json': ['Create copies'] };

/** What n8n keeps of an execution. */
export interface ExecutionResult {
	error?: object;
	/** By name of the node. */
	runData: Record<string, unknown>;
}

/** What n8n gives for an execution without data. */
const NO_DATA = '[]';

/** Longest time for an execution to begin or to end, in milliseconds. */
const EXECUTION_MS = 120_000;

/**
 * Runs a stored workflow as the editor's button does and waits for its end.
 *
 * @param input the item of a trigger that a person calls, such as a chat message
 * @param happening what is to happen while n8n listens, for a workflow whose trigger is called from outside
 */
export async function execute(
	{ n8n, sandbox }: Workplace,
	id: string,
	happening?: Happening,
	input?: object,
): Promise<Execution> {
	const workflow = await n8n.rest<StoredWorkflow>('get', `/workflows/${id}`);
	const trigger = workflow.nodes.find(({ type }) => type.endsWith('Trigger'))!.name;
	const data = input && {
		startTime: Date.now(),
		executionTime: 0,
		executionIndex: 0,
		source: [],
		executionStatus: 'success',
		data: { main: [[{ json: input }]] },
	};
	const run = {
		workflowData: workflow,
		startNodes: [],
		triggerToStartFrom: { name: trigger, ...(data ? { data } : {}) },
	};
	const started = await n8n.rest<{ executionId?: string; waitingForWebhook?: boolean }>(
		'post',
		`/workflows/${id}/run`,
		run,
	);
	let { executionId } = started;
	if (started.waitingForWebhook) {
		assert.ok(happening, 'n8n waits for a call that nothing here makes');
		await happening(sandbox);
		const filter = encodeURIComponent(JSON.stringify({ workflowId: id }));
		await until(async () => {
			const { results } = await n8n.rest<{ results: Array<{ id: string }> }>(
				'get',
				`/executions?limit=1&filter=${filter}`,
			);
			executionId = results[0]?.id;
			return executionId !== undefined;
		}, EXECUTION_MS);
	}
	let execution: Execution | undefined;
	await until(async () => {
		execution = await n8n.rest<Execution>('get', `/executions/${executionId}`);
		// The end is written first, and for a moment there is no data.
		return !['new', 'running', 'waiting'].includes(execution.status) && execution.data.length > NO_DATA.length;
	}, EXECUTION_MS);
	return execution!;
}

/** Reads the data of an execution with the library that n8n writes it with, which is installed beside n8n. */
export function resultOf(data: string): ExecutionResult {
	const { parse } = createRequire(N8N)('flatted') as { parse(text: string): { resultData: ExecutionResult } };
	return parse(data).resultData;
}

/** Runs every example workflow of a workplace from the editor. */
export async function runExamples(place: Workplace, context: TestContext): Promise<void> {
	for (const [file, id] of Object.entries(place.workflows)) {
		// They are run with a scripted model (assistants.ts).
		if (needsModel(await place.n8n.rest<StoredWorkflow>('get', `/workflows/${id}`))) continue;
		const started = performance.now();
		const { status, data } = await execute(place, id, happenings[file]);
		const { error, runData } = resultOf(data);
		assert.equal(status, 'success', `${file}: ${JSON.stringify(error)}`);
		const { nodes } = await place.n8n.rest<StoredWorkflow>('get', `/workflows/${id}`);
		const idle = nodes
			.filter(({ name, type }) => !type.endsWith('.stickyNote') && !(name in runData))
			.map(({ name }) => name);
		assert.deepEqual(idle, IDLE[file] ?? [], `${file}: what has not run`);
		context.diagnostic(`${file}: ${Object.keys(runData).length} nodes, ${Math.round(performance.now() - started)} ms`);
	}
}

/** Workflows, credential tests and lists through n8n's own doors. */
export function executed(workplace: () => Workplace): void {
	it('runs every example workflow from the editor', async (context) => await runExamples(workplace(), context));

	it('runs an example workflow from the command line', async () => {
		const { n8n, workflows } = workplace();
		const output = await n8n.command('execute', `--id=${workflows['program-sessions.json']}`, '--rawOutput');
		assert.ok(/"finished":\s*true/.test(output), output.slice(-2000));
	});

	it('tests credentials, good and bad', async () => {
		const { n8n } = workplace();
		for (const [type, secret] of [
			['learning360OAuth2Api', 'clientSecret'],
			['learning360V1Api', 'apiKey'],
		]) {
			const stored = await n8n.rest<{ id: string; name: string; data: Record<string, unknown> }>(
				'get',
				`/credentials/${type}?includeData=true`,
			);
			const test = async (data: Record<string, unknown>) =>
				await n8n.rest<{ status: string; message: string }>('post', '/credentials/test', {
					credentials: { id: stored.id, name: stored.name, type, data },
				});
			const good = await test(stored.data);
			assert.equal(good.status, 'OK', `${type}: ${good.message}`);
			const bad = await test({ ...stored.data, [secret]: 'wrong-secret-0000', accessToken: '' });
			assert.equal(bad.status, 'Error', `${type} accepts a wrong secret`);
			assert.doesNotMatch(bad.message, /wrong-secret-0000/);
		}
	});

	it("offers the 360Learning credentials in n8n's HTTP Request node, which signs and renews with them", async () => {
		const place = workplace();
		for (const [type, url] of [
			['learning360OAuth2Api', `${place.sandbox.learning360.url}/api/v2/groups`],
			['learning360V1Api', `${place.sandbox.learning360.url}/api/v1/groups`],
		] as const) {
			const parameters = { url, authentication: 'predefinedCredentialType', nodeCredentialType: type, options: {} };
			const step = {
				name: 'Ask',
				node: 'n8n-nodes-base.httpRequest',
				version: 4.2,
				parameters,
				credentials: { [type]: { id: type, name: type } },
			};
			const { id } = await place.n8n.rest<{ id: string }>(
				'post',
				'/workflows',
				workflowOf(`HTTP Request with ${type}`, [step]),
			);
			const { status, data } = await execute(place, id);
			assert.equal(status, 'success', data.slice(0, 2000));
			assert.match(data, /Meridian Freight/, 'the groups come out');
			const elsewhere = { ...step, parameters: { ...parameters, url: 'http://localhost:9/api/v2/groups' } };
			const foreign = await place.n8n.rest<{ id: string }>(
				'post',
				'/workflows',
				workflowOf(`HTTP Request elsewhere with ${type}`, [elsewhere]),
			);
			const refused = await execute(place, foreign.id);
			assert.equal(refused.status, 'error');
			assert.match(refused.data, /360Learning only/);
		}
	});

	it('searches lists for the editor, also dependent ones, and says why when it cannot', async () => {
		const { n8n } = workplace();
		const search = async (
			node: string,
			credential: string,
			methodName: string,
			currentNodeParameters: object,
			filter?: string,
		) =>
			await n8n.rest<{ results: Array<{ name: string; value: string }>; paginationToken?: string }>(
				'post',
				'/dynamic-node-parameters/resource-locator-results',
				{
					path: 'parameters.pick',
					methodName,
					filter,
					nodeTypeAndVersion: { name: `n8n-nodes-lms.${node}`, version: 1 },
					currentNodeParameters,
					credentials: { [credential]: { id: credential, name: credential } },
				},
			);
		const paths = await search('learning360', 'learning360OAuth2Api', 'paths', {});
		assert.ok(paths.results.length > 0);
		const [{ value, name }] = paths.results;
		const found = await search('learning360', 'learning360OAuth2Api', 'paths', {}, name);
		assert.ok(found.results.some((result) => result.value === value));
		const sessions = await search('learning360', 'learning360OAuth2Api', 'pathSessions', {
			pathId: { __rl: true, mode: 'list', value },
		});
		assert.ok(Array.isArray(sessions.results));
		await assert.rejects(search('learning360', 'learning360OAuth2Api', 'pathSessions', {}), /Choose a path first/);
		const courses = await search('zohoPeopleLms', 'zohoPeopleOAuth2Api', 'courses', {});
		assert.ok(Array.isArray(courses.results));
	});
}
