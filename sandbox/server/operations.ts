import type { Definition, Part } from './documents.ts';

export const METHODS = ['get', 'post', 'put', 'patch', 'delete', 'head'] as const;

/** An error that the document lists for an operation. */
export interface DocumentedError {
	status: number;
	code: string;
	/** Second text, where one code has several uses. */
	detail?: string;
	meaning: string;
}

/** A success that the document lists for an operation. */
export interface Success {
	status: number;
	/** Media type of the body; absent when there is none. */
	mediaType?: string;
	schema?: Part;
	example?: unknown;
}

/** One operation of a document as the engine sees it. */
export interface Operation {
	/** Name of the API it belongs to. */
	api: string;
	id: string;
	method: string;
	/** Path as in the document. */
	path: string;
	/** Path on the server: base path of the API and `path`. */
	template: string;
	/** Resolved parameters, those of the path item included. */
	parameters: Part[];
	requestBody?: Part;
	/** Successes in the order of the document. */
	successes: Success[];
	/** Answers by status, with their resolved schemas. */
	responses: Record<string, Part>;
	errors: DocumentedError[];
	/** Sets of scopes of which one is enough; empty when no sign-in is needed. */
	security: Array<Record<string, string[]>>;
	/** The operation in the document, for its `x-` keywords. */
	document: Part;
}

/**
 * Lists the operations of a document.
 *
 * @param api name given to the document, e.g. `v2`
 * @param basePath path in front of every path, without a slash at the end
 */
export function listOperations(definition: Definition, api: string, basePath = ''): Operation[] {
	const operations: Operation[] = [];
	for (const [path, item] of Object.entries(definition.paths)) {
		for (const method of METHODS) {
			const document = item[method];
			if (!document) continue;
			operations.push({
				api,
				id: document.operationId,
				method: method.toUpperCase(),
				path,
				template: (document['x-base-path'] ?? basePath) + path,
				parameters: [...(item.parameters ?? []), ...(document.parameters ?? [])],
				requestBody: document.requestBody,
				successes: listSuccesses(document.responses, method),
				responses: document.responses,
				errors: listErrors(document),
				security: document.security ?? definition.security ?? [],
				document,
			});
		}
	}
	return operations;
}

function listSuccesses(responses: Record<string, Part>, method: string): Success[] {
	const successes: Success[] = [];
	for (const [key, response] of Object.entries(responses)) {
		if (!key.startsWith('2')) continue;
		// `2XX` means that the page names no status: the usual one of the method stands in for it.
		const status = key === '2XX' ? (method === 'post' ? 201 : 200) : Number(key);
		const [mediaType, content] = Object.entries<Part>(response.content ?? {})[0] ?? [];
		const named = Object.values<Part>(content?.examples ?? {})[0];
		successes.push({ status, mediaType, schema: content?.schema, example: content?.example ?? named?.value });
	}
	return successes;
}

function listErrors(document: Part): DocumentedError[] {
	const errors: DocumentedError[] = [];
	for (const [status, response] of Object.entries<Part>(document.responses)) {
		for (const entry of response['x-error-codes'] ?? []) {
			errors.push({ status: Number(status), code: entry.code, meaning: entry.meaning ?? entry.code });
		}
	}
	for (const entry of document['x-errors'] ?? []) {
		errors.push({ status: entry.status, code: entry.code, detail: entry.detail, meaning: entry.meaning });
	}
	return errors;
}
