/**
 * The packages that hold one service each (`npm run packages`): they build, lint, pass n8n's scanner and run by themselves, with n8n's own tool and
 * strict rules.
 */
import { execFileSync, spawnSync } from 'node:child_process';
import { appendFileSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { builtinModules } from 'node:module';
import path from 'node:path';
import { stripVTControlCharacters } from 'node:util';
import ts from 'typescript';
import { DEFINITIONS, PACK } from '../../scripts/packages/definitions.ts';
import { filesOf, writePackage } from '../../scripts/packages/folder.ts';
import { startSandbox, type Sandbox } from '../../sandbox/index.ts';
import { n8nCredentials } from '../../sandbox/n8nCredentials.ts';
import { needsModel } from '../../scripts/start/needsModel.ts';
import { readWorkflow, root, runWorkflow } from '../harness/index.ts';
import { scan } from '../lint/scan.ts';

const target = path.join(root, '.cache', 'packages');

/** Runs n8n's tool in a package, as its scripts do. */
function n8nNode(folder: string, command: string): { status: number | null; output: string } {
	const bin = [path.dirname(process.execPath), path.join(root, 'node_modules', '.bin')];
	const { status, stdout, stderr } = spawnSync('n8n-node', [command], {
		cwd: folder,
		encoding: 'utf8',
		env: { ...process.env, NODE_ENV: 'production', PATH: [...bin, process.env.PATH].join(path.delimiter) },
	});
	return { status, output: stripVTControlCharacters(`${stdout}${stderr}`) };
}

let sandbox: Sandbox;
beforeAll(async () => {
	rmSync(target, { recursive: true, force: true });
	sandbox = await startSandbox();
});
afterAll(async () => await sandbox?.close());

describe.each(DEFINITIONS.map((definition) => [definition.name, definition] as const))('%s', (name, definition) => {
	const folder = path.join(target, name);
	const read = (file: string) => readFileSync(path.join(folder, file), 'utf8');
	const json = (file: string) => JSON.parse(read(file)) as Record<string, unknown>;
	const names = () =>
		readdirSync(folder, { recursive: true, encoding: 'utf8', withFileTypes: true })
			.filter((entry) => entry.isFile())
			.map((entry) => path.relative(folder, path.join(entry.parentPath, entry.name)))
			.filter((file) => !/^(dist|node_modules)\//.test(file));

	beforeAll(() => {
		writePackage(root, definition, folder);
	});

	test('is what the sources say, file by file, also where an earlier run left something', () => {
		mkdirSync(path.join(folder, 'nodes', 'Old'));
		writeFileSync(path.join(folder, 'nodes', 'Old', 'Old.node.ts'), '');
		writeFileSync(path.join(folder, 'package-lock.json'), '{}');
		writePackage(root, definition, folder);
		expect(names().sort()).toEqual([...Object.keys(filesOf(root, definition)), 'package-lock.json'].sort());
		rmSync(path.join(folder, 'package-lock.json'));
	});

	test('imports nothing from outside the folder but what n8n brings', () => {
		const manifest = json('package.json') as { devDependencies: object };
		const outside = names()
			.filter((file) => file.endsWith('.ts'))
			.flatMap((file) =>
				ts.preProcessFile(read(file)).importedFiles.flatMap(({ fileName }) => {
					if (builtinModules.includes(fileName.replace('node:', ''))) return [];
					if (!fileName.startsWith('.')) {
						const [library] = fileName.split('/');
						return library! in manifest.devDependencies ? [] : [`${file}: ${fileName}`];
					}
					const wanted = path.join(path.dirname(file), fileName);
					const there = ['', '.ts', '.d.ts', '/index.ts'].some((end) => existsSync(path.join(folder, wanted + end)));
					return there && !wanted.startsWith('..') ? [] : [`${file}: ${fileName}`];
				}),
			);
		expect(outside).toEqual([]);
	});

	test('says who and what it is, and nothing is left to fill in', () => {
		expect(json('package.json')).toMatchObject({
			name,
			version: (JSON.parse(readFileSync(path.join(root, 'package.json'), 'utf8')) as { version: string }).version,
			n8n: { strict: true, n8nNodesApiVersion: 1 },
			peerDependencies: { 'n8n-workflow': '*' },
			repository: {
				url: expect.stringMatching(new RegExp(`^git\\+https://github\\.com/[^/]+/${name}\\.git$`)) as string,
			},
		});
		expect(json('package.json').dependencies).toBeUndefined();
		for (const heading of [
			'Installation',
			'Operations',
			'Credentials',
			'Compatibility',
			'Usage',
			'Resources',
			'Version history',
		])
			expect(read('README.md')).toContain(`\n## ${heading}\n`);
		for (const file of names().filter((entry) => /^(?!examples|nodes).*\.(md|json|yml)$/.test(entry)))
			expect([file, /(?<!\$)\{\{|undefined/.exec(read(file))?.[0]]).toEqual([file, undefined]);
		const links = [...read('README.md').matchAll(/\]\((?![a-z]+:|#)([^)]+)\)/g)].map(([, link]) => link!);
		expect(links.filter((link) => !existsSync(path.join(folder, link)))).toEqual([]);
		for (const codex of names().filter((file) => file.endsWith('.node.json'))) expect(json(codex).node).toBe(name);
	});

	test('builds with n8n-node, and holds the very tables and nodes of the pack', () => {
		const { status, output } = n8nNode(folder, 'build');
		expect([status, output.split('\n').filter((line) => /error/i.test(line))]).toEqual([0, []]);
		const table = `nodes/${definition.folder}/catalogue.json`;
		expect(json(`dist/${table}`)).toEqual(JSON.parse(readFileSync(path.join(root, 'dist', table), 'utf8')));
		for (const place of (json('package.json') as { n8n: { nodes: string[]; credentials: string[] } }).n8n.nodes)
			expect(existsSync(path.join(folder, place))).toBe(true);
		expect(readdirSync(path.join(folder, 'dist')).sort()).toEqual(['credentials', 'icons', 'nodes']);
	}, 120_000);

	test('passes n8n-node lint, strict, which sees what is against its rules', () => {
		const file = path.join(folder, 'nodes', 'connector', 'model', 'find.ts');
		const before = readFileSync(file, 'utf8');
		appendFileSync(file, 'export const secret = process.env.SECRET;\n');
		const { status, output } = n8nNode(folder, 'lint');
		writeFileSync(file, before);
		expect(status).not.toBe(0);
		// What was added is all that it finds.
		expect(output.match(/[^\s]+\.(?:ts|json)$/gm)).toEqual([file]);
		expect(output.match(/^\s+\d+:\d+ .*$/gm)).toEqual([expect.stringContaining('no-restricted-globals')]);
		appendFileSync(path.join(folder, 'eslint.config.mjs'), '// mine\n');
		expect(n8nNode(folder, 'lint')).toMatchObject({
			status: 1,
			output: expect.stringContaining('Strict mode violation') as string,
		});
		writePackage(root, definition, folder);
	}, 240_000);

	test("passes n8n's package scanner, sources and tarball", () => {
		expect(scan(folder)).toEqual({ passed: true });
		const [{ filename }] = JSON.parse(
			execFileSync('npm', ['pack', '--ignore-scripts', '--json'], { cwd: folder, encoding: 'utf8' }),
		) as [{ filename: string }];
		execFileSync('tar', ['xzf', filename], { cwd: folder });
		const verdict = scan(path.join(folder, 'package'), '**/*.js', 'package.json');
		for (const left of [filename, 'package']) rmSync(path.join(folder, left), { recursive: true });
		expect(verdict).toEqual({ passed: true });
	}, 300_000);

	test('runs its examples by itself', async () => {
		const examples = readdirSync(path.join(folder, 'examples'), { recursive: true, encoding: 'utf8' })
			.filter((file) => file.endsWith('.json'))
			.map((file) => readWorkflow(path.join(folder, 'examples', file)));
		expect(examples.length).toBeGreaterThan(1);
		// Those with a trigger that is called wait for a call; they run in the real n8n (test/e2e/packages.ts).
		const alone = examples.filter(
			(workflow) => !needsModel(workflow) && !workflow.nodes.some(({ type }) => type === `${name}.learning360Trigger`),
		);
		for (const workflow of alone) {
			const run = await runWorkflow({ workflow, credentials: n8nCredentials(sandbox), packages: [folder] });
			expect([workflow.name, run.status, run.error?.message]).toEqual([workflow.name, 'success', undefined]);
		}
	}, 120_000);
});

test('with the pack beside it, each counts for itself: writes at once are refused in between, and none is lost or done twice', async () => {
	const definition = DEFINITIONS[0]!;
	const folder = path.join(target, definition.name);
	const packages = [root, folder];
	const credentials = n8nCredentials(sandbox);
	const perPackage = 40;
	const create = (prefix: string, type: string) =>
		runWorkflow({
			packages,
			credentials,
			input: Array.from({ length: perPackage }, (_none, index) => ({ json: { name: `${prefix} ${index}` } })),
			workflow: {
				name: prefix,
				nodes: [
					{
						id: '1',
						name: 'Start',
						type: 'n8n-nodes-base.manualTrigger',
						typeVersion: 1,
						position: [0, 0],
						parameters: {},
					},
					{
						id: '2',
						name: 'Create',
						type: `${type}.learning360`,
						typeVersion: 1,
						position: [200, 0],
						parameters: { resource: 'tag', operation: 'create', name: '={{ $json.name }}' },
						credentials: { learning360OAuth2Api: { id: 'learning360OAuth2Api', name: 'learning360OAuth2Api' } },
					},
				],
				connections: { Start: { main: [[{ node: 'Create', type: 'main', index: 0 }]] } },
			},
		});
	sandbox.clearRequests();
	const alone = await create('alone', PACK);
	expect([alone.status, alone.error?.message]).toEqual(['success', undefined]);
	const refused = () => sandbox.requests.filter(({ status }) => status === 429).length;
	expect(refused()).toBe(0);
	const runs = await Promise.all([create('of the pack', PACK), create('of the package', definition.name)]);
	expect(runs.map(({ status, error }) => [status, error?.message])).toEqual([
		['success', undefined],
		['success', undefined],
	]);
	expect(refused()).toBeGreaterThan(0);
	const made = runs.flatMap(({ nodes }) =>
		nodes.Create!.runs.flatMap(({ items }) => items[0]!.map(({ json }) => json._id)),
	);
	expect(new Set(made).size).toBe(2 * perPackage);
}, 120_000);
