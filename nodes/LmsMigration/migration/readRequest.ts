import type { Operation } from '../../connector/model/operation';
import { matchPath, readAddress, type Address } from './address';
import { readHttpRequest, type HttpRequest } from './httpRequest';
import { services, type KnownService } from './services';
import type { Source } from './source';
import { entryOf, isBlank, type Value } from './value';
import type { WorkflowNode } from './workflow';
import { fieldsOfWire } from './wire';

interface Match {
	service: KnownService;
	resource: string;
	operation: Operation;
	values: Record<string, Value>;
	level?: string;
	fixed: number;
}

/**
 * Reads an HTTP Request node.
 *
 * @param hosts hosts besides the vendors' own, e.g. a platform's own domain
 * @returns `undefined` when it calls none of the vendors; what keeps it from being read, as a text
 */
export function readRequest(
	node: WorkflowNode,
	hosts: string[],
): Source | { shown: string; reason: string } | undefined {
	const request = readHttpRequest(node);
	const address = readAddress(request.url);
	const candidates = services.filter((service) => isCalled(service, request, address, hosts));
	if (candidates.length === 0) return undefined;
	if (!address)
		return {
			shown: 'HTTP Request',
			reason: 'The whole address is an expression. Write host and path as text, with expressions where values stand',
		};
	const shown = `HTTP Request: ${request.method ?? '…'} ${address.shown}`;
	if (candidates.some(({ tokenPaths }) => tokenPaths.test(address.shown))) {
		return {
			shown,
			reason:
				'This signs in. The credential of the new nodes does that: delete this node when no other node needs its token',
		};
	}
	if (request.method === undefined) return { shown, reason: 'The method is an expression. Use one node per method' };
	const match = bestMatch(candidates, request.method, address);
	if (!match) return { shown, reason: 'The pack has no operation for this address and method' };
	return sourceOf(match, request, address, shown);
}

/** The host says whose API it is; where an expression stands for it, the credential and the path do. */
function isCalled(service: KnownService, request: HttpRequest, address: Address | undefined, hosts: string[]): boolean {
	if (request.credentialType === service.credentialType) return true;
	if (!address) return typeof request.url === 'string' && mentions(service, request.url);
	if (address.host !== undefined) return service.hosts.test(address.host) || hosts.includes(address.host);
	const signs = new Set(service.signing.filter((name) => /company|360|apikey/.test(name)));
	return [...request.query, ...request.headers, ...address.query].some(([name]) => signs.has(name.toLowerCase()));
}

function mentions({ hosts }: KnownService, url: string): boolean {
	return (url.match(/https?:\/\/[\w.-]+(:\d+)?/g) ?? []).some((host) => hosts.test(host));
}

function bestMatch(candidates: KnownService[], method: string, address: Address): Match | undefined {
	const matches = candidates.flatMap((service) =>
		service.catalogue.resources.flatMap((resource) =>
			resource.operations
				.filter((operation) => operation.method === method && !operation.job && !operation.request)
				.flatMap((operation) => {
					const paths = typeof operation.path === 'string' ? { '': operation.path } : operation.path;
					return Object.entries(paths).flatMap(([level, path]): Match[] => {
						const found = matchPath(`${operation.basePath ?? service.basePath}${path}`, address.segments);
						return found
							? [{ service, resource: resource.value, operation, ...found, ...(level ? { level } : {}) }]
							: [];
					});
				}),
		),
	);
	return matches.sort((one, other) => other.fixed - one.fixed)[0];
}

function sourceOf(
	{ service, resource, operation, values, level }: Match,
	request: HttpRequest,
	address: Address,
	shown: string,
): Source {
	const unknown: string[] = [];
	const signs = ([name, value]: [string, Value]) => !service.signing.includes(name.toLowerCase()) && !isBlank(value);
	const query = [...address.query, ...request.query].filter(signs);
	const isMany =
		operation.body === 'jsonArray' &&
		(request.body?.kind === 'code' || (request.body?.kind === 'list' && request.body.items.length !== 1));
	const entries = operation.bulk ? entryOf(request.body, operation.bulk.property) : isMany ? request.body : undefined;
	const body = entries ? undefined : request.body;
	const filled = fieldsOfWire(operation, { path: values, query, body, files: request.files, level }, (name) =>
		unknown.push(name),
	);
	const headers = request.headers.filter(signs).map(([name]) => name);
	const isList = operation.output.kind === 'records';
	const holdsList = isList && request.keepsLists && !request.fullResponse && operation.output.property === undefined;
	return {
		service,
		resource,
		operation,
		filled,
		...(entries ? { entries } : {}),
		shown,
		isRequest: true,
		...(level ? { level: { kind: 'plain', value: level } } : {}),
		options: {},
		unknown: [...unknown, ...headers.map((name) => `the header ${name}`)],
		wrapped: request.fullResponse ? ['body'] : [],
		holdsList,
		notes: [
			...request.notes,
			...(request.body?.kind === 'code'
				? ['The body was one expression: each field reads its property now. Delete the fields that are never filled in']
				: []),
			...(holdsList ? ['The answer came as one item that held the whole list. Each record is an item now'] : []),
			...(isList && operation.pagination && !service.successor && !request.pages
				? ['The request read one page. The node reads all of them: set a limit if you want fewer']
				: []),
			...(request.fullResponse
				? ['The answer came with status and headers below "body". The node gives the record alone']
				: []),
		],
	};
}
