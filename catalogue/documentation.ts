/** Writes docs/operations.md from the documents: `node catalogue/documentation.ts`. */
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import type { Operation } from '../nodes/connector/operation.ts';
import { compileService, services } from './build.ts';
import type { Compiled } from './compile.ts';
import { readDocuments } from './read.ts';

/** What an entry of the v1 documents says about its counterpart. */
interface Counterpart {
	method: string;
	path: string;
}

/** Makes the page. */
export async function documentation(root = process.cwd()): Promise<string> {
	const parts = [
		'# Operations',
		'',
		'Made from the API documents by `node catalogue/documentation.ts`. *Limit* names the limits of the vendor that count; *Sure* says whether address, method and inputs were read on the vendor\'s pages (documented) or some of them were filled in (partial); the documents name each source in `x-source` and each guess in `x-inferred`.',
	];
	for (const name of services(root)) {
		const compiled = await compileService(name, root);
		const count = compiled.catalogue.resources.reduce((sum, { operations }) => sum + operations.length, 0);
		parts.push('', `## ${compiled.catalogue.title} (${name})`, '', `${count} operations in ${compiled.catalogue.resources.length} resources.`);
		for (const resource of compiled.catalogue.resources) {
			parts.push('', `### ${resource.name}`, '', '| Operation | What it does | Address | Limit | Scopes | Reads | Sure |', '|---|---|---|---|---|---|---|');
			for (const operation of resource.operations) parts.push(row(operation));
		}
		parts.push(...withoutCounterpart(name, compiled), ...(await events(name, root)));
	}
	return `${parts.join('\n')}\n`;
}

function row(operation: Operation): string {
	const addresses = operation.composed ? ['several calls'] : [operation.path].flatMap((address) => (typeof address === 'string' ? [address] : Object.values(address)));
	const address = operation.composed ? addresses[0] : addresses.map((text) => `\`${operation.method} ${text}\``).join('<br>');
	const reads = operation.bulk ? `bulk, ${operation.bulk.maxItems.toLocaleString('en')} a call` : operation.pagination ? 'paged' : operation.output.kind === 'records' ? 'whole list' : operation.output.kind;
	return `| ${[`${operation.name} (\`${operation.value}\`)`, operation.description, address, operation.paces.join(', '), operation.scopes.join('<br>'), reads, operation.confidence].map(cell).join(' | ')} |`;
}

function cell(text: string): string {
	return text.replace(/\|/g, '\\|');
}

/** Operations of API v1 that have nothing in API v2. */
function withoutCounterpart(name: string, { catalogue, entries }: Compiled): string[] {
	const lone = catalogue.resources.flatMap(({ value, name: resource, operations }) =>
		operations.flatMap((operation) => {
			const entry = entries[value][operation.value][0].operation as unknown as { 'x-v2'?: Counterpart[]; 'x-v2-note'?: string };
			if (!('x-v2' in entry) || (entry['x-v2'] ?? []).length > 0) return [];
			return [`- ${resource} › ${operation.name}: ${entry['x-v2-note'] ?? 'no counterpart is documented'}`];
		}),
	);
	return lone.length === 0 ? [] : ['', `### Without a counterpart in API v2 (${name})`, '', ...lone];
}

async function events(name: string, root: string): Promise<string[]> {
	const { webhooks } = await readDocuments(path.join(root, 'nodes', name, 'api'));
	if (!webhooks) return [];
	const rows = Object.entries(webhooks.webhooks ?? {}).map(([type, { post }]) => `| \`${type}\` | ${cell(post.summary ?? '')} | ${post['x-confidence'] ?? 'partial'} |`);
	return ['', `### Webhook events (${rows.length})`, '', '| Type | When | Sure |', '|---|---|---|', ...rows];
}

if (import.meta.filename === process.argv[1]) {
	const target = path.join(process.cwd(), 'docs', 'operations.md');
	writeFileSync(target, await documentation());
	console.log(path.relative(process.cwd(), target));
}
