import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Part, readDefinition } from './server/documents.ts';
import { listOperations } from './server/operations.ts';

/** Documents whose answers are types, and the folder of the sandbox that imports them as `./documented`. */
const DOCUMENTS = { Learning360: 'learning360' } as const;

/**
 * Writes the answers that the documents describe as types, by operation, so that records of the sandbox need not repeat
 * the schemas.
 *
 * @param root folder of the repository
 */
export function writeRecordTypes(root: string): void {
	for (const [service, folder] of Object.entries(DOCUMENTS)) {
		const operations = listOperations(readDefinition(join(root, 'nodes', service, 'api')), service);
		const reads = operations.filter(({ method, successes }) => method === 'GET' && successes[0]?.schema);
		const types = reads.map(({ id, successes }) => `\t${id}: ${typeOf(successes[0]?.schema)};\n`);
		write(join(root, '.cache', 'types', 'sandbox', folder), `export interface Answers {\n${types.join('')}}\n`);
	}
}

function write(folder: string, text: string): void {
	const file = join(folder, 'documented.d.ts');
	// An unchanged file keeps its date, so that TypeScript does not check it again.
	if (existsSync(file) && readFileSync(file, 'utf8') === text) return;
	mkdirSync(folder, { recursive: true });
	writeFileSync(file, text);
}

/** The type of a schema without references, in TypeScript. */
function typeOf(schema: Part): string {
	const variants: Part[] | undefined = schema.oneOf ?? schema.anyOf;
	if (variants) return variants.map((variant) => `(${typeOf(variant)})`).join(' | ');
	if (schema.allOf) return schema.allOf.map((part: Part) => `(${typeOf(part)})`).join(' & ');
	if (schema.const !== undefined) return JSON.stringify(schema.const);
	if (schema.enum && !schema['x-enum-open'])
		return schema.enum.map((value: unknown) => JSON.stringify(value)).join(' | ');
	return [schema.type ?? 'unknown']
		.flat()
		.map((type) => plainType(type, schema))
		.join(' | ');
}

function plainType(type: string, schema: Part): string {
	if (type === 'array') return `Array<${schema.items ? typeOf(schema.items) : 'unknown'}>`;
	if (type === 'object') return objectType(schema);
	return type === 'integer' ? 'number' : type;
}

function objectType({ properties = {}, required = [], additionalProperties }: Part): string {
	const members = Object.entries<Part>(properties).map(
		([name, schema]) => `${JSON.stringify(name)}${required.includes(name) ? '' : '?'}: ${typeOf(schema)}`,
	);
	const isOpen = members.length === 0 || (additionalProperties !== undefined && additionalProperties !== false);
	return `{ ${[...members, ...(isOpen ? ['[more: string]: unknown'] : [])].join('; ')} }`;
}
