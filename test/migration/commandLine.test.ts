import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { root } from '../harness/index.ts';

const old = (operation: string, resource = 'group') => ({
	id: `id-${operation}`,
	name: `${resource} ${operation}`,
	active: true,
	nodes: [
		{
			id: '1',
			name: 'Call',
			type: 'n8n-nodes-lms.learning360V1',
			typeVersion: 1,
			position: [0, 0],
			parameters: { resource, operation },
		},
	],
	connections: {},
});

let folder: string;
beforeEach(() => {
	folder = mkdtempSync(path.join(tmpdir(), 'migrate-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

function run(...parameters: string[]) {
	const script = path.join(root, 'scripts', 'migrate.ts');
	const { status, stdout, stderr } = spawnSync(
		process.execPath,
		['--disable-warning=MODULE_TYPELESS_PACKAGE_JSON', script, ...parameters],
		{ cwd: folder, encoding: 'utf8', env: { ...process.env, INIT_CWD: folder } },
	);
	return { status, stdout, stderr };
}

const write = (name: string, content: unknown) => {
	mkdirSync(path.dirname(path.join(folder, name)), { recursive: true });
	writeFileSync(path.join(folder, name), typeof content === 'string' ? content : JSON.stringify(content));
};
const read = (name: string) => JSON.parse(readFileSync(path.join(folder, name), 'utf8')) as unknown;

describe('npm run migrate', () => {
	test('migrates a workflow into another file and leaves the original', () => {
		write('in.json', old('getAll'));
		const { status, stdout } = run('in.json', '-o', 'out/new.json', '--report', 'report.md');
		expect(status).toBe(0);
		expect(stdout).toContain('✔ Call  API v1: Group › Get Many → Group › Get Many');
		expect(stdout).toContain('1 of 1 workflow changed: 1 node converted');
		expect(read('in.json')).toEqual(old('getAll'));
		expect(read('out/new.json')).toMatchObject({
			id: 'id-getAll',
			active: true,
			nodes: [{ type: 'n8n-nodes-lms.learning360', parameters: { resource: 'group', operation: 'getAll' } }],
		});
		expect(readFileSync(path.join(folder, 'report.md'), 'utf8')).toContain(
			'| Call | API v1: Group › Get Many | Group › Get Many | converted |',
		);
	});

	test('migrates an export with many, keeps its form, and tells by its exit code that nodes were left', () => {
		write('all.json', [old('getAll'), old('getAll', 'programSession')]);
		const { status, stdout } = run('all.json', '-o', 'new.json', '--report', 'report.json');
		expect(status).toBe(2);
		expect(stdout).toContain('API v2 has no programs');
		expect(read('new.json')).toHaveLength(2);
		expect(read('report.json')).toMatchObject([
			{ status: 'migrated' },
			{ status: 'unchanged', counts: { notConvertible: 1 } },
		]);
	});

	test('migrates a folder with folders in it, and goes on behind a file that cannot be read', () => {
		write('in/one.json', old('getAll'));
		write('in/deep/two.json', { data: [old('get')] });
		write('in/broken.json', '{ "nodes": [');
		const { status, stderr } = run('in', '-o', 'out');
		expect(status).toBe(1);
		expect(stderr).toContain('broken.json:');
		expect(read('out/one.json')).toMatchObject({ nodes: [{ type: 'n8n-nodes-lms.learning360' }] });
		expect(read('out/deep/two.json')).toMatchObject({ data: [{ nodes: [{ type: 'n8n-nodes-lms.learning360' }] }] });
		expect(existsSync(path.join(folder, 'out/broken.json'))).toBe(false);
	});

	test('writes nothing without an output, and never over the original unless asked', () => {
		write('in.json', old('getAll'));
		expect(run('in.json')).toMatchObject({ status: 0, stdout: expect.stringContaining('Nothing was written') });
		expect(run('in.json', '-o', 'in.json')).toMatchObject({
			status: 1,
			stderr: expect.stringContaining('would take the place of the original'),
		});
		expect(read('in.json')).toEqual(old('getAll'));
		expect(run('in.json', '--in-place').status).toBe(0);
		expect(read('in.json')).toMatchObject({ nodes: [{ type: 'n8n-nodes-lms.learning360' }] });
		expect(run('in.json', '--in-place')).toMatchObject({
			status: 0,
			stdout: expect.stringContaining('0 of 1 workflow changed'),
		});
	});

	test.each([
		[[], 'Say which file or folder'],
		[['nowhere.json'], 'is not there'],
		[['a.json', '--credential', 'x'], 'TYPE=ID'],
		[['a.json', '-o', 'b.json', '--in-place'], 'not both'],
	])('%j is refused in words', (parameters, words) => {
		expect(run(...parameters)).toMatchObject({ status: 1, stderr: expect.stringContaining(words) });
	});
});
