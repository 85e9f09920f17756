import { spawn } from 'node:child_process';
import { closeSync, existsSync, mkdirSync, mkdtempSync, openSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { runTask } from '../../scripts/task.mjs';

/** The repository, and the folder that everything made here goes into; git ignores it. */
export const ROOT = path.join(import.meta.dirname, '..', '..');
export const WORK = path.join(ROOT, '.e2e');

/** What this folder says about n8n: its version, and replacements of what its packages want. */
const MANIFEST = JSON.parse(readFileSync(path.join(import.meta.dirname, 'package.json'), 'utf8')) as {
	dependencies: { n8n: string };
	overrides: Record<string, string>;
};

/** Version of n8n that everything here runs on: the one of this folder, or another that a person asks for. */
export const N8N_VERSION = process.env.N8N_VERSION || MANIFEST.dependencies.n8n;

/** n8n 1 fixes the version of LangChain's core and not of this package, of which newer ones want a newer core. */
const OF_N8N_1 = { '@langchain/langgraph-checkpoint': '1.0.0' };

/** Where n8n is installed; another version than that of this folder has a folder of its own. */
const FOLDER = N8N_VERSION === MANIFEST.dependencies.n8n ? import.meta.dirname : path.join(WORK, `n8n-${N8N_VERSION}`);

/** Where n8n and its packages are installed. */
export const MODULES = path.join(FOLDER, 'node_modules');
const SQLITE = path.join(MODULES, 'sqlite3', 'build', 'Release', 'node_sqlite3.node');

/** The program of n8n. */
export const N8N = path.join(MODULES, 'n8n', 'bin', 'n8n');

/** Folder with the headers of the Node that runs n8n; its one native part is compiled against them. */
function headers(): string | undefined {
	const name = `node-${process.platform}-${process.arch}`;
	const places = [path.join(ROOT, 'node_modules', 'node', 'node_modules', name), path.join(ROOT, 'node_modules', name)];
	return places.find((place) => existsSync(path.join(place, 'include')));
}

/** Whether the wanted n8n is there, complete. */
export function isInstalled(): boolean {
	const manifest = path.join(MODULES, 'n8n', 'package.json');
	if (!existsSync(manifest) || !existsSync(SQLITE)) return false;
	return (JSON.parse(readFileSync(manifest, 'utf8')) as { version: string }).version === N8N_VERSION;
}

/**
 * Installs n8n beside the pack, unless it is there: two to three minutes and two gigabytes.
 *
 * @throws Error that says what is missing
 */
export async function installN8n(): Promise<void> {
	if (isInstalled()) return;
	if (FOLDER !== import.meta.dirname) {
		mkdirSync(FOLDER, { recursive: true });
		// The other replacements belong to the version of this folder; this one stands for a package that lies outside of the registry.
		const { xlsx } = MANIFEST.overrides;
		const overrides = { xlsx, ...(N8N_VERSION.startsWith('1.') ? OF_N8N_1 : {}) };
		writeFileSync(
			path.join(FOLDER, 'package.json'),
			JSON.stringify({ private: true, dependencies: { n8n: N8N_VERSION }, overrides }),
		);
	}
	let fetched = 0;
	const installed = await npm(
		`Installing n8n ${N8N_VERSION}`,
		FOLDER,
		[FOLDER === import.meta.dirname ? 'ci' : 'install', '--legacy-peer-deps', '--ignore-scripts', '--loglevel=http'],
		(line) => {
			if (/\.tgz\b/.test(line)) fetched += 1;
			return `${fetched} of about 2100 packages`;
		},
	);
	if (!installed) throw new Error('n8n could not be installed: the npm registry must be reachable');
	const built = await npm('Compiling the database driver of n8n', FOLDER, ['rebuild', 'sqlite3']);
	if (!built)
		throw new Error('The database driver could not be compiled: Python 3, make and a C++ compiler must be installed');
}

let packed: Promise<string> | undefined;

/** Packs the package as it would be published, once. Returns the path of the tarball. */
export async function packTarball(): Promise<string> {
	return await (packed ??= pack(ROOT));
}

async function pack(folder: string): Promise<string> {
	mkdirSync(WORK, { recursive: true });
	const { name, version } = JSON.parse(readFileSync(path.join(folder, 'package.json'), 'utf8')) as {
		name: string;
		version: string;
	};
	const tarball = path.join(WORK, `${name}-${version}.tgz`);
	rmSync(tarball, { force: true });
	const done = await npm(`Packing ${name}`, folder, ['pack', '--ignore-scripts', '--pack-destination', WORK]);
	if (!done || !existsSync(tarball)) throw new Error('npm pack made no tarball');
	return tarball;
}

/** Builds a folder of `npm run packages` with its own scripts and packs it. Returns the path of the tarball. */
export async function packPackage(folder: string): Promise<string> {
	const name = path.basename(folder);
	for (const script of ['lint', 'build'])
		if (!(await npm(`${name}: npm run ${script}`, folder, ['run', script])))
			throw new Error(`npm run ${script} failed in ${folder}`);
	return await pack(folder);
}

/** Installs tarballs into a user folder of n8n, as its settings page does. */
export async function installPack(userFolder: string, tarballs: string[]): Promise<void> {
	const folder = path.join(userFolder, '.n8n', 'nodes');
	rmSync(folder, { recursive: true, force: true });
	mkdirSync(folder, { recursive: true });
	writeFileSync(
		path.join(folder, 'package.json'),
		JSON.stringify({ name: 'installed-nodes', private: true, dependencies: {} }),
	);
	const done = await npm('Installing the pack into n8n', folder, [
		'install',
		...tarballs,
		'--legacy-peer-deps',
		'--ignore-scripts',
		'--offline',
		'--no-audit',
	]);
	if (!done) throw new Error('The tarball could not be installed');
}

async function npm(
	title: string,
	folder: string,
	parameters: string[],
	progress?: (line: string) => string,
): Promise<boolean> {
	const nodedir = headers();
	const environment = { ...process.env, ...(nodedir ? { npm_config_nodedir: nodedir } : {}) };
	const log = path.join(WORK, 'logs', `${title.toLowerCase().replace(/[^a-z0-9]+/g, '-')}.log`);
	return await runTask({ title, command: 'npm', parameters, log, folder, environment, progress });
}

/** Runs a command of n8n to its end and gives its output. */
export async function n8nCommand(parameters: string[], environment: NodeJS.ProcessEnv): Promise<string> {
	// Into a file: n8n ends without waiting until a pipe has taken everything.
	const file = path.join(mkdtempSync(path.join(WORK, 'command-')), 'output');
	const output = openSync(file, 'w');
	const child = spawn(process.execPath, [N8N, ...parameters], { env: environment, stdio: ['ignore', output, output] });
	const code = await new Promise<number | null>((resolve) => child.on('close', resolve));
	closeSync(output);
	const text = readFileSync(file, 'utf8');
	rmSync(path.dirname(file), { recursive: true });
	if (code !== 0) throw new Error(`n8n ${parameters[0]} ended with ${code}:\n${text.slice(-4000)}`);
	return text;
}
