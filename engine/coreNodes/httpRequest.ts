import set from 'lodash/set.js';
import type {
	IDataObject,
	IExecuteFunctions,
	IHttpRequestMethods,
	IHttpRequestOptions,
	INodeExecutionData,
} from 'n8n-workflow';
import { workflow } from '../n8n.ts';
import { choice, coreNode, flag, groups, options, text } from './coreNode.ts';

interface Pair {
	name: string;
	value: string;
}

/** The request and how its answer is handled, independent of the version of the node. */
interface Request {
	method: IHttpRequestMethods;
	qs: IDataObject;
	headers: IDataObject;
	body?: unknown;
	fullResponse: boolean;
	/** A list in the answer is one item, as in versions 1 and 2. */
	keepsLists: boolean;
}

type Read = (name: string, otherwise?: unknown) => unknown;

const METHODS = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE', 'HEAD', 'OPTIONS'];

/** Methods for which versions 1 and 2 have fields for a body. */
const WITH_BODY = ['POST', 'PUT', 'PATCH', 'DELETE'];

const CONTENT_TYPES = ['json', 'form-urlencoded', 'multipart-form-data'];

const pair = (name: string) => groups(name, 'parameters', text('name'), text('value'));
const formPair = groups(
	'bodyParameters',
	'parameters',
	choice('parameterType', ['formData']),
	text('name'),
	text('value'),
);
const oldPair = (name: string) => groups(name, 'parameter', text('name'), text('value'));
const json = (name: string) => ({ displayName: name, name, type: 'json' as const, default: '' });
const response = {
	...groups('response', 'response', flag('fullResponse'), choice('responseFormat', ['autodetect', 'json'])),
	typeOptions: {},
};

/** HTTP Request: one call per item, without credentials. Versions 1 and 2 have parameters of their own. */
export const httpRequest = coreNode({
	name: 'httpRequest',
	displayName: 'HTTP Request',
	version: [1, 2, 3, 4, 4.1, 4.2, 4.3, 4.4, 4.5],
	properties: [
		choice('method', METHODS),
		choice('requestMethod', METHODS),
		text('url'),
		choice('authentication', ['none']),
		flag('sendQuery'),
		choice('specifyQuery', ['keypair', 'json']),
		pair('queryParameters'),
		json('jsonQuery'),
		flag('sendHeaders'),
		choice('specifyHeaders', ['keypair', 'json']),
		pair('headerParameters'),
		json('jsonHeaders'),
		flag('sendBody'),
		choice('contentType', CONTENT_TYPES),
		choice('specifyBody', ['keypair', 'json', 'string']),
		formPair,
		json('jsonBody'),
		text('body'),
		flag('jsonParameters'),
		oldPair('queryParametersUi'),
		oldPair('headerParametersUi'),
		oldPair('bodyParametersUi'),
		json('queryParametersJson'),
		json('headerParametersJson'),
		json('bodyParametersJson'),
		choice('responseFormat', ['json']),
		options(response, flag('fullResponse'), flag('splitIntoItems'), choice('bodyContentType', CONTENT_TYPES)),
	],
	async execute(this: IExecuteFunctions) {
		const results: INodeExecutionData[] = [];
		for (const index of this.getInputData().keys()) {
			const { fullResponse, keepsLists, body, ...request } =
				this.getNode().typeVersion < 3 ? oldRequest.call(this, index) : newRequest.call(this, index);
			const url = this.getNodeParameter('url', index) as string;
			const sent = {
				...request,
				url,
				...(body === undefined ? {} : { body }),
				json: true,
				returnFullResponse: true,
			} as IHttpRequestOptions;
			const answer = (await this.helpers.httpRequest(sent)) as {
				body: unknown;
				headers: IDataObject;
				statusCode: number;
				statusMessage: string;
			};
			const pairedItem = { item: index };
			const { headers, statusCode, statusMessage } = answer;
			if (fullResponse)
				results.push({ json: { body: answer.body as IDataObject, headers, statusCode, statusMessage }, pairedItem });
			else if (keepsLists) results.push({ json: recordOf(answer.body), pairedItem });
			else
				for (const record of Array.isArray(answer.body) ? answer.body : [answer.body])
					results.push({ json: recordOf(record), pairedItem });
		}
		return [results];
	},
});

/** n8n puts an answer that is no record into a field of its own. */
function recordOf(answer: unknown): IDataObject {
	if (answer !== null && typeof answer === 'object') return answer as IDataObject;
	return answer === undefined || answer === '' ? {} : { data: answer as string };
}

