import type { AxiosRequestConfig } from 'axios';
import { join } from 'node:path';
import { readDefinition } from '../../sandbox/server/documents.ts';
import { instanceOf } from '../../sandbox/server/instances.ts';
import { listOperations, type Operation } from '../../sandbox/server/operations.ts';
import type { Sandbox } from '../../sandbox/index.ts';
import { exampleInputs } from './exampleInputs.ts';

const NODES = join(import.meta.dirname, '..', '..', 'nodes');

/** Every operation of the three documents, with the base path that its server adds. */
export const operations: Operation[] = [
	...listOperations(readDefinition(join(NODES, 'Learning360', 'api')), 'v2'),
	...listOperations(readDefinition(join(NODES, 'Learning360V1', 'api')), 'v1'),
	...listOperations(readDefinition(join(NODES, 'ZohoPeopleLms', 'api')), 'lms', '/api/v1'),
];

/** A request for an operation with the examples of its document, and ids of records that the sandbox has. */
export function exampleRequest(sandbox: Sandbox, operation: Operation): AxiosRequestConfig {
	const { path: ids, query: extra = {}, body: changes } = exampleInputs(sandbox, operation);
	const { url } = operation.api === 'lms' ? sandbox.zohoPeople : sandbox.learning360;
	const path = operation.template.replace(/\{(\w+)\}/g, (_, name: string) => {
		if (ids[name] === undefined) throw new Error(`${operation.api} ${operation.id}: no value for ${name}`);
		return encodeURIComponent(ids[name]);
	});
	const query = new URLSearchParams({ ...exampleQuery(operation), ...extra });
	return {
		method: operation.method,
		url: `${url}${path}${query.size > 0 ? `?${query}` : ''}`,
		...exampleBody(operation, changes),
	};
}

/** The required parameters of the query. */
function exampleQuery(operation: Operation): Record<string, string> {
	const entries = operation.parameters
		.filter((parameter) => parameter.in === 'query' && parameter.required)
		.map((parameter) => {
			const json = parameter.content?.['application/json'];
			if (json) return [parameter.name, JSON.stringify(json.example ?? instanceOf(json.schema))];
			return [parameter.name, String(parameter.example ?? instanceOf(parameter.schema))];
		});
	return Object.fromEntries(entries);
}

function exampleBody(operation: Operation, changes?: object): Pick<AxiosRequestConfig, 'data' | 'headers'> {
	// eslint-disable-next-line @typescript-eslint/no-explicit-any
	const [type, content] = Object.entries<any>(operation.requestBody?.content ?? {})[0] ?? [];
	if (!type) return {};
	const example = content.example ?? instanceOf(content.schema);
	const value = Array.isArray(example) ? example : { ...example, ...changes };
	if (type === 'application/json') return { data: value };
	if (type === 'multipart/form-data') return { data: toForm(value, content.schema.properties) };
	return { data: toQuery(value), headers: { 'content-type': type } };
}

// eslint-disable-next-line @typescript-eslint/no-explicit-any
function toForm(value: Record<string, unknown>, properties: Record<string, any>): FormData {
	const form = new FormData();
	for (const [name, entry] of Object.entries(value)) {
		const schema = properties[name] ?? {};
		const isFile = [schema, schema.items, ...(schema.anyOf ?? [])].some((part) => part?.format === 'binary');
		const type = name === 'estdFile' ? 'application/zip' : name === 'file' ? 'application/pdf' : 'image/png';
		if (isFile) form.append(name, new Blob(['bytes'], { type }), `${name}.bin`);
		else if (Array.isArray(entry))
			for (const [index, item] of entry.entries()) form.append(`${name}[${index}]`, String(item));
		else form.append(name, typeof entry === 'object' ? JSON.stringify(entry) : String(entry));
	}
	return form;
}

function toQuery(value: Record<string, unknown>): string {
	const query = new URLSearchParams();
	for (const [name, entry] of Object.entries(value)) {
		if (Array.isArray(entry))
			for (const [index, item] of entry.entries()) query.append(`${name}[${index}]`, String(item));
		else query.append(name, String(entry));
	}
	return query.toString();
}
