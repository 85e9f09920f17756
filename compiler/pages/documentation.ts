import { readFileSync } from 'node:fs';
import path from 'node:path';
import type { Operation } from '../../nodes/connector/model/operation.ts';
import { compileService, migrationRules, services } from '../build.ts';
import type { Compiled } from '../compile.ts';
import type { Absent } from '../keywords/documents.ts';
import { editorSchemas } from '../keywords/jsonSchema.ts';
import { eventsPage } from './eventsPage.ts';
import { keywordsPage } from './keywordsPage.ts';
import { cell } from './markdown.ts';
import { anchorOf, FOLDER, operationPages, pageOf } from './operationPages.ts';
import { personalDataPage } from './personalDataPage.ts';
import { sessionsPage } from './sessionsPage.ts';
import { sourcesPage } from './sourcesPage.ts';
import { successorsPage } from './successorsPage.ts';
import { withTables } from './watchesPage.ts';

/** Says where a page comes from; stands below its title. */
const MADE = 'Generated from the documents in `nodes` by `npm run docs`.';
const DEFINED = 'Generated from `compiler/keywords` by `npm run docs`.';

/** Makes what is generated from the documents and the keywords, by their path below the root: the generated pages of docs and the schemas for editors. */
export async function documentation(root = process.cwd()): Promise<Record<string, string>> {
	const compiled = new Map<string, Compiled>();
	for (const name of services(root)) compiled.set(name, await compileService(name, root));
	const pages: Record<string, string[]> = {
		'operations.md': operationsPage(compiled),
		'personal-data.md': personalDataPage(compiled),
		'session-fields.md': sessionsPage(compiled),
		'sources.md': sourcesPage(compiled),
	};
	for (const service of compiled.values()) Object.assign(pages, operationPages(service));
	for (const { webhooks } of compiled.values()) if (webhooks) pages['webhook-events.md'] = eventsPage(webhooks);
	for (const [name, rules] of Object.entries(migrationRules(compiled, root))) {
		const { catalogue, successor } = compiled.get(name)!;
		pages['v1-to-v2.md'] = successorsPage(catalogue, compiled.get(successor!)!.catalogue, rules);
	}
	return Object.fromEntries([
		...Object.entries(pages).map(([file, lines]) => [`docs/${file}`, page(lines, MADE)]),
		['docs/words.md', page(keywordsPage(), DEFINED)],
		['docs/triggers.md', withTables(readFileSync(path.join(root, 'docs', 'triggers.md'), 'utf8'), compiled)],
		...Object.entries(editorSchemas()).map(([file, schema]) => [
			`compiler/schemas/${file}`,
			`${JSON.stringify(schema, undefined, '\t')}\n`,
		]),
	]) as Record<string, string>;
}

/** The text of a page. `origin` says below its title where it comes from. */
export function page([title, ...lines]: string[], origin: string): string {
	return `${[title, '', origin, ...lines].join('\n')}\n`;
}

function operationsPage(compiled: Map<string, Compiled>): string[] {
	const lines = [
		'# Operations',
		'',
		'The name of an operation leads to its inputs and outputs.',
		'',
		"*Limit* names the vendor's limits that apply. *Confidence* is *documented* if the vendor's pages describe endpoint, method and inputs, and *partial* if some of that was inferred; [sources.md](sources.md) lists the pages and what was inferred. See also: [webhook events](webhook-events.md), [IDs that can be picked from a list](lists.md), [from API v1 to API v2](v1-to-v2.md).",
	];
	for (const [name, { catalogue, absent }] of compiled) {
		const count = catalogue.resources.reduce((sum, { operations }) => sum + operations.length, 0);
		lines.push(
			'',
			`## ${catalogue.title} (${name})`,
			'',
			`${count} operations in ${catalogue.resources.length} resources.`,
		);
		for (const resource of catalogue.resources) {
			lines.push(
				'',
				`### ${resource.name}`,
				'',
				'| Operation | What it does | Endpoint | Limit | Scopes | Returns | Confidence |',
				'|---|---|---|---|---|---|---|',
			);
			const place = `${FOLDER}/${pageOf(catalogue, resource)}`;
			for (const operation of resource.operations) lines.push(row(operation, place));
		}
		lines.push(...absentTable(absent));
	}
	return lines;
}

/** Operations that the API may have and the node lacks. */
function absentTable(absent: Absent[]): string[] {
	if (absent.length === 0) return [];
	const rows = absent.map(({ what, addresses = [], why, source }) => [
		[what, ...addresses.map((address) => `\`${address}\``)].join('<br>'),
		why,
		source.map((url, index) => `[${index + 1}](${url})`).join(' '),
	]);
	return [
		'',
		'### Not offered',
		'',
		'| What | Why | Pages |',
		'|---|---|---|',
		...rows.map((cells) => `| ${cells.map(cell).join(' | ')} |`),
	];
}

function row(operation: Operation, place: string): string {
	const addresses = operation.job
		? ['several calls']
		: [operation.path].flatMap((address) => (typeof address === 'string' ? [address] : Object.values(address)));
	const address = operation.request
		? 'any endpoint'
		: operation.job
			? addresses[0]
			: addresses.map((text) => `\`${operation.method} ${operation.basePath ?? ''}${text}\``).join('<br>');
	const reads =
		operation.output.kind === 'any'
			? 'whatever comes'
			: operation.bulk
				? `bulk, ${operation.bulk.maxItems.toLocaleString('en')} a call`
				: operation.pagination
					? 'paged'
					: operation.output.kind === 'records'
						? 'whole list'
						: operation.output.kind;
	return `| ${[`[${operation.name}](${place}#${anchorOf(operation)}) (\`${operation.value}\`)`, operation.description, address, operation.paces.join(', '), operation.scopes.join('<br>'), reads, operation.confidence].map(cell).join(' | ')} |`;
}
