/**
 * `npm run bench:load`: how large the descriptions are and how long nodes and credentials take to load, each measured in fresh processes.
 * Sizes are exact; times are the median of several runs and depend on the machine.
 */
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import path from 'node:path';

const ROOT = path.join(import.meta.dirname, '..');
const RUNS = 7;

/** Aims: kilobytes of the largest description, milliseconds to build a description, milliseconds for the whole pack. */
const AIMS = { kilobytes: 450, build: 100, pack: 150 };

interface Measured {
	load: number;
	build: number;
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

function measure(files: string[]): Measured {
	const runs = Array.from({ length: RUNS }, () => JSON.parse(execFileSync(process.execPath, ['--eval', PROBE, ROOT, ...files], { encoding: 'utf8' })) as Measured);
	const median = (pick: (run: Measured) => number) => runs.map(pick).sort((one, other) => one - other)[Math.floor(RUNS / 2)];
	return { load: median(({ load }) => load), build: median(({ build }) => build), bytes: runs[0].bytes, operations: runs[0].operations };
}

const { n8n } = JSON.parse(readFileSync(path.join(ROOT, 'package.json'), 'utf8')) as { n8n: { nodes: string[]; credentials: string[] } };
const rows = n8n.nodes.map((file) => ({ name: path.basename(file, '.node.js'), ...measure([file]) }));
const pack = measure([...n8n.nodes, ...n8n.credentials]);
console.table(
	Object.fromEntries(
		rows.map(({ name, operations, bytes, load, build }) => [name, { Operations: operations, 'Description KB': Math.round(bytes / 1024), 'Load ms': Math.round(load), 'Build ms': Math.round(build) }]),
	),
);
console.log(`All nodes and credentials: ${Math.round(pack.load)} ms (aim ${AIMS.pack} ms). Aims per node: description under ${AIMS.kilobytes} KB, built in under ${AIMS.build} ms.`);
