import type { Catalogue, Resource } from '../../nodes/connector/model/catalogue.ts';
import type { Field } from '../../nodes/connector/model/field.ts';
import type { Operation } from '../../nodes/connector/model/operation.ts';
import type { Compiled } from '../compile.ts';
import { cell } from './markdown.ts';

/** Folder below `docs` with a page for each resource. */
export const FOLDER = 'operations';

/** Choices that a cell names; the editor shows all of them. */
const CHOICES = 12;

/** A page for each resource, by its path below `docs`: what goes into each operation and what comes out, below a heading that can be linked to. */
export function operationPages({ catalogue, previews }: Compiled): Record<string, string[]> {
	return Object.fromEntries(
		catalogue.resources.map((resource) => [
			`${FOLDER}/${pageOf(catalogue, resource)}`,
			page(catalogue, resource, previews[resource.value] ?? {}),
		]),
	);
}

/** Path of the page of a resource below {@link FOLDER}. */
export function pageOf({ title }: Catalogue, { name }: Resource): string {
	return `${slug(title.replace(/\(.*\)/, ''))}/${slug(name)}.md`;
}

/** Anchor that GitHub gives the heading of an operation. */
export function anchorOf({ action }: Operation): string {
	return slug(action);
}

function slug(text: string): string {
	return text
		.trim()
		.toLowerCase()
		.replace(/[^\p{L}\p{N}\s_-]/gu, '')
		.replace(/\s+/g, '-');
}

function page(catalogue: Catalogue, { name, operations }: Resource, previews: Record<string, object>): string[] {
	return [
		`# ${catalogue.title} in n8n: ${name}`,
		'',
		`${operations.length === 1 ? 'One operation' : `${operations.length} operations`} of the resource *${name}* in n8n. [All operations](${'../'.repeat(2)}operations.md)`,
		...operations.flatMap((operation) => ['', ...section(catalogue, name, operation, previews[operation.value])]),
	];
}

function section(catalogue: Catalogue, resource: string, operation: Operation, preview: object | undefined): string[] {
	const { action, description, name, notice, job, method, scopes } = operation;
	const paths = typeof operation.path === 'string' ? [operation.path] : Object.values(operation.path ?? {});
	const call = operation.request
		? `Any endpoint below \`${operation.request.base}/\``
		: job
			? 'A job of several requests'
			: paths.map((address) => `\`${method} ${operation.basePath ?? ''}${address}\``).join(' or ');
	const rows = operation.fields
		.filter(({ constant, at }) => constant === undefined && at !== 'nowhere')
		.map((field) => row(catalogue, field));
	return [
		`## ${action}`,
		'',
		`${description}.`,
		'',
		`- Node: *${resource} › ${name}*`,
		`- API: ${call}`,
		...(scopes.length > 0 ? [`- Scopes: ${scopes.map((scope) => `\`${scope}\``).join(' or ')}`] : []),
		...(notice ? ['', `> ${notice}`] : []),
		'',
		...(rows.length === 0
			? ['It takes no inputs.']
			: ['| Input | Type | Required | Description |', '|---|---|---|---|', ...rows]),
		'',
		`Output: ${outputOf(operation, preview)}`,
	];
}

function row({ options: shared }: Catalogue, field: Field): string {
	const options = typeof field.options === 'string' ? shared[field.options] : field.options;
	const shown = (options ?? []).slice(0, CHOICES).map(({ name }) => name);
	const more = (options?.length ?? 0) - shown.length;
	const choices = shown.length === 0 ? '' : `One of: ${shown.join(', ')}${more > 0 ? ` and ${more} more` : ''}`;
	const inside = (field.fields ?? [])
		.filter(({ constant }) => constant === undefined)
		.map(({ displayName }) => displayName);
	const text = [field.description, choices, inside.length > 0 ? `Holds ${inside.join(', ')}` : '']
		.filter(Boolean)
		.join('. ');
	return `| ${[`${field.displayName} (\`${field.name}\`)`, TYPES[field.kind], field.required ? 'yes' : '', text].map(cell).join(' | ')} |`;
}

/** Kinds of fields as people see them. */
const TYPES: Record<Field['kind'], string> = {
	string: 'text',
	text: 'text',
	password: 'text',
	color: 'color',
	integer: 'whole number',
	number: 'number',
	boolean: 'switch',
	options: 'choice',
	multiOptions: 'choices',
	dateTime: 'date and time',
	json: 'JSON',
	strings: 'list',
	object: 'group',
	objects: 'groups',
	file: 'file',
	files: 'files',
	locator: 'record',
	customFields: 'custom fields',
};

function outputOf({ output }: Operation, preview: object | undefined): string {
	const names = namesIn(preview);
	const items = {
		record: 'one item',
		records: 'an item for each record',
		none: 'a confirmation',
		file: 'a file',
		any: 'an item for each record of a list, else the answer as one item',
		accepted: 'an item for each input item, with its result',
	}[output.kind];
	const simplified = output.simplified
		? `. With *Simplify*: ${output.simplified.map((name) => `\`${name}\``).join(', ')}`
		: '';
	return names.length === 0
		? `${items}${simplified}.`
		: `${items} with ${names.map((name) => `\`${name}\``).join(', ')}${simplified}.`;
}

/** Fields of an item, as the editor shows them before a run. */
function namesIn(preview: object | undefined): string[] {
	return Object.keys((preview as { properties?: object } | undefined)?.properties ?? {});
}
