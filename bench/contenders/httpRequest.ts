import type { INode, INodeParameters, INodeType, IVersionedNodeType } from 'n8n-workflow';
import { createRequire, registerHooks } from 'node:module';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { root } from '../../engine/index.ts';
import { MODULES } from '../../test/e2e/install.ts';
import type { Addresses } from '../vendors.ts';
import { inEngine, type Contender } from './contender.ts';

const NAME = 'n8n-nodes-base.httpRequest';
const FILE = path.join(MODULES, 'n8n-nodes-base', 'dist', 'nodes', 'HttpRequest', 'HttpRequest.node.js');

/** Packages that the node must share with the engine: with a second copy of them `instanceof` would be false for every error. */
const SHARED = /^(n8n-workflow|n8n-core|@n8n\/(di|utils))(\/|$)/;

/**
 * n8n's HTTP Request node with predefined credentials, as its documentation advises.
 * Source: https://docs.n8n.io/integrations/builtin/core-nodes/n8n-nodes-base.httprequest/
 */
export function httpRequest(
	request: (addresses: Addresses) => INodeParameters,
	{ title = 'HTTP Request', settings }: { title?: string; settings?: Partial<INode> } = {},
): Contender {
	const setUp = (addresses: Addresses) => ({
		type: NAME,
		typeVersion: nodeType().description.defaultVersion!,
		parameters: { authentication: 'predefinedCredentialType', ...request(addresses) },
		settings,
	});
	return inEngine(title, setUp, async () => ({ [NAME]: nodeType() }));
}

/** A body of fields, each an expression or a value. */
export function jsonBody(fields: Record<string, string>): INodeParameters {
	const parameters = Object.entries(fields).map(([name, value]) => ({ name, value }));
	return { sendBody: true, contentType: 'json', specifyBody: 'keypair', bodyParameters: { parameters } };
}

/** Headers by name. */
export function headers(values: Record<string, string>): INodeParameters {
	const parameters = Object.entries(values).map(([name, value]) => ({ name, value }));
	return { sendHeaders: true, specifyHeaders: 'keypair', headerParameters: { parameters } };
}

let loaded: (IVersionedNodeType & INodeType) | undefined;

/**
 * The node from the n8n that `installN8n` has installed, on the engine's own copies of n8n's packages.
 *
 * @throws Error when the engine is of another version
 */
function nodeType(): IVersionedNodeType & INodeType {
	if (loaded) return loaded;
	const engine = createRequire(import.meta.url);
	const installed = createRequire(FILE);
	for (const name of ['n8n-workflow', 'n8n-core']) {
		const [one, other] = [engine, installed].map(
			(load) => (load(`${name}/package.json`) as { version: string }).version,
		);
		if (one !== other)
			throw new Error(
				`The engine has ${name} ${one}, the installed n8n has ${other}: both must be the same for a fair comparison`,
			);
	}
	const [from, to] = [MODULES, path.join(root, 'node_modules')].map((folder) => pathToFileURL(folder).href);
	const hooks = registerHooks({
		resolve: (specifier, context, next) => {
			const found = next(specifier, context);
			return SHARED.test(specifier) ? { ...found, url: found.url.replace(from, to) } : found;
		},
	});
	try {
		const { HttpRequest } = installed(FILE) as { HttpRequest: new () => IVersionedNodeType & INodeType };
		loaded = new HttpRequest();
	} finally {
		hooks.deregister();
	}
	return loaded;
}
