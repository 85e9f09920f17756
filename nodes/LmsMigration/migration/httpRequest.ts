import { readPairs } from './address';
import { readJson } from './readNode';
import { fromParameter, type Value } from './value';
import { nested } from './wire';
import type { WorkflowNode } from './workflow';

type Parameters = Record<string, unknown>;

/** Names and values, in the order in which they stand. */
type Pairs = Array<[string, Value]>;

/** What an HTTP Request node sends, whatever its version. */
export interface HttpRequest {
	/** In capitals; `undefined` when an expression chooses it. */
	method: string | undefined;
	url: unknown;
	query: Pairs;
	headers: Pairs;
	body: Value | undefined;
	/** Names of binary properties by name of the form field. */
	files: Record<string, string>;
	/** Type of the credential of a vendor, where one is used. */
	credentialType: string | undefined;
	/** The answer comes with status and headers, below `body`. */
	fullResponse: boolean;
	/** A list in the answer stays together in one item. */
	keepsLists: boolean;
	/** The node read page after page. */
	pages: boolean;
	/** Features of the node that the vendor's nodes do not have. */
	notes: string[];
}

export const HTTP_REQUEST = ['n8n-nodes-base.httpRequest', 'n8n-nodes-base.httpRequestTool'];

/** Methods for which versions 1 and 2 have fields for a body. */
const WITH_BODY = ['POST', 'PUT', 'PATCH', 'DELETE'];

/**
 * Reads an HTTP Request node: versions 1 and 2 have other parameters than those from 3 on.
 * Source: n8n-nodes-base 2.41.1, nodes/HttpRequest
 */
export function readHttpRequest({ parameters, typeVersion = 1 }: WorkflowNode): HttpRequest {
	return typeVersion < 3 ? readOld(parameters) : readNew(parameters, typeVersion);
}

function readNew(parameters: Parameters, typeVersion: number): HttpRequest {
	const options = inside(parameters.options);
	const response = inside(inside(options.response).response);
	const paging = inside(inside(options.pagination).pagination);
	const pages = options.pagination !== undefined && paging.paginationMode !== 'off';
	const { body, files } = newBody(parameters, typeVersion);
	return {
		method: methodOf(parameters.method),
		url: parameters.url,
		query:
			parameters.sendQuery === true
				? pairsOf(parameters, 'specifyQuery', 'queryParameters', 'jsonQuery', typeVersion)
				: [],
		headers:
			parameters.sendHeaders === true
				? pairsOf(parameters, 'specifyHeaders', 'headerParameters', 'jsonHeaders', typeVersion)
				: [],
		body,
		files,
		credentialType: credentialOf(parameters),
		fullResponse: response.fullResponse === true,
		keepsLists: false,
		pages,
		notes: [
			...notesOn(
				{ ...options, ...(pages ? {} : { pagination: undefined }) },
				{ format: response.responseFormat, neverError: response.neverError },
			),
			...(parameters.provideSslCertificates === true
				? ['The request showed a certificate of its own. The new node shows none']
				: []),
			...(parameters.sendBody === true && parameters.contentType === 'binaryData' ? [NO_FILE_AS_BODY] : []),
			...(parameters.sendBody === true &&
			isFormText(parameters) &&
			readPairs(String(parameters.body ?? '')).some(([name]) => name === '')
				? [NO_NAMES]
				: []),
		],
	};
}

const NO_FILE_AS_BODY = 'The body was a file as it is. No operation takes one: it is left out';

const NO_NAMES = 'An expression makes the names in the form, so nobody knows which fields it fills: fill them in';

function isFormText({ contentType, specifyBody }: Parameters): boolean {
	return contentType === 'form-urlencoded' && specifyBody === 'string';
}

function newBody(parameters: Parameters, typeVersion: number): { body?: Value; files: Record<string, string> } {
	const files: Record<string, string> = {};
	if (parameters.sendBody !== true) return { files };
	const type = parameters.contentType ?? 'json';
	if (type === 'raw') return { body: readJson(String(parameters.body ?? '')), files };
	if (type === 'binaryData') return { files };
	if (type === 'json' && parameters.specifyBody === 'json')
		return { body: readJson(String(parameters.jsonBody ?? '')), files };
	if (isFormText(parameters))
		return { body: nested(lastOf(readPairs(String(parameters.body ?? '')).filter(([name]) => name !== ''))), files };
	const pairs: Pairs = [];
	for (const pair of listIn(parameters.bodyParameters, 'parameters')) {
		if (pair.parameterType === 'formBinaryData') files[String(pair.name)] = String(pair.inputDataFieldName ?? 'data');
		else pairs.push([String(pair.name), fromParameter(pair.value)]);
	}
	const joins = type === 'multipart-form-data' ? typeVersion >= 4.2 : type === 'form-urlencoded' && typeVersion >= 4.3;
	const placed =
		type === 'json' && typeVersion >= 4
			? pairs.map(([name, value]): [string, Value] => [name.replace(/\.(\w+)/g, '[$1]'), value])
			: pairs;
	return { body: nested(joins ? placed : lastOf(placed)), files };
}

