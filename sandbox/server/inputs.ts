import { coerce } from './coercion.ts';
import type { Part } from './documents.ts';
import { nest } from './nested.ts';
import type { Operation } from './operations.ts';

/** A file of a multipart body. */
export interface ReceivedFile {
	name: string;
	type: string;
	bytes: Buffer;
}

/** A parsed body. */
export interface ReceivedBody {
	body: unknown;
	/** Files of a multipart body, by name of the part. */
	files: Record<string, ReceivedFile[]>;
	/** Parts that could not be parsed. */
	failures: string[];
}

/**
 * Reads a query string: brackets raw or percent-encoded, JSON where the document says so, text typed by schema. Text
 * that is not JSON stays text, for the validator to refuse.
 */
export function readQuery(queryString: string, operation?: Operation): Record<string, unknown> {
	const query = nest(new URLSearchParams(queryString));
	for (const parameter of operation?.parameters ?? []) {
		const value = query[parameter.name];
		if (parameter.in !== 'query' || value === undefined) continue;
		const isJson = parameter.content?.['application/json'] !== undefined;
		if (parameter['x-conditions']) query[parameter.name] = readConditions(value, parameter['x-conditions']);
		else query[parameter.name] = isJson ? (parseJson(value).value ?? value) : coerce(value, parameter.schema);
	}
	return query;
}

/**
 * Reads a body by its media type. A media type that the document does not list for the operation is a failure.
 *
 * @param bytes the body as received
 */
export async function readBody(bytes: Buffer, contentType: string, operation: Operation): Promise<ReceivedBody> {
	const failures: string[] = [];
	const mediaType = (contentType.split(';')[0] ?? '').trim().toLowerCase();
	const documented: Record<string, Part> = operation.requestBody?.content ?? {};
	if (bytes.length === 0) return { body: undefined, files: {}, failures };
	if (!operation.requestBody) return { body: undefined, files: {}, failures: ['body: this operation takes none'] };
	const content = documented[mediaType];
	if (!content) {
		const allowed = Object.keys(documented).join(' or ');
		return {
			body: undefined,
			files: {},
			failures: [`header content-type must be ${allowed}, not ${mediaType || 'missing'}`],
		};
	}
	if (mediaType === 'application/x-www-form-urlencoded') {
		return { body: coerce(nest(new URLSearchParams(bytes.toString('utf8'))), content.schema), files: {}, failures };
	}
	if (mediaType === 'multipart/form-data') return readMultipart(bytes, contentType, content.schema);
	const { value, reason } = parseJson(bytes.toString('utf8'));
	if (reason) failures.push(`body is not JSON: ${reason}`);
	return { body: value, files: {}, failures };
}

async function readMultipart(bytes: Buffer, contentType: string, schema: Part): Promise<ReceivedBody> {
	const files: Record<string, ReceivedFile[]> = {};
	const pairs: Array<[string, unknown]> = [];
	try {
		const form = await new Response(new Uint8Array(bytes), { headers: { 'content-type': contentType } }).formData();
		for (const [name, value] of form) {
			if (typeof value === 'string') {
				pairs.push([name, value]);
				continue;
			}
			(files[name] ??= []).push({ name: value.name, type: value.type, bytes: Buffer.from(await value.arrayBuffer()) });
			// The validator sees a text in place of the bytes.
			pairs.push([name, `file ${value.name}`]);
		}
	} catch (error) {
		return { body: undefined, files: {}, failures: [`body is not multipart/form-data: ${(error as Error).message}`] };
	}
	const failures = requiredFiles(schema)
		.filter((name) => !files[name])
		.map((name) => `body must have a file ${name}`);
	return { body: coerce(nest(pairs), schema), files, failures };
}

/** Names of the parts that must be files. */
function requiredFiles(schema: Part): string[] {
	return (schema.required ?? []).filter((name: string) => schema.properties?.[name]?.format === 'binary');
}

/**
 * Search conditions, joined by `|`, as the fields and the texts they are compared with. What is no condition, or has another operator, stays text, for
 * the validator to refuse.
 */
function readConditions(text: unknown, operator: string): unknown {
	const conditions = String(text)
		.split('|')
		.map((part) => parseJson(part).value as Record<string, unknown> | undefined);
	if (!conditions.every((condition) => condition?.searchOperator === operator)) return text;
	return Object.fromEntries(conditions.map((condition) => [condition?.searchField, condition?.searchText]));
}

function parseJson(text: unknown): { value?: unknown; reason?: string } {
	try {
		return { value: JSON.parse(String(text)) };
	} catch (error) {
		return { reason: (error as Error).message };
	}
}
