import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import mapValues from 'lodash/mapValues.js';
import type { INodeProperties, INodeTypeDescription } from 'n8n-workflow';
import type { Built, BuiltTrigger, MethodKind } from '../nodes/connector/description/built.ts';
import type { Catalogue } from '../nodes/connector/model/catalogue.ts';
import { services, writeTable } from './build.ts';

/** Makes methods of the editor for a service, of which only the catalogue is looked at. */
type Methods = (service: { catalogue: Catalogue }) => Record<MethodKind, object>;

/**
 * Writes what n8n reads of each node when it starts, `actionNode.json`, `pollingTrigger.json` and `webhookTrigger.json` in `dist/nodes/<service>`, so that n8n
 * builds nothing and loads no other code. The catalogues and the compiled code, which builds them, are in `dist` before.
 *
 * @param only names of the services to write; all of them when absent
 */
export function writeNodeTables(root = process.cwd(), only = services(root)): void {
	const dist = path.join(root, 'dist');
	const load = createRequire(path.join(dist, 'nodes', 'connector', 'main.js'));
	// They may have been written anew in this process.
	for (const file of Object.keys(load.cache)) if (file.startsWith(dist + path.sep)) delete load.cache[file];
	const { describe } = load('./description/description') as { describe: (catalogue: Catalogue) => INodeProperties[] };
	const { sensitiveFields } = load('./description/tool') as {
		sensitiveFields: (catalogue: Catalogue) => Pick<INodeTypeDescription, 'sensitiveOutputFields'>;
	};
	const { describeWatches } = load('./polling/description') as { describeWatches: typeof describe };
	const { subtitleOf } = load('./polling/subtitle') as { subtitleOf: (catalogue: Catalogue) => string };
	const { editorMethods } = load('./editor/methods') as { editorMethods: Methods };
	const { pollingMethods } = load('./polling/methods') as { pollingMethods: Methods };
	for (const service of only) {
		const folder = path.join(dist, 'nodes', service);
		const catalogue = load(path.join(folder, 'catalogue.json')) as Catalogue;
		const namesOf = (methods: Methods) => mapValues(methods({ catalogue }), (named) => Object.keys(named));
		const write = (name: string, built: Built | BuiltTrigger) => writeTable(folder, name, built);
		write('actionNode', {
			description: { ...sensitiveFields(catalogue), properties: describe(catalogue) },
			methods: namesOf(editorMethods),
		});
		if (catalogue.watches)
			write('pollingTrigger', {
				subtitle: subtitleOf(catalogue),
				description: { properties: describeWatches(catalogue) },
				methods: namesOf(pollingMethods),
			});
		const webhook = path.join(folder, 'webhook', 'description.js');
		if (existsSync(webhook)) {
			const { subtitle, ...description } = load(webhook) as BuiltTrigger['description'] & { subtitle: string };
			write('webhookTrigger', { subtitle, description, methods: {} });
		}
	}
}
