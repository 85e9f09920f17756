import type { Operation } from '../nodes/connector/operation.ts';
import type { Compiled } from './compile.ts';
import { cell } from './markdown.ts';

/** Which operations of the newer API do the work of each operation of the older one: the lines of docs/v1-to-v2.md. */
export function successorsPage(older: Compiled, newer: Compiled): string[] {
	const names = namesByAddress(newer);
	const rows = older.catalogue.resources.map(({ value, name, operations }) => ({
		name,
		rows: operations.map((operation) => ({ operation, successors: successorsOf(names, older, value, operation) })),
	}));
	const all = rows.flatMap((resource) => resource.rows);
	const lone = all.filter(({ successors }) => successors.names.length === 0).length;
	const lines = [
		'# From API v1 to API v2',
		'',
		`What the operations of the node *360Learning (API v1)* become in the node *360Learning*: ${all.length - lone} of ${all.length} have one or more operations in API v2 that do their work, ${lone} have none.`,
	];
	for (const resource of rows) {
		lines.push('', `## ${resource.name}`, '', '| Operation in v1 | Address in v1 | In v2 | Remarks |', '|---|---|---|---|');
		for (const { operation, successors } of resource.rows) {
			const cells = [`${operation.name} (\`${operation.value}\`)`, `\`${operation.method} ${String(operation.path)}\``, successors.names.join('<br>') || 'none', successors.note];
			lines.push(`| ${cells.map(cell).join(' | ')} |`);
		}
	}
	return lines;
}

/** Resource and operation as a person reads them, by method and address. */
function namesByAddress({ catalogue, entries }: Compiled): Map<string, string> {
	const names = new Map<string, string>();
	for (const { value, name, operations } of catalogue.resources) {
		for (const operation of operations) {
			const label = `${name} › ${operation.name} (\`${value}\`/\`${operation.value}\`)`;
			for (const { method, path } of entries[value][operation.value]) names.set(`${method.toUpperCase()} ${path}`, label);
		}
	}
	return names;
}

/** @throws Error when `x-v2` names an address that the newer documents do not have */
function successorsOf(names: Map<string, string>, { entries }: Compiled, resource: string, { value, id }: Operation): { names: string[]; note: string } {
	const { 'x-v2': successors = [], 'x-v2-note': note } = entries[resource][value][0].operation;
	const found = successors.map(({ method, path }) => {
		const name = names.get(`${method} ${path}`);
		if (!name) throw new Error(`${id}: x-v2 names ${method} ${path}, which no document has`);
		return name;
	});
	if (found.length === 0 && !note) throw new Error(`${id}: x-v2 is empty and x-v2-note does not say why`);
	return { names: [...new Set(found)], note: note ?? '' };
}
