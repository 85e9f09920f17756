import type { Compiled } from '../compile.ts';
import type { OperationObject } from '../openapi.ts';
import type { Entry } from '../operations.ts';
import { cell } from './markdown.ts';

/** Sources of the facts, and facts that no page states: the lines of docs/sources.md. */
export function sourcesPage(services: Map<string, Compiled>): string[] {
	const lines = [
		'# Where the facts come from',
		'',
		"For each operation: the vendor's pages it is based on, what they leave open and was inferred (*Inferred*), and where they contradict themselves or the API (*Remarks*). [words.md](words.md) explains keywords such as `x-items`.",
	];
	for (const [name, { catalogue, entries }] of services) {
		lines.push('', `## ${catalogue.title} (${name})`);
		for (const resource of catalogue.resources) {
			const rows = resource.operations.flatMap((operation) =>
				entries[resource.value][operation.value].map((entry) => row(operation.name, entry)),
			);
			lines.push(
				'',
				`### ${resource.name}`,
				'',
				'| Operation | Pages | Inferred | Remarks |',
				'|---|---|---|---|',
				...rows,
			);
		}
	}
	return lines;
}

function row(name: string, { method, path, operation }: Entry): string {
	const address = operation['x-job']
		? name
		: `${name}<br>\`${method.toUpperCase()} ${operation['x-path-template'] ?? path}\``;
	return `| ${[address, pagesOf(operation), listed(operation['x-inferred']), listed(operation['x-note'])].map(cell).join(' | ')} |`;
}

/** Links to the pages, by the last part of their URLs. */
function pagesOf({ 'x-source': source = [] }: OperationObject): string {
	return source
		.map(
			(url) =>
				`[${
					new URL(url).pathname
						.split('/')
						.filter((part) => part !== '')
						.pop() ?? new URL(url).hostname
				}](${url})`,
		)
		.join('<br>');
}

function listed(texts: string | string[] = []): string {
	return [texts].flat().join('<br>');
}