function readOld(parameters: Parameters): HttpRequest {
	const options = inside(parameters.options);
	const isJson = parameters.jsonParameters === true;
	const method = methodOf(parameters.requestMethod);
	const pairs = (name: string): Pairs =>
		isJson
			? entriesOf(readJson(String(parameters[`${name}Json`] ?? '')))
			: listIn(parameters[`${name}Ui`], 'parameter').map((pair) => [String(pair.name), fromParameter(pair.value)]);
	const takesBody = method === undefined || WITH_BODY.includes(method);
	const sendsFile = takesBody && isJson && parameters.sendBinaryData === true;
	const body = isJson ? readJson(String(parameters.bodyParametersJson ?? '')) : nested(lastOf(pairs('bodyParameters')));
	return {
		method,
		url: parameters.url,
		query: pairs('queryParameters'),
		headers: lastOf(pairs('headerParameters')),
		body: takesBody && !sendsFile ? body : undefined,
		files:
			sendsFile && options.bodyContentType !== 'raw' ? oldFiles(String(parameters.binaryPropertyName ?? 'data')) : {},
		credentialType: credentialOf(parameters),
		fullResponse: options.fullResponse === true,
		keepsLists: options.splitIntoItems !== true,
		pages: false,
		notes: [
			...notesOn(
				{ ...options, allowUnauthorizedCerts: parameters.allowUnauthorizedCerts },
				{ format: parameters.responseFormat, neverError: options.ignoreResponseCode },
			),
			...(sendsFile && options.bodyContentType === 'raw' ? [NO_FILE_AS_BODY] : []),
		],
	};
}

/** `image:photo, logo:mark`, or the name of the one binary property that went out as `file`. */
function oldFiles(names: string): Record<string, string> {
	return Object.fromEntries(
		names
			.split(',')
			.map((name) => (name.includes(':') ? name.trim().split(':').slice(0, 2) : ['file', name.trim()])) as Array<
			[string, string]
		>,
	);
}

function credentialOf({ authentication, nodeCredentialType }: Parameters): string | undefined {
	return authentication === 'predefinedCredentialType' ? text(nodeCredentialType) : undefined;
}

function methodOf(parameter: unknown): string | undefined {
	const method = parameter === undefined || parameter === '' ? 'GET' : String(parameter);
	return method.startsWith('=') ? undefined : method.toUpperCase();
}

function pairsOf(parameters: Parameters, choice: string, list: string, json: string, typeVersion: number): Pairs {
	if (parameters[choice] === 'json') return entriesOf(readJson(String(parameters[json] ?? '')));
	const pairs = listIn(parameters[list], 'parameters').map((pair): [string, Value] => [
		String(pair.name),
		fromParameter(pair.value),
	]);
	return typeVersion >= 4.3 ? pairs : lastOf(pairs);
}

/** Where the same name twice makes no list, the last value counts; a name in empty brackets says that a list is meant. */
function lastOf(pairs: Pairs): Pairs {
	const last = new Map(pairs.map(([name], index) => [name, index]));
	return pairs.filter(([name], index) => name.endsWith('[]') || last.get(name) === index);
}

function notesOn(options: Parameters, { format, neverError }: { format: unknown; neverError: unknown }): string[] {
	const notes: string[] = [];
	const say = (condition: unknown, note: string) => condition && notes.push(note);
	say(
		neverError === true,
		'The request never failed, whatever the answer was. The node fails, unless On Error says that the workflow goes on',
	);
	say(format === 'text' || format === 'string', 'The answer came as text. The node gives the fields of the record');
	say(
		format === 'file',
		'The answer came as a file. The node gives a file only where the API answers with one, and the fields of the record otherwise',
	);
	say(options.pagination, 'The pages were read by the settings of the node. The new node reads all pages by itself');
	say(
		options.proxy,
		'The request went through a proxy of its own. The new node uses the proxy of n8n, where one is set',
	);
	say(options.allowUnauthorizedCerts === true, 'Certificates were not checked. The new node checks them');
	return notes;
}

function entriesOf(value: Value): Pairs {
	return value.kind === 'object' ? value.entries : [];
}

function inside(value: unknown): Parameters {
	return value !== null && typeof value === 'object' && !Array.isArray(value) ? (value as Parameters) : {};
}

function listIn(holder: unknown, name: string): Parameters[] {
	const list = inside(holder)[name];
	return Array.isArray(list) ? list.map(inside) : [];
}

function text(value: unknown): string | undefined {
	return typeof value === 'string' && value !== '' ? value : undefined;
}
