import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import path from 'node:path';

const ROOT = path.join(import.meta.dirname, '..');

/** What loading some files of the pack takes, each time in a fresh process. */
export interface Loading {
	/** Milliseconds to load and instantiate them, of each run. */
	load: number[];
	/** Milliseconds of processor time of the same, of each run. */
	cpu: number[];
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
const started = performance.now(), startedCpu = process.cpuUsage(); let build = 0, bytes = 0, operations = 0; const descriptions = [];
for (const file of files) {
	const exported = require(root + '/' + file);
	const before = performance.now();
	const instance = new (Object.values(exported)[0])();
	build += performance.now() - before;
	if (!instance.description) continue;
	descriptions.push(instance.description);
}
const load = performance.now() - started, { user, system } = process.cpuUsage(startedCpu), cpu = (user + system) / 1000;
for (const description of descriptions) {
	bytes += JSON.stringify(description).length;
	operations += description.properties.filter((property) => property.name === 'operation').reduce((sum, property) => sum + (property.options?.length ?? 0), 0);
}
console.log(JSON.stringify({ load, cpu, build, bytes, operations }));`;

/** Files of the nodes and credentials that n8n loads, as package.json lists them. */
export function packFiles(): { nodes: string[]; credentials: string[] } {
	return (
		JSON.parse(readFileSync(path.join(ROOT, 'package.json'), 'utf8')) as {
			n8n: { nodes: string[]; credentials: string[] };
		}
	).n8n;
}

/** Loads files of the pack, `runs` times. */
export function measureLoading(files: string[], runs: number): Loading {
	const all = Array.from(
		{ length: runs },
		() =>
			JSON.parse(execFileSync(process.execPath, ['--eval', PROBE, ROOT, ...files], { encoding: 'utf8' })) as {
				load: number;
				cpu: number;
				build: number;
				bytes: number;
				operations: number;
			},
	);
	return {
		load: all.map(({ load }) => load),
		cpu: all.map(({ cpu }) => cpu),
		build: all.map(({ build }) => build),
		bytes: all[0].bytes,
		operations: all[0].operations,
	};
}
