import type { IDataObject, IExecuteFunctions, IHttpRequestMethods, IHttpRequestOptions, INodeExecutionData } from 'n8n-workflow';
import { workflow } from '../n8n.ts';
import { choice, coreNode, flag, groups, options, text } from './coreNode.ts';

interface Pair {
	name: string;
	value: string;
}

/** What goes out, whatever the version of the node. */
interface Request {
	method: IHttpRequestMethods;
	qs: IDataObject;
	headers: IDataObject;
	body?: unknown;
	fullResponse: boolean;
}

const METHODS = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE', 'HEAD', 'OPTIONS'];

const pair = (name: string) => groups(name, 'parameters', text('name'), text('value'));
const oldPair = (name: string) => groups(name, 'parameter', text('name'), text('value'));
const json = (name: string) => ({ displayName: name, name, type: 'json' as const, default: '' });

/** HTTP Request: one call per item, without credentials. Lists in an answer become items. Versions 1 and 2 have parameters of their own. */
export const httpRequest = coreNode({
	name: 'httpRequest',
	displayName: 'HTTP Request',
	version: [1, 2, 3, 4, 4.1, 4.2, 4.3, 4.4],
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
		choice('contentType', ['json', 'form-urlencoded', 'multipart-form-data']),
		choice('specifyBody', ['keypair', 'json', 'string']),
		pair('bodyParameters'),
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
		options({ ...groups('response', 'response', flag('fullResponse'), choice('responseFormat', ['autodetect', 'json'])), typeOptions: {} }, flag('fullResponse'), flag('splitIntoItems')),
	],
	async execute(this: IExecuteFunctions) {
		const results: INodeExecutionData[] = [];
		for (const index of this.getInputData().keys()) {
			const { fullResponse, body, ...request } = this.getNode().typeVersion < 3 ? oldRequest.call(this, index) : newRequest.call(this, index);
			const url = this.getNodeParameter('url', index) as string;
			const sent = { ...request, url, ...(body === undefined ? {} : { body }), json: true, returnFullResponse: true } as IHttpRequestOptions;
			const answer = (await this.helpers.httpRequest(sent)) as { body: unknown; headers: IDataObject; statusCode: number };
			const pairedItem = { item: index };
			const { headers, statusCode } = answer;
			if (fullResponse) results.push({ json: { body: answer.body as IDataObject, headers, statusCode }, pairedItem });
			else for (const record of Array.isArray(answer.body) ? answer.body : [answer.body]) results.push({ json: recordOf(record), pairedItem });
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
	const read = (name: string, otherwise?: unknown) => this.getNodeParameter(name, index, otherwise);
	const part = (send: string, specify: string, list: string, text: string): IDataObject => {
		if (read(send, false) !== true) return {};
		return read(specify, 'keypair') === 'json' ? parsed.call(this, read(text, '{}')) : objectOf((read(list, {}) as { parameters?: Pair[] }).parameters);
	};
	const { response } = read('options', {}) as { response?: { response?: { fullResponse?: boolean } } };
	return {
		method: read('method', 'GET') as IHttpRequestMethods,
		qs: part('sendQuery', 'specifyQuery', 'queryParameters', 'jsonQuery'),
		headers: part('sendHeaders', 'specifyHeaders', 'headerParameters', 'jsonHeaders'),
		...bodyOf.call(this, part('sendBody', 'specifyBody', 'bodyParameters', 'jsonBody'), read),
		fullResponse: response?.response?.fullResponse === true,
	};
}

function bodyOf(this: IExecuteFunctions, body: IDataObject, read: (name: string, otherwise?: unknown) => unknown): { body?: unknown } {
	if (read('sendBody', false) !== true) return {};
	const type = read('contentType', 'json');
	if (type === 'json') return { body };
	if (read('specifyBody', 'keypair') === 'string') return { body: new URLSearchParams(read('body', '') as string) };
	const form = type === 'multipart-form-data' ? new FormData() : new URLSearchParams();
	for (const [name, value] of Object.entries(body)) form.append(name, String(value));
	return { body: form };
}

function oldRequest(this: IExecuteFunctions, index: number): Request {
	const read = (name: string, otherwise?: unknown) => this.getNodeParameter(name, index, otherwise);
	const isJson = read('jsonParameters', false) === true;
	const part = (name: string): IDataObject =>
		isJson ? parsed.call(this, read(`${name}Json`, '') || '{}') : objectOf((read(`${name}Ui`, {}) as { parameter?: Pair[] }).parameter);
	const body = part('bodyParameters');
	const method = read('requestMethod', 'GET') as IHttpRequestMethods;
	const { fullResponse } = read('options', {}) as { fullResponse?: boolean };
	return { method, qs: part('queryParameters'), headers: part('headerParameters'), ...(method === 'GET' ? {} : { body }), fullResponse: fullResponse === true };
}

function objectOf(pairs: Pair[] = []): IDataObject {
	return Object.fromEntries(pairs.map(({ name, value }) => [name, value]));
}

function parsed(this: IExecuteFunctions, value: unknown): IDataObject {
	if (typeof value !== 'string') return value as IDataObject;
	try {
		return JSON.parse(value) as IDataObject;
	} catch (error) {
		throw new workflow.NodeOperationError(this.getNode(), `The JSON of the node cannot be read: ${(error as Error).message}`);
	}
}
