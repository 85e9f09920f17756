/**
 * `npm run bench:load`: how large the descriptions are and how long nodes and credentials take to load, each measured in fresh processes.
 * Sizes are exact; times are the median of several runs and depend on the machine.
 */
import path from 'node:path';
import { median } from './figures.ts';
import { measureLoading, packFiles } from './loading.ts';

const RUNS = 7;

/** Aims: kilobytes of the largest description, milliseconds to make an instance, milliseconds for the whole pack. */
const AIMS = { kilobytes: 300, build: 5, pack: 60 };

const { nodes, credentials } = packFiles();
const rows = nodes.map((file) => ({ name: path.basename(file, '.node.js'), ...measureLoading([file], RUNS) }));
const pack = measureLoading([...nodes, ...credentials], RUNS);
console.table(
	Object.fromEntries(
		rows.map(({ name, operations, bytes, load, build }) => [
			name,
			{
				Operations: operations,
				'Description KB': Math.round(bytes / 1024),
				'Load ms': Math.round(median(load)),
				'Build ms': Math.round(median(build)),
			},
		]),
	),
);
console.log(
	`All nodes and credentials: ${Math.round(median(pack.load))} ms (aim ${AIMS.pack} ms). Aims per node: description under ${AIMS.kilobytes} KB, instantiated in under ${AIMS.build} ms.`,
);
