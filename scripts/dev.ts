/**
 * `npm run dev`: builds what changes while you work, and runs tests after each build. Arguments are test files for Jest; without any, a changed
 * document runs the workflows of its resource. A changed document is compiled alone and TypeScript incrementally, so that the result is there in seconds.
 */
import { fork, spawn, type ChildProcess } from 'node:child_process';
import { readdirSync, watch } from 'node:fs';
import { join, relative, sep } from 'node:path';
import { compileService, services, writeCatalogues, writeTypes } from '../compiler/build.ts';
import type { Compiled } from '../compiler/compile.ts';
import { writeNodeTables } from '../compiler/nodeTables.ts';
import { openDocuments } from '../compiler/read.ts';
import { buildBegins, buildEnds } from './buildState.mjs';

const root = join(import.meta.dirname, '..');
const tests = process.argv.slice(2);
const compiled = new Map<string, Compiled>();
const changed = new Set<string>();

/** What TypeScript said last: how many mistakes there are, once it is done. */
let settled: (() => void) | undefined;
let mistakes = 0;

async function prepare(): Promise<void> {
	for (const name of services(root)) compiled.set(name, await compileService(name, root));
	await startTypeScript();
	runner = await startRunner();
	for (const folder of ['nodes', 'credentials'].flatMap(foldersOf)) {
		watch(join(root, folder), (_event, name) => {
			if (name !== null && /\.(?:ts|yaml)$/.test(name)) note(join(folder, name));
		});
	}
	say('Ready: change a file below nodes or credentials. Ctrl+C ends it.');
}

/** A folder and those in it: Node loses a file that an editor replaces when it watches them all at once. */
function foldersOf(folder: string): string[] {
	const inside = readdirSync(join(root, folder), { recursive: true, withFileTypes: true }).filter((entry) =>
		entry.isDirectory(),
	);
	return [folder, ...inside.map(({ parentPath, name }) => relative(root, join(parentPath, name)))];
}

/** TypeScript compiles into `dist` by itself, whenever a file changes. */
async function startTypeScript(): Promise<void> {
	const child = spawn(
		process.execPath,
		[join(root, 'node_modules', 'typescript', 'bin', 'tsc'), '--watch', '--preserveWatchOutput'],
		{ cwd: root },
	);
	// It would go on watching.
	process.on('exit', () => child.kill());
	process.once('SIGTERM', () => process.exit());
	child.stdout.setEncoding('utf8').on('data', (text: string) => {
		const found = /Found (\d+) errors?/.exec(text);
		if (/error TS/.test(text)) process.stdout.write(text);
		if (!found) return;
		mistakes = Number(found[1]);
		settled?.();
	});
	await typeScriptDone();
}

async function typeScriptDone(): Promise<void> {
	await new Promise<void>((resolve) => (settled = resolve));
	settled = undefined;
}

let timer: NodeJS.Timeout | undefined;
let isBusy = false;

/** Editors write a file in several steps, and several files at once. */
function note(file: string): void {
	changed.add(file);
	clearTimeout(timer);
	timer = setTimeout(() => void work(), 100);
}

async function work(): Promise<void> {
	if (isBusy) return;
	isBusy = true;
	while (changed.size > 0) {
		const files = [...changed];
		changed.clear();
		try {
			await build(files);
		} catch (error) {
			say(`✖ ${(error as Error).message}`);
		}
	}
	isBusy = false;
}

async function build(files: string[]): Promise<void> {
	const began = new Date();
	const documents = files.filter((file) => file.endsWith('.yaml'));
	buildBegins();
	const compiling = files.some((file) => file.endsWith('.ts')) ? typeScriptDone() : undefined;
	const names = [...new Set(documents.map((file) => file.split(sep)[1]))].filter((name) => compiled.has(name));
	for (const name of names) {
		const opened = openDocuments(join(root, 'nodes', name));
		writeTypes(new Map([[name, opened]]), root);
		compiled.set(name, await compileService(name, root, opened));
	}
	if (names.length > 0) writeCatalogues(compiled, undefined, root, names);
	await compiling;
	if (mistakes > 0) return;
	writeNodeTables(root, compiling ? undefined : names);
	buildEnds(began);
	say(`✔ Built ${files.join(', ')} (${seconds(began)} s)`);
	if (tests.length > 0) await test(tests);
	else if (names.length > 0)
		await test(
			names.map((name) => `test/operations/${name}.test.ts`),
			names.map((name) => resourcesOf(name, documents)).join('|'),
		);
	say(`${seconds(began)} s since the change`);
}

/** A pattern for the tests of the resources of some documents: all of them where a document is no resource. */
function resourcesOf(name: string, documents: string[]): string {
	const values = documents.map((file) =>
		file
			.split(sep)
			.pop()!
			.replace(/\.yaml$/, ''),
	);
	const known = new Set(compiled.get(name)!.catalogue.resources.map(({ value }) => value));
	return values.every((value) => known.has(value)) ? `^(${values.join('|')}) ` : '';
}

/** Runs tests in a process that stays, because loading n8n takes longer than most of them. */
async function test(files: string[], testNamePattern?: string): Promise<void> {
	if (runner?.exitCode !== null) runner = await startRunner();
	const ended = new Promise<void>((resolve) => {
		runner!.once('message', () => resolve());
		runner!.once('exit', () => resolve());
	});
	runner.send({ files, testNamePattern });
	await ended;
}

let runner: ChildProcess | undefined;

async function startRunner(): Promise<ChildProcess> {
	const child = fork(join(root, 'scripts', 'jest', 'warm.mjs'), {
		cwd: root,
		execArgv: ['--experimental-vm-modules', '--no-warnings'],
		env: { ...process.env, NODE_ENV: 'test' },
	});
	await new Promise((resolve) => child.once('message', resolve));
	return child;
}

function seconds(since: Date): string {
	return ((Date.now() - since.getTime()) / 1000).toFixed(1);
}

function say(line: string): void {
	process.stdout.write(`${line}\n`);
}

await prepare();