function newRequest(this: IExecuteFunctions, index: number): Request {
	const { typeVersion } = this.getNode();
	const read: Read = (name, otherwise) => this.getNodeParameter(name, index, otherwise);
	const pairsOf = (list: string) => (read(list, {}) as { parameters?: Pair[] }).parameters ?? [];
	const part = (send: string, specify: string, list: string, text: string): IDataObject => {
		if (read(send, false) !== true) return {};
		return read(specify, 'keypair') === 'json'
			? parsed.call(this, read(text, '{}'))
			: objectOf(pairsOf(list), typeVersion >= 4.3);
	};
	const { response: told } = read('options', {}) as { response?: { response?: { fullResponse?: boolean } } };
	return {
		method: read('method', 'GET') as IHttpRequestMethods,
		qs: part('sendQuery', 'specifyQuery', 'queryParameters', 'jsonQuery'),
		headers: part('sendHeaders', 'specifyHeaders', 'headerParameters', 'jsonHeaders'),
		...(read('sendBody', false) === true
			? { body: newBody.call(this, read, pairsOf('bodyParameters'), typeVersion) }
			: {}),
		fullResponse: told?.response?.fullResponse === true,
		keepsLists: false,
	};
}

/** From version 4 on, names of JSON fields say where they belong (`address.city`). */
function newBody(this: IExecuteFunctions, read: Read, pairs: Pair[], typeVersion: number): unknown {
	const type = read('contentType', 'json') as string;
	const specified = read('specifyBody', 'keypair');
	if (type === 'multipart-form-data') return multipart(pairs.map(({ name, value }) => [name, value]));
	if (type === 'form-urlencoded')
		return urlencoded(
			specified === 'string'
				? Object.fromEntries(new URLSearchParams(read('body', '') as string))
				: objectOf(pairs, typeVersion >= 4.3),
		);
	if (specified === 'json') return parsed.call(this, read('jsonBody', '{}'));
	if (typeVersion < 4) return objectOf(pairs, false);
	return pairs.reduce<IDataObject>((body, { name, value }) => set(body, name, value), {});
}

function oldRequest(this: IExecuteFunctions, index: number): Request {
	const read: Read = (name, otherwise) => this.getNodeParameter(name, index, otherwise);
	const isJson = read('jsonParameters', false) === true;
	const part = (name: string, joins = false): IDataObject =>
		isJson
			? parsed.call(this, read(`${name}Json`, '') || '{}')
			: objectOf((read(`${name}Ui`, {}) as { parameter?: Pair[] }).parameter, joins);
	const method = read('requestMethod', 'GET') as IHttpRequestMethods;
	const { fullResponse, splitIntoItems, bodyContentType } = read('options', {}) as {
		fullResponse?: boolean;
		splitIntoItems?: boolean;
		bodyContentType?: string;
	};
	const body = part('bodyParameters');
	const written =
		bodyContentType === 'multipart-form-data'
			? multipart(Object.entries(body))
			: bodyContentType === 'form-urlencoded'
				? urlencoded(body)
				: body;
	return {
		method,
		qs: part('queryParameters', true),
		headers: part('headerParameters'),
		...(WITH_BODY.includes(method) ? { body: written } : {}),
		fullResponse: fullResponse === true,
		keepsLists: splitIntoItems !== true,
	};
}

function multipart(entries: Array<[string, unknown]>): FormData {
	const form = new FormData();
	for (const [name, value] of entries) form.append(name, String(value));
	return form;
}

function urlencoded(values: IDataObject): URLSearchParams {
	return new URLSearchParams(
		Object.entries(values).flatMap(([name, value]) =>
			[value].flat().map((entry): [string, string] => [name, String(entry)]),
		),
	);
}

/** @param joins the same name twice makes a list; otherwise the last value counts */
function objectOf(pairs: Pair[] = [], joins: boolean): IDataObject {
	const result: IDataObject = {};
	for (const { name, value } of pairs)
		result[name] = joins && name in result ? [result[name] as string, value].flat() : value;
	return result;
}

function parsed(this: IExecuteFunctions, value: unknown): IDataObject {
	if (typeof value !== 'string') return value as IDataObject;
	try {
		return JSON.parse(value) as IDataObject;
	} catch (error) {
		throw new workflow.NodeOperationError(
			this.getNode(),
			`The JSON of the node cannot be read: ${(error as Error).message}`,
		);
	}
}
