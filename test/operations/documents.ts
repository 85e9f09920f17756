import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { CORE_SCHEMA, load } from 'js-yaml';
import type { Operation } from '../../nodes/connector/model/operation.ts';
import { root } from '../harness/index.ts';

/** An operation as it stands in its document, references unresolved. */
export interface DocumentOperation {
	file: string;
	operationId: string;
	method: string;
	path: string;
	resource?: string;
	'x-operation'?: string;
	'x-token-call'?: boolean;
	'x-requires-user-token'?: boolean;
	'x-job'?: string;
	'x-request'?: object;
	responses: Record<string, { content?: Record<string, { example?: unknown }> }>;
}

/** Whether the vendor has the address of an operation; jobs and calls that a person writes have none of their own. */
export function hasAddress(operation: DocumentOperation): boolean {
	return !operation['x-job'] && !operation['x-request'];
}

/** Reads every operation of a service's documents with a YAML reader alone, so that neither compiler nor sandbox has a say. */
export function documentOperations(service: string): DocumentOperation[] {
	return ['api', 'jobs'].flatMap((folder) => {
		const directory = path.join(root, 'nodes', service, folder);
		return filesIn(directory).flatMap((file) => {
			const document = load(readFileSync(path.join(directory, file), 'utf8'), { schema: CORE_SCHEMA }) as {
				paths?: Record<string, Record<string, DocumentOperation>>;
				'x-resource'?: { value: string };
			};
			return Object.entries(document.paths ?? {}).flatMap(([address, item]) =>
				Object.entries(item).map(([method, operation]) => ({
					...operation,
					file,
					method: method.toUpperCase(),
					path: address,
					resource: document['x-resource']?.value,
				})),
			);
		});
	});
}

function filesIn(directory: string): string[] {
	try {
		return readdirSync(directory).filter((file) => file.endsWith('.yaml'));
	} catch {
		return [];
	}
}

/** The entries of the documents behind one operation of a node. */
export function entriesOf(
	operations: DocumentOperation[],
	resource: string,
	{ value }: Operation,
): DocumentOperation[] {
	return operations.filter((entry) => entry.resource === resource && entry['x-operation'] === value);
}

/** Documented examples of a successful answer. */
export function answersOf(entries: DocumentOperation[]): unknown[] {
	return entries.flatMap(({ responses }) =>
		Object.entries(responses)
			.filter(([status]) => status.startsWith('2'))
			.flatMap(([, { content }]) => Object.values(content ?? {}).map(({ example }) => example))
			.filter((example) => example !== undefined),
	);
}
