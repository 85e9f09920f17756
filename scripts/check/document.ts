/** The documents of a service as one, with references that can be followed, next to the operations of the node. */
import { createRequire } from 'node:module';
import path from 'node:path';
import type { Catalogue } from '../../nodes/connector/model/catalogue.ts';
import type { Operation } from '../../nodes/connector/model/operation.ts';
import { bundledDocument, type ServiceFolder } from '../openapi/bundle.ts';

/** A schema of the document; references are followed by `resolve`. */
export interface Schema {
	$ref?: string;
	type?: string | string[];
	format?: string;
	pattern?: string;
	enum?: unknown[];
	const?: unknown;
	properties?: Record<string, Schema>;
	required?: string[];
	additionalProperties?: boolean | Schema;
	items?: Schema;
	allOf?: Schema[];
	anyOf?: Schema[];
	oneOf?: Schema[];
	'x-enum-open'?: boolean;
}

export interface Answer {
	headers?: Record<string, unknown>;
	content?: Record<string, { schema?: Schema }>;
	'x-error-codes'?: Array<{ code: string }>;
}

/** An operation of the vendor, as the document has it. */
export interface Described {
	operationId: string;
	responses: Record<string, Answer>;
	'x-inferred'?: string[];
	'x-pagination'?: { pageSize?: number };
}

/** One address of an operation of the node, with what the document says of it. */
export interface Endpoint {
	operation: Operation;
	resource: string;
	path: string;
	/** Which of the paths of the operation this is; absent where it has one. */
	level?: string;
	described: Described;
}

export interface ServiceDocuments {
	title: string;
	catalogue: Catalogue;
	endpoints: Endpoint[];
	/** Codes that any operation may answer. */
	generalCodes: Set<string>;
	resolve<T extends object>(value: T): T;
}

/** @param root the repository, built */
export async function readService(root: string, folder: ServiceFolder): Promise<ServiceDocuments> {
	const document = (await bundledDocument(root, folder, { extensions: true })) as unknown as {
		info: { title: string };
		paths: Record<string, Record<string, Described>>;
	};
	const catalogue = createRequire(import.meta.url)(
		path.join(root, 'dist', 'nodes', folder, 'catalogue.json'),
	) as Catalogue;
	const resolve = <T extends object>(value: T): T => {
		const { $ref } = value as { $ref?: string };
		if ($ref === undefined) return value;
		const places = $ref
			.slice(2)
			.split('/')
			.map((name) => name.replaceAll('~1', '/').replaceAll('~0', '~'));
		return resolve(places.reduce<unknown>((found, name) => (found as Record<string, unknown>)[name], document) as T);
	};
	const byAddress = new Map(Object.entries(document.paths).map(([address, item]) => [anonymous(address), item]));
	const endpoints = catalogue.resources.flatMap(({ value: resource, operations }) =>
		operations.flatMap((operation) => {
			if (operation.job || operation.request) return [];
			const paths: Array<[string | undefined, string]> =
				typeof operation.path === 'string' ? [[undefined, operation.path]] : Object.entries(operation.path);
			return paths.map(([level, address]): Endpoint => {
				const described = byAddress.get(anonymous(address))?.[operation.method.toLowerCase()];
				if (!described) throw new Error(`${operation.method} ${address} is in no document`);
				return { operation, resource, path: address, ...(level ? { level } : {}), described };
			});
		}),
	);
	return {
		title: document.info.title,
		catalogue,
		endpoints,
		generalCodes: new Set(catalogue.errors.map(({ code }) => code)),
		resolve,
	};
}

/** An address without the names of its placeholders: the nodes have names of their own for some. */
function anonymous(address: string): string {
	return address.replace(/\{\w+\}/g, '{}');
}

/** Codes that the document knows for an answer of an endpoint. */
export function codesOf({ operation, described }: Endpoint, { generalCodes, resolve }: ServiceDocuments): Set<string> {
	const answers = Object.values(described.responses).map(resolve);
	return new Set([
		...generalCodes,
		...operation.errors.map(({ code }) => code),
		...answers.flatMap((answer) => (answer['x-error-codes'] ?? []).map(({ code }) => code)),
	]);
}
