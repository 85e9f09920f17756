import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { OperationObject } from './openapi.ts';
import type { ResponseKeywords, ServiceKeywords } from './keywords/documents.ts';
import type { YamlFile } from './keywords/yamlFile.ts';
import { namesIn } from './keywords/check.ts';

/** Where the types lie, at the same place as the service below the root; tsconfig.json joins the two trees by `rootDirs`. */
const FOLDER = path.join('.cache', 'types');

type Written = Partial<ServiceKeywords> & {
	paths?: Record<string, Record<string, OperationObject>>;
	components?: { responses?: Record<string, ResponseKeywords> };
};

/**
 * Writes the names that the documents of a service define as types, so that code which misspells one does not compile.
 *
 * @param service name of its folder
 * @param files its documents, also those of its jobs
 */
export function writeNames(service: string, files: YamlFile[], root = process.cwd()): void {
	const folder = path.join(root, FOLDER, 'nodes', service);
	const location = path.join(folder, 'documented.d.ts');
	const text = namesOf(files);
	// An unchanged file keeps its date, so that TypeScript does not check it again.
	if (existsSync(location) && readFileSync(location, 'utf8') === text) return;
	mkdirSync(folder, { recursive: true });
	writeFileSync(location, text);
}

function namesOf(files: YamlFile[]): string {
	const documents = files.map(({ value }) => (value ?? {}) as Written);
	const operations = documents.flatMap(({ paths = {} }) => Object.values(paths).flatMap((item) => Object.values(item)));
	const responses = [
		...operations.flatMap((operation) => Object.values(operation.responses ?? {})),
		...documents.flatMap(({ components }) => Object.values(components?.responses ?? {})),
	] as ResponseKeywords[];
	const errors = [
		...documents.flatMap((document) => document['x-general-errors'] ?? []),
		...operations.flatMap((operation) => operation['x-errors'] ?? []),
		...responses.flatMap((response) => response['x-error-codes'] ?? []),
	];
	return [
		'/** Generated from the API documents of the service (see compiler/names.ts). */',
		union('OperationId', 'ID of an operation of the vendor.', namesIn(files).operation),
		union(
			'ErrorCode',
			'Code of the vendor that the documents explain.',
			errors.map(({ code }) => String(code)),
		),
		union(
			'JobName',
			'Name of a function that carries out a job (`x-job`).',
			operations.flatMap((operation) => operation['x-job'] ?? []),
		),
		'',
	].join('\n');
}

function union(name: string, meaning: string, values: Iterable<string>): string {
	const entries = [...new Set(values)].sort().map((value) => `\n\t| ${JSON.stringify(value)}`);
	return `\n/** ${meaning} */\nexport type ${name} =${entries.length > 0 ? entries.join('') : ' never'};`;
}
