/**
 * Makes a fresh clone ready and then runs a script: `node scripts/setup.mjs [script] [arguments]`. It installs what
 * package-lock.json names when node_modules does not match it, builds when a source is newer than dist, and runs the script
 * under the Node 24 that the install brings, whatever Node the machine has. Plain JavaScript without dependencies: it runs
 * before there are any, on Node 20 or newer.
 */
import { spawn } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { reasonToBuild } from './buildState.mjs';
import { runTask } from './task.mjs';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const node24 = join(root, 'node_modules', 'node', 'bin', process.platform === 'win32' ? 'node.exe' : 'node');

/** For everything that runs after the install: Node 24 and the installed commands first in the path, and no word about modules without a type. */
const environment = {
	...process.env,
	PATH: [dirname(node24), join(root, 'node_modules', '.bin'), process.env.PATH].join(delimiter),
	NODE_OPTIONS: `${process.env.NODE_OPTIONS ?? ''} --disable-warning=MODULE_TYPELESS_PACKAGE_JSON`.trim(),
};

/** @returns {boolean} whether everything that package-lock.json requires is installed in that version */
function isInstalled() {
	const installedLock = join(root, 'node_modules', '.package-lock.json');
	if (!existsSync(installedLock) || !existsSync(node24)) return false;
	const installed = JSON.parse(readFileSync(installedLock, 'utf8')).packages;
	const wanted = Object.entries(JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8')).packages);
	return wanted.every(
		([path, { version, optional }]) => path === '' || optional || installed[path]?.version === version,
	);
}

/** Installs with `npm ci`: exactly what package-lock.json names. */
async function install() {
	const total = Object.keys(JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8')).packages).length;
	let fetched = 0;
	const viaNode = process.env.npm_execpath?.endsWith('.js') ?? false;
	const npm = viaNode
		? [process.execPath, process.env.npm_execpath]
		: [process.platform === 'win32' ? 'npm.cmd' : 'npm'];
	const [command, ...first] = [...npm, 'ci', '--include=dev', '--loglevel=http'];
	const installed = await runTask({
		title: 'Installing dependencies',
		command,
		parameters: first,
		log: join(root, '.cache', 'install.log'),
		folder: root,
		environment: process.env,
		progress: (line) => {
			if (!/\.tgz\b/.test(line)) return undefined;
			fetched += 1;
			return `${Math.min(fetched, total)} of about ${total} packages`;
		},
	});
	return installed && (existsSync(node24) || (await installNode24()));
}

/** Where npm is told not to run the scripts of packages, the one that brings Node 24 is run by itself. */
async function installNode24() {
	return await runTask({
		title: 'Installing Node 24',
		command: process.execPath,
		parameters: ['installArchSpecificPackage.js'],
		log: join(root, '.cache', 'install-node.log'),
		folder: join(root, 'node_modules', 'node'),
		environment: process.env,
	});
}

async function build() {
	return await runTask({
		title: 'Building',
		command: node24,
		parameters: [join(root, 'node_modules', 'gulp', 'bin', 'gulp.js')],
		log: join(root, '.cache', 'build.log'),
		folder: root,
		environment,
	});
}

/**
 * Runs the script in this terminal; signals reach it as well.
 *
 * @param {string[]} parameters the script and its arguments
 * @returns {Promise<number>} its exit code
 */
async function run(parameters) {
	const child = spawn(node24, parameters, { cwd: root, env: environment, stdio: 'inherit' });
	// The terminal sends Ctrl+C to both; this process waits for the script to end in good order.
	for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) {
		process.on(signal, () => {
			if (signal !== 'SIGINT' || !process.stdin.isTTY) child.kill(signal);
		});
	}
	return await new Promise((resolve) => child.on('close', (code) => resolve(code ?? 1)));
}

async function main() {
	const major = Number(process.versions.node.split('.')[0]);
	if (major < 20) {
		process.stderr.write(`This needs Node 20 or newer; here is ${process.version}.\n`);
		return 1;
	}
	if (!isInstalled() && !(await install())) return 1;
	if (reasonToBuild() && !(await build())) return 1;
	const parameters = process.argv.slice(2);
	return parameters.length > 0 ? await run(parameters) : 0;
}

process.exitCode = await main();
