import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import path from 'node:path';

const ROOT = path.join(import.meta.dirname, '..');

/** What loading some files of the pack takes, each time in a fresh process. */
export interface Loading {
	/** Milliseconds to load and instantiate them, of each run. */
	load: number[];
	/** Milliseconds to build the descriptions, of each run. */
	build: number[];
	/** Bytes of the descriptions. */
	bytes: number;
	operations: number;
}

/** Loads modules in a fresh process, n8n-workflow beforehand as in n8n. Runs there, so it knows nothing of this file. */
const PROBE = `
const [root, ...files] = process.argv.slice(1);
require(root + '/node_modules/n8n-workflow'); require(root + '/node_modules/luxon'); require(root + '/node_modules/p-limit'); require(root + '/node_modules/lodash');
const started = performance.now(); let build = 0, bytes = 0, operations = 0;
for (const file of files) {
	const exported = require(root + '/' + file);
	const before = performance.now();
	const instance = new (Object.values(exported)[0])();
	build += performance.now() - before;
	if (!instance.description) continue;
	const text = JSON.stringify(instance.description); bytes += text.length;
	operations += instance.description.properties.filter((property) => property.name === 'operation').reduce((sum, property) => sum + property.options.length, 0);
}
console.log(JSON.stringify({ load: performance.now() - started, build, bytes, operations }));`;

/** Files of the nodes and credentials that n8n loads, as package.json lists them. */
export function packFiles(): { nodes: string[]; credentials: string[] } {
	return (JSON.parse(readFileSync(path.join(ROOT, 'package.json'), 'utf8')) as { n8n: { nodes: string[]; credentials: string[] } }).n8n;
}

/** Loads files of the pack, `runs` times. */
export function measureLoading(files: string[], runs: number): Loading {
	const all = Array.from(
		{ length: runs },
		() => JSON.parse(execFileSync(process.execPath, ['--eval', PROBE, ROOT, ...files], { encoding: 'utf8' })) as { load: number; build: number; bytes: number; operations: number },
	);
	return { load: all.map(({ load }) => load), build: all.map(({ build }) => build), bytes: all[0].bytes, operations: all[0].operations };
}
