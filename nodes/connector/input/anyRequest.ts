import { FieldIssue } from '../model/failures';
import type { AnyRequest, HttpMethod } from '../model/operation';
import { mishap } from '../wire/texts';
import { readAddress } from './address';
import type { Input } from './input';

/** A call that a user wrote, read and checked. */
export interface WrittenRequest {
	method: HttpMethod;
	/** Path below the host, with the base of the API. */
	path: string;
	/** Query parameters in their order; a name may come several times. */
	query: Array<[name: string, value: unknown]>;
	/** By name in lower case. */
	headers: Record<string, string>;
	/** JSON object or list; `undefined` if none is sent. */
	body: unknown;
	/** The call is reported, not sent. */
	dryRun: boolean;
}

/** Names and values as the fields give them. */
type Pairs = Array<{ name: string; value: unknown }>;

const HEADER_NAME = /^[\w!#$%&'*+.^`|~-]+$/;

/** Headers of the connection and of the body, those of proxies, and those with which some servers take another method or path than the request has. */
const SET_BY_NODE =
	/^(?:accept|accept-encoding|authorization|connection|content-(?:encoding|length|type)|cookie|expect|forwarded|host|keep-alive|te|trailer|transfer-encoding|upgrade|via|proxy-.*|sec-.*|x-forwarded-.*|x-(?:http-)?method.*|x-original-.*|x-rewrite-.*)$/;

/** Query parameters with which some servers take another method than the request has. */
const METHOD_PARAMETERS = new Set(['_method', 'x-http-method-override']);

/**
 * Reads a call that a user wrote.
 *
 * @param input what was filled in
 * @param host base URL of the operations, without a slash at its end
 * @param versioned headers of every call of the service, which stay as they are
 * @throws FieldIssue that says what is wrong
 */
export function readWrittenRequest(
	{ body: filledIn }: Input,
	host: string,
	rule: AnyRequest,
	versioned: Record<string, string>,
): WrittenRequest {
	const method = filledIn.method as HttpMethod;
	const { path, query } = readAddress(String(filledIn.path), host, rule);
	return {
		method,
		path,
		query: readQuery(query, filledIn, rule),
		headers: readHeaders((filledIn.headers ?? []) as Pairs, [...Object.keys(versioned), ...rule.signed]),
		body: readBody(filledIn.body),
		dryRun: filledIn.dryRun === true,
	};
}

function readQuery(
	fromPath: WrittenRequest['query'],
	{ query: list = [], queryJson: object = {} }: Record<string, unknown>,
	{ signed }: AnyRequest,
): WrittenRequest['query'] {
	const sources = [
		{ label: 'Path', pairs: fromPath },
		{ label: 'Query Parameters', pairs: (list as Pairs).map(({ name, value }): [string, unknown] => [name, value]) },
		{ label: 'Query Parameters (JSON)', pairs: Object.entries(object as object) as Array<[string, unknown]> },
	];
	const owners = new Map<string, string>();
	for (const { label, pairs } of sources) {
		for (const [name, value] of pairs) {
			const owner = owners.get(name);
			if (owner !== undefined && owner !== label)
				throw new FieldIssue(label, `"${name}" is given in ${owner} too`, 'Give it once');
			if (value === null || value === undefined || value === '')
				throw new FieldIssue(label, `"${name}" has no value`, 'Fill it in or leave the parameter out');
			const broken = typeof value === 'string' ? mishap(value) : undefined;
			if (broken) throw new FieldIssue(label, `"${name}": ${broken.what}`, broken.advice);
			if (METHOD_PARAMETERS.has(name.toLowerCase()) || signed.includes(name.toLowerCase()))
				throw new FieldIssue(label, `"${name}" is not for a request to set`, 'The credential and Method decide it');
			owners.set(name, label);
		}
	}
	return sources.flatMap(({ pairs }) => pairs);
}

function readHeaders(pairs: Pairs, ours: string[]): Record<string, string> {
	const headers = new Map<string, string>();
	const own = new Set(ours.map((name) => name.toLowerCase()));
	for (const { name: written, value } of pairs) {
		const name = written.toLowerCase();
		if (!HEADER_NAME.test(name)) throw headerIssue(written, 'cannot be the name of a header');
		if (own.has(name) || SET_BY_NODE.test(name)) throw headerIssue(written, 'is set by the node', 'Leave it out');
		if (headers.has(name)) throw headerIssue(written, 'is given twice');
		if (!/^[\x20-\x7e]+$/.test(String(value)))
			throw headerIssue(
				written,
				'has a value with characters that no header may hold',
				'Use letters, digits and signs of ASCII in one line',
			);
		headers.set(name, String(value));
	}
	return Object.fromEntries(headers);
}

function headerIssue(name: string, what: string, advice?: string): FieldIssue {
	return new FieldIssue('Headers', `"${name}" ${what}`, advice);
}

function readBody(body: unknown): unknown {
	if (body !== undefined && (body === null || typeof body !== 'object'))
		throw new FieldIssue('Body (JSON)', 'This must be a JSON object or list');
	return body;
}
