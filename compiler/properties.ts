/**
 * Writes what a person sees of each service, `dist/nodes/<service>/properties.json` and, for a polling trigger, `watchProperties.json`, so that n8n reads
 * the properties when it starts instead of building them. Runs after the catalogues and the code are in `dist`: it is the compiled code that builds them.
 */
import { createRequire } from 'node:module';
import path from 'node:path';
import type { INodeProperties } from 'n8n-workflow';
import type { Catalogue } from '../nodes/connector/model/catalogue.ts';
import { services, writeTable } from './build.ts';

const root = path.join(import.meta.dirname, '..');
const load = createRequire(path.join(root, 'dist', 'nodes', 'connector', 'main.js'));
const { describe } = load('./description/description') as { describe: (catalogue: Catalogue) => INodeProperties[] };
const { describeWatches } = load('./polling/description') as { describeWatches: typeof describe };

for (const service of services(root)) {
	const folder = path.join(root, 'dist', 'nodes', service);
	const catalogue = load(path.join(folder, 'catalogue.json')) as Catalogue;
	writeTable(folder, 'properties', describe(catalogue));
	if (catalogue.watches) writeTable(folder, 'watchProperties', describeWatches(catalogue));
}
