import type { Compiled } from '../compile.ts';
import { personalData } from '../personalData.ts';
import { cell } from './markdown.ts';

/** The operations that return data about people: the lines of docs/personal-data.md. */
export function personalDataPage(services: Map<string, Compiled>): string[] {
	const lines = [
		'# Personal data in outputs',
		'',
		'Operations whose records hold data about people, by the names of their fields in the API documents. A field that only holds the ID of a user is not listed. Passwords and signing secrets are marked as *secret*: n8n hides them in its executions, and a model never gets them.',
	];
	for (const [name, compiled] of services) {
		const rows = rowsOf(compiled);
		lines.push('', `## ${compiled.catalogue.title} (${name})`, '');
		if (rows.length === 0) lines.push('None.');
		else
			lines.push(
				'| Operation | Data | Fields |',
				'|---|---|---|',
				...rows.map((row) => `| ${row.map(cell).join(' | ')} |`),
			);
	}
	return lines;
}

function rowsOf({ catalogue, entries }: Compiled): string[][] {
	return catalogue.resources.flatMap(({ value, name, operations }) =>
		operations.flatMap((operation) => {
			const found = personalData(entries[value]?.[operation.value] ?? []);
			if (found.size === 0) return [];
			const fields = [...found.values()].flat();
			return [
				[
					`${name} › ${operation.name}`,
					[...found.keys()].join(', '),
					[...new Set(fields)].map((field) => `\`${field}\``).join(', '),
				],
			];
		}),
	);
}
