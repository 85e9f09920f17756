/** Writes the pages of docs that are made from the documents: `node compiler/pages/documentation.ts`. */
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import type { Operation } from '../../nodes/connector/operation.ts';
import { compileService, migrationRules, services } from '../build.ts';
import type { Compiled } from '../compile.ts';
import { eventsPage } from './eventsPage.ts';
import { cell } from './markdown.ts';
import { sessionsPage } from './sessionsPage.ts';
import { successorsPage } from './successorsPage.ts';

/** Says where a page comes from; stands below its title. */
const MADE = 'Made from the documents in `nodes` by `node compiler/pages/documentation.ts`.';

/** Makes the pages, by their file name in docs. */
export async function documentation(root = process.cwd()): Promise<Record<string, string>> {
	const compiled = new Map<string, Compiled>();
	for (const name of services(root)) compiled.set(name, await compileService(name, root));
	const pages: Record<string, string[]> = { 'operations.md': operationsPage(compiled), 'session-fields.md': sessionsPage(compiled) };
	for (const { webhooks } of compiled.values()) if (webhooks) pages['webhook-events.md'] = eventsPage(webhooks);
	for (const [name, rules] of Object.entries(migrationRules(compiled, root))) {
		const { catalogue, successor } = compiled.get(name)!;
		pages['v1-to-v2.md'] = successorsPage(catalogue, compiled.get(successor!)!.catalogue, rules);
	}
	return Object.fromEntries(Object.entries(pages).map(([file, [title, ...lines]]) => [file, `${[title, '', MADE, ...lines].join('\n')}\n`]));
}

function operationsPage(compiled: Map<string, Compiled>): string[] {
	const lines = [
		'# Operations',
		'',
		'*Limit* names the limits of the vendor that count; *Sure* says whether address, method and inputs were read on the vendor\'s pages (documented) or some of them were filled in (partial); the documents name each source in `x-source` and each guess in `x-inferred`. What starts workflows stands in [webhook-events.md](webhook-events.md), which IDs can be picked in [lists.md](lists.md), the way from API v1 to v2 in [v1-to-v2.md](v1-to-v2.md).',
	];
	for (const [name, { catalogue }] of compiled) {
		const count = catalogue.resources.reduce((sum, { operations }) => sum + operations.length, 0);
		lines.push('', `## ${catalogue.title} (${name})`, '', `${count} operations in ${catalogue.resources.length} resources.`);
		for (const resource of catalogue.resources) {
			lines.push('', `### ${resource.name}`, '', '| Operation | What it does | Address | Limit | Scopes | Reads | Sure |', '|---|---|---|---|---|---|---|');
			for (const operation of resource.operations) lines.push(row(operation));
		}
	}
	return lines;
}

function row(operation: Operation): string {
	const addresses = operation.composed ? ['several calls'] : [operation.path].flatMap((address) => (typeof address === 'string' ? [address] : Object.values(address)));
	const address = operation.composed ? addresses[0] : addresses.map((text) => `\`${operation.method} ${text}\``).join('<br>');
	const reads = operation.bulk ? `bulk, ${operation.bulk.maxItems.toLocaleString('en')} a call` : operation.pagination ? 'paged' : operation.output.kind === 'records' ? 'whole list' : operation.output.kind;
	return `| ${[`${operation.name} (\`${operation.value}\`)`, operation.description, address, operation.paces.join(', '), operation.scopes.join('<br>'), reads, operation.confidence].map(cell).join(' | ')} |`;
}

if (import.meta.filename === process.argv[1]) {
	for (const [file, text] of Object.entries(await documentation())) {
		writeFileSync(path.join(process.cwd(), 'docs', file), text);
		console.log(path.join('docs', file));
	}
}
