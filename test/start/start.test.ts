import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { stripVTControlCharacters } from 'node:util';
import { loadTypes, type WorkflowFile, type WorkflowRun } from '../../engine/index.ts';
import { account, requestCount } from '../../scripts/start/account.ts';
import { calledWith } from '../../scripts/start/calledWith.ts';
import { readCommandLine } from '../../scripts/start/commandLine.ts';
import { readCredentials } from '../../scripts/start/credentialsFile.ts';

describe('the command line', () => {
	test('runs the examples without arguments', () => {
		expect(readCommandLine([])).toMatchObject({ help: false });
	});

	test('takes a workflow with its credentials', () => {
		const line = readCommandLine(['--workflow', 'w.json', '--credentials', 'c.json', '--output', 'o.json']);
		expect(line).toMatchObject({ workflow: 'w.json', credentials: 'c.json', output: 'o.json' });
	});

	test.each([
		[['--workflow', 'w.json'], /--workflow needs --credentials/],
		[['--credentials', 'c.json'], /--credentials goes with --workflow/],
		[['--worklow', 'w.json'], /--worklow/],
		[['w.json'], /w\.json/],
	])('refuses %j', (parameters, message) => {
		expect(() => readCommandLine(parameters)).toThrow(message);
	});
});

describe('a workflow whose trigger is called from outside', () => {
	const trigger = {
		id: 'a',
		name: 'Path created',
		type: 'n8n-nodes-lms.learning360Trigger',
		typeVersion: 1,
		position: [0, 0] as [number, number],
		parameters: {},
	};
	const manual = { ...trigger, id: 'b', name: 'By hand', type: 'n8n-nodes-base.manualTrigger' };
	const event = [{ json: { eventId: 'msg_1' } }];

	test('starts with the event that is pinned on it, and says so when there is none', async () => {
		const types = await loadTypes();
		expect(calledWith({ nodes: [trigger], connections: {}, pinData: { 'Path created': event } }, types)).toBe(event);
		expect(() => calledWith({ nodes: [trigger], connections: {} }, types)).toThrow(
			/"Path created" waits to be called.*Pin an event/,
		);
		expect(calledWith({ nodes: [trigger, manual], connections: {} }, types)).toBeUndefined();
		expect(calledWith({ nodes: [manual, { ...trigger, disabled: true }], connections: {} }, types)).toBeUndefined();
	});
});

describe('the credentials file', () => {
	const folder = mkdtempSync(join(tmpdir(), 'start-test-'));
	afterAll(() => rmSync(folder, { recursive: true }));
	const known = ['learning360V1Api', 'zohoPeopleOAuth2Api'];

	function written(content: string): string {
		const path = join(folder, 'credentials.json');
		writeFileSync(path, content);
		return path;
	}

	test('is read as it is', () => {
		expect(readCredentials(written('{"learning360V1Api":{"apiKey":"k"}}'), known)).toEqual({
			learning360V1Api: { apiKey: 'k' },
		});
	});

	test.each([
		['{"learning360":{}}', /has "learning360", but there are only learning360V1Api, zohoPeopleOAuth2Api/],
		['{"learning360V1Api":"s3cret"}', /"learning360V1Api".*must be an object/],
		['["s3cret"]', /must hold an object/],
		['{"learning360V1Api":{"apiKey":"s3cret"', /is not valid JSON/],
	])('is refused without showing what it holds: %s', (content, message) => {
		const read = () => readCredentials(written(content), known);
		expect(read).toThrow(message);
		expect(read).not.toThrow(/s3cret/);
	});

	test('is named when it is not there', () => {
		expect(() => readCredentials(join(folder, 'missing.json'), known)).toThrow(/missing\.json cannot be read: ENOENT/);
	});
});

describe('the account of a run', () => {
	const workflow = {
		nodes: [
			{ name: 'Get courses', type: 'tiny' },
			{ name: 'After', type: 'tiny' },
			{ name: 'Note', type: 'n8n-nodes-base.stickyNote' },
		],
		connections: {},
	} as unknown as WorkflowFile;
	const error = { message: 'The key was refused', description: 'Check the key' } as WorkflowRun['error'];
	const pass = (more: object) => ({
		items: [[{ json: {} }, { json: {} }], [{ json: {} }]],
		itemsIn: 4,
		hints: [],
		startedAt: new Date(0),
		ms: 1500,
		...more,
	});
	const run = (more: Partial<WorkflowRun>): WorkflowRun => ({
		status: 'success',
		nodes: { 'Get courses': { runs: [pass({}), pass({})] } },
		requests: [
			{ node: 'Get courses', method: 'POST', url: 'https://host/api/v2/oauth2/token', status: 200 },
			{ node: 'Get courses', method: 'GET', url: 'https://host/api/v2/courses', status: 200 },
		],
		logs: [],
		ms: 3210,
		...more,
	});
	const shown = (more: Partial<WorkflowRun>) =>
		stripVTControlCharacters(account('Title', workflow, run(more))).split('\n');

	test('adds up the passes of a node', () => {
		const [title, , row, total] = shown({});
		expect(title).toBe('✔ Title');
		expect(row?.trim().split(/ {2,}/)).toEqual(['Get courses', '8', '6', '1 + 1 sign-in', '3.00 s']);
		expect(total?.trim().split(/ {2,}/)).toEqual(['1 + 1 sign-in', '3.21 s']);
	});

	test('says why a run failed, where, and what it did not reach', () => {
		const lines = shown({ status: 'error', error, nodes: { 'Get courses': { runs: [pass({ items: [], error })] } } });
		expect(lines[0]).toBe('✖ Title');
		expect(lines.slice(-3)).toEqual(['  Get courses: The key was refused', '  Check the key', '  Not reached: After']);
	});

	test.each([
		['https://app.360learning.com/api/v2/oauth2/token', true],
		['https://app.360learning.com/api/v1/oauth2/token', true],
		['https://accounts.zoho.com/oauth/v2/token', true],
		['https://app.360learning.com/api/v2/users', false],
	])('knows a sign-in: %s', (url, isSignIn) => {
		expect(requestCount([{ method: 'POST', url }])).toBe(isSignIn ? '0 + 1 sign-in' : '1');
	});
});
