import { readJson } from './readNode';
import { fromParameter, plain, textOf, type Value } from './value';
import { nested } from './wire';
import type { WorkflowNode } from './workflow';

/** What an HTTP Request node sends, whatever its version. */
export interface HttpRequest {
	/** In capitals; `undefined` when an expression chooses it. */
	method?: string;
	url: unknown;
	query: Array<[string, Value]>;
	headers: Array<[string, Value]>;
	body?: Value;
	/** Names of binary properties by name of the form field. */
	files: Record<string, string>;
	/** Type of the credential of a vendor, where one is used. */
	credentialType?: string;
	/** The answer comes with status and headers, below `body`. */
	fullResponse: boolean;
	/** What the node did that no node of a vendor does. */
	notes: string[];
}

export const HTTP_REQUEST = ['n8n-nodes-base.httpRequest', 'n8n-nodes-base.httpRequestTool'];

type Parameters = Record<string, unknown>;

/** Reads an HTTP Request node. Versions 1 and 2 have other names than those from 3 on. */
export function readHttpRequest({ parameters, typeVersion = 1 }: WorkflowNode): HttpRequest {
	return typeVersion < 3 ? readOld(parameters) : readNew(parameters);
}

function readNew(parameters: Parameters): HttpRequest {
	const options = inside(parameters.options);
	const response = inside(inside(options.response).response);
	const files: Record<string, string> = {};
	const form: Array<[string, Value]> = [];
	const body = () => {
		if (parameters.sendBody !== true) return undefined;
		const type = parameters.contentType ?? 'json';
		if (type === 'raw') return readJson(String(parameters.body ?? ''));
		if (type === 'binaryData') return undefined;
		if (type === 'json' && parameters.specifyBody === 'json') return readJson(String(parameters.jsonBody ?? ''));
		if (type !== 'multipart-form-data' && parameters.specifyBody === 'string') return queryText(String(parameters.body ?? ''));
		for (const pair of listIn(parameters.bodyParameters, 'parameters')) {
			if (pair.parameterType === 'formBinaryData') files[String(pair.name)] = String(pair.inputDataFieldName ?? 'data');
			else form.push([String(pair.name), fromParameter(pair.value)]);
		}
		return nested(form);
	};
	return {
		method: methodOf(parameters.method),
		url: parameters.url,
		query: parameters.sendQuery === true ? pairsOf(parameters, 'specifyQuery', 'queryParameters', 'jsonQuery') : [],
		headers: parameters.sendHeaders === true ? pairsOf(parameters, 'specifyHeaders', 'headerParameters', 'jsonHeaders') : [],
		body: body(),
		files,
		credentialType: parameters.authentication === 'predefinedCredentialType' ? text(parameters.nodeCredentialType) : undefined,
		fullResponse: response.fullResponse === true,
		notes: notesOn(options, response),
	};
}

function readOld(parameters: Parameters): HttpRequest {
	const options = inside(parameters.options);
	const isJson = parameters.jsonParameters === true;
	const pairs = (name: string): Array<[string, Value]> =>
		isJson ? entriesOf(readJson(String(parameters[`${name}Json`] ?? ''))) : listIn(parameters[`${name}Ui`], 'parameter').map((pair) => [String(pair.name), fromParameter(pair.value)]);
	return {
		method: methodOf(parameters.requestMethod),
		url: parameters.url,
		query: pairs('queryParameters'),
		headers: pairs('headerParameters'),
		body: isJson ? readJson(String(parameters.bodyParametersJson ?? '')) : nested(pairs('bodyParameters')),
		files: {},
		credentialType: parameters.authentication === 'predefinedCredentialType' ? text(parameters.nodeCredentialType) : undefined,
		fullResponse: options.fullResponse === true,
		notes: notesOn(options, {}, parameters.responseFormat),
	};
}

function methodOf(parameter: unknown): string | undefined {
	const method = parameter === undefined || parameter === '' ? 'GET' : String(parameter);
	return method.startsWith('=') ? undefined : method.toUpperCase();
}

function pairsOf(parameters: Parameters, choice: string, list: string, json: string): Array<[string, Value]> {
	if (parameters[choice] === 'json') return entriesOf(readJson(String(parameters[json] ?? '')));
	return listIn(parameters[list], 'parameters').map((pair) => [String(pair.name), fromParameter(pair.value)]);
}

/** `a=1&b=2`, the other form a body can have as text. */
function queryText(body: string): Value {
	const value = fromParameter(body);
	const fixed = textOf(value);
	return fixed === undefined ? value : nested(fixed.split('&').filter((pair) => pair !== '').map((pair) => {
		const [name, ...rest] = pair.split('=');
		return [decodeURIComponent(name), plain(decodeURIComponent(rest.join('=').replaceAll('+', ' ')))];
	}));
}

function notesOn(options: Parameters, response: Parameters, format: unknown = response.responseFormat): string[] {
	const notes: string[] = [];
	const say = (condition: unknown, note: string) => condition && notes.push(note);
	say(response.neverError === true || options.ignoreResponseCode === true, 'The request never failed, whatever the answer was. The node fails, unless On Error says that the workflow goes on');
	say(format === 'text' || format === 'string', 'The answer came as text. The node gives the fields of the record');
	say(options.pagination, 'The pages were read by the settings of the node. The new node reads all pages by itself');
	say(options.proxy, 'The request went through a proxy of its own. The new node uses the proxy of n8n, where one is set');
	say(options.allowUnauthorizedCerts === true || options.allowUnauthorizedCertificates === true, 'Certificates were not checked. The new node checks them');
	return notes;
}

function entriesOf(value: Value): Array<[string, Value]> {
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

