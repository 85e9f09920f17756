import { mkdirSync, readdirSync, writeFileSync, existsSync } from 'node:fs';
import path from 'node:path';
import mapKeys from 'lodash/mapKeys.js';
import type { Rules } from '../nodes/LmsMigration/migration/rule.ts';
import { compile, type Compiled } from './compile.ts';
import { eventPreview } from './events.ts';
import { compileRules, type Described } from './migration.ts';
import { writeNames } from './names.ts';
import { previewOf } from './output.ts';
import type { YamlFile } from './keywords/yamlFile.ts';
import { openDocuments, readDocuments } from './read.ts';
import { inFormerLayout, VERSIONS } from '../nodes/connector/model/layout.ts';
import { compileWatches } from './watches.ts';

/** Version of the nodes, as n8n names the folder of their previews. */
const FIRST_PREVIEWS = 'v1.0.0';

/** The editor looks for the previews of exactly the version of a node. */
const PREVIEWS = VERSIONS.map((version) => `v${[...String(version).split('.'), '0', '0'].slice(0, 3).join('.')}`);

/** Names of the folders below `nodes` that have API documents. */
export function services(root = process.cwd()): string[] {
	return readdirSync(path.join(root, 'nodes')).filter((name) =>
		existsSync(path.join(root, 'nodes', name, 'api', 'service.yaml')),
	);
}

/** Opens the documents of every service, by the name of its folder. */
export function openServices(root = process.cwd()): Map<string, YamlFile[]> {
	return new Map(services(root).map((name) => [name, openDocuments(path.join(root, 'nodes', name))]));
}

/** Writes the names that the documents define as types, which the code of the services needs to compile. */
export function writeTypes(opened: Map<string, YamlFile[]>, root = process.cwd()): void {
	for (const [name, files] of opened) writeNames(name, files, root);
}

/** Reads and compiles the documents of one service, by the name of its folder; `opened` where they are open already. */
export async function compileService(name: string, root = process.cwd(), opened?: YamlFile[]): Promise<Compiled> {
	const folder = path.join(root, 'nodes', name);
	const compiled = compile(await readDocuments(folder, opened));
	const watched = compileWatches(folder, compiled.catalogue, compiled.previews);
	if (!watched) return compiled;
	const { watches, daily, former, previews } = watched;
	Object.assign(compiled.catalogue, {
		watches,
		...(daily ? { daily } : {}),
		...(former ? { former: { ...compiled.catalogue.former, watch: former } } : {}),
	});
	return { ...compiled, watchPreviews: previews };
}

/**
 * Writes for every service `dist/nodes/<service>/catalogue.json`, `events.json` where the vendor calls back, and the previews
 * that n8n shows before a run.
 *
 * @param log told one line per service
 * @param opened the documents, where they are open already
 * @throws DocumentError when a document is broken
 */
export async function buildCatalogues(
	log: (line: string) => void = () => {},
	root = process.cwd(),
	opened = openServices(root),
): Promise<void> {
	const all = new Map<string, Compiled>();
	for (const [name, files] of opened) all.set(name, await compileService(name, root, files));
	writeCatalogues(all, log, root);
}

/**
 * Writes what {@link buildCatalogues} writes.
 *
 * @param all every compiled service, by its folder
 * @param only names of the services to write; all of them when absent
 */
export function writeCatalogues(
	all: Map<string, Compiled>,
	log: (line: string) => void = () => {},
	root = process.cwd(),
	only?: string[],
): void {
	for (const [name, compiled] of all) {
		if (only && !only.includes(name)) continue;
		const { catalogue, previews, events, watchPreviews = {} } = compiled;
		const target = path.join(root, 'dist', 'nodes', name);
		mkdirSync(target, { recursive: true });
		writeTable(target, 'catalogue', catalogue);
		for (const [resource, operations] of Object.entries(previews)) {
			for (const version of PREVIEWS) {
				const folder = path.join(target, '__schema__', version, resource);
				mkdirSync(folder, { recursive: true });
				for (const [operation, preview] of Object.entries(operations)) {
					writeFileSync(path.join(folder, `${operation}.json`), JSON.stringify(preview, undefined, '\t'));
				}
			}
		}
		if (events) {
			writeTable(target, 'events', events);
			// A trigger has no resource and no operation, so n8n looks for one preview next to the folders of the resources.
			writeFileSync(
				path.join(target, '__schema__', `${FIRST_PREVIEWS}.json`),
				JSON.stringify(eventPreview(), undefined, '\t'),
			);
		}
		for (const [watch, preview] of Object.entries(watchPreviews)) {
			writeFileSync(
				path.join(target, '__schema__', FIRST_PREVIEWS, `${watch}.json`),
				JSON.stringify(preview, undefined, '\t'),
			);
		}
		const count = catalogue.resources.reduce((sum, resource) => sum + resource.operations.length, 0);
		log(
			`${name}: ${count} operations in ${catalogue.resources.length} resources${catalogue.watches ? `, ${catalogue.watches.length} watches` : ''}`,
		);
	}
	buildRules(all, root);
}

/**
 * Successors of the operations of APIs that end, by the folder of the service.
 *
 * @param all every compiled service, by its folder
 * @throws Error that lists what is wrong in the rules
 */
export function migrationRules(all: Map<string, Compiled>, root = process.cwd()): Rules {
	const rules: Rules = {};
	for (const [name, compiled] of all) {
		const successor = all.get(compiled.successor ?? '');
		if (successor)
			rules[name] = compileRules(
				path.join(root, 'nodes', name, 'migration'),
				described(compiled),
				described(successor),
			);
	}
	return rules;
}

/** Writes the rules for the node that migrates workflows, which knows them by the name of the old node. */
function buildRules(all: Map<string, Compiled>, root: string): void {
	const target = path.join(root, 'dist', 'nodes', 'LmsMigration');
	mkdirSync(target, { recursive: true });
	writeTable(
		target,
		'rules',
		mapKeys(migrationRules(all, root), (_, folder) => nodeName(folder)),
	);
}

/** Folder `Learning360V1` → node `learning360V1`. */
function nodeName(folder: string): string {
	return folder[0].toLowerCase() + folder.slice(1);
}

function described({ catalogue, entries }: Compiled): Described {
	const answers: Described['answers'] = {};
	for (const [resource, operations] of Object.entries(entries)) {
		for (const [value, [entry]] of Object.entries(operations)) {
			const method = entry.method.toUpperCase() as Parameters<typeof previewOf>[2];
			const whole = previewOf(entry.document, { ...entry.operation, 'x-simplified': false }, method) as {
				properties?: object;
			};
			const names = Object.keys(whole.properties ?? {});
			answers[`${resource}.${value}`] = names.length > 0 ? names : undefined;
		}
	}
	return { catalogue: inFormerLayout(catalogue), answers };
}

/** Writes a table into a folder of `dist`, as JSON and as the module that the compiled code requires. */
export function writeTable(folder: string, name: string, table: object): void {
	writeFileSync(path.join(folder, `${name}.json`), JSON.stringify(table));
	writeFileSync(path.join(folder, `${name}.js`), `module.exports = require('./${name}.json');\n`);
}
