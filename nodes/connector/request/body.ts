import get from 'lodash/get';
import isEqual from 'lodash/isEqual';
import type { IExecuteFunctions } from 'n8n-workflow';
import type { Input } from '../input/input';
import { type FilePart, filesOf } from '../input/uploads';
import { FieldIssue } from '../model/failures';
import type { Operation } from '../model/operation';
import type { Call } from '../transport/call';
import { callOf } from './call';

/**
 * Builds the request of one item.
 *
 * @param itemIndex index of the item with the files
 * @throws FieldIssue if a file is missing or has a type that the vendor does not accept
 */
export async function buildCall(
	context: IExecuteFunctions,
	operation: Operation,
	input: Input,
	itemIndex: number,
): Promise<Call> {
	const call = callOf(operation, input);
	const files = input.files.length > 0 ? await filesOf(context, input, itemIndex) : [];
	if (operation.body === 'multipart' || operation.body === 'form') refuseEmptyLists(operation, input);
	if (operation.body === 'multipart') return { ...call, body: multipart(input.body, files) as unknown as Call['body'] };
	if (operation.body === 'form') return withForm(call, operation, form(asObject(input)));
	if (operation.body === 'jsonArray') return { ...call, ...json([asObject(input)]) };
	if (operation.body === 'json') return { ...call, ...json(asObject(input)) };
	return call;
}

/** A form without values has no bytes, so there is no body. */
function withForm(call: Call, { needsBody, fields }: Operation, body: URLSearchParams): Call {
	if (body.size > 0) return { ...call, body };
	if (!needsBody) return call;
	const labels = fields.filter(({ at }) => at === 'body').map(({ displayName }) => displayName);
	throw new FieldIssue(labels.join(' or '), 'Fill in at least one of them');
}

/** A form cannot express an empty list, and leaving it out silently would keep the existing entries. */
function refuseEmptyLists({ fields }: Operation, { body }: Input): void {
	const empty = fields.find(({ at, wire }) => at === 'body' && isEqual(get(body, wire), []));
	if (empty)
		throw new FieldIssue(
			empty.displayName,
			'An empty list cannot be sent here',
			'Leave the field out: what is there stays',
		);
}

function asObject({ body, wholeBody }: Input): Record<string, unknown> {
	if (wholeBody === undefined) return body;
	if (wholeBody === null || typeof wholeBody !== 'object' || Array.isArray(wholeBody))
		throw new FieldIssue('Body', 'This must be an object with fields');
	return { ...(wholeBody as Record<string, unknown>), ...body };
}

/** JSON is serialized here, so that empty objects and bodies of DELETE requests are sent unchanged. */
function json(value: unknown): Pick<Call, 'headers' | 'body'> {
	return { headers: { 'content-type': 'application/json' }, body: JSON.stringify(value) as Call['body'] };
}

function form(values: Record<string, unknown>): URLSearchParams {
	const parameters = new URLSearchParams();
	for (const [name, text] of flat('', values)) parameters.append(name, text);
	return parameters;
}

/**
 * Builds a form of parts.
 *
 * @param files none where a job changes a record
 */
export function multipart(values: Record<string, unknown>, files: FilePart[]): FormData {
	const data = new FormData();
	for (const [name, text] of flat('', values)) data.append(name, text);
	for (const { name, file } of files) data.append(name, file);
	return data;
}

/** Names nested values in forms: `groups[0]`, `options[linearProgression]`. */
function flat(prefix: string, value: unknown): Array<[string, string]> {
	if (value === undefined || value === null) return value === null ? [[prefix, '']] : [];
	if (typeof value !== 'object') return [[prefix, String(value)]];
	return Object.entries(value).flatMap(([key, entry]) => flat(prefix === '' ? key : `${prefix}[${key}]`, entry));
}
