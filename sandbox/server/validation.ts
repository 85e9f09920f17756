import type { AnySchema, ErrorObject } from 'ajv';
import Ajv from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';
import { OpenAPIRouter, OpenAPIValidator } from 'openapi-backend';
import type { Definition, Part } from './documents.ts';
import type { Operation } from './operations.ts';
import { close } from './strictness.ts';

/** One violation of the document in a request. */
export interface Failure {
	/** Part of the request: `path`, `query`, `header` or `body`. */
	part: string;
	/** Place in that part, e.g. `/name`. */
	at: string;
	/** Keyword of JSON Schema that was violated, e.g. `required`. */
	keyword: string;
	/** For `required` the property that is missing, for unknown properties their name. */
	property?: string;
	/** Message with the place. */
	text: string;
}

/** A request, understood and typed, ready to be held against the document. */
export interface TypedRequest {
	path: Record<string, string>;
	query: Record<string, unknown>;
	headers: Record<string, string>;
	body: unknown;
}

/** Formats of the documents that JSON Schema does not know; `pattern` says what an id looks like. */
const OWN_FORMATS = { ObjectId: true, binary: true, int64: true, password: true } as const;

export function createAjv(): Ajv {
	const ajv = new Ajv({ strict: false, allErrors: true, logger: false, validateFormats: true });
	addFormats(ajv);
	for (const [name, format] of Object.entries(OWN_FORMATS)) ajv.addFormat(name, format);
	return ajv;
}

/**
 * Holds requests against a document with openapi-backend's validators. Routing and parsing are the sandbox's own, since
 * filters in brackets and JSON in one query parameter are beyond the library's parser.
 */
export class RequestValidator {
	private readonly validator: OpenAPIValidator;
	private readonly router: TypedRequestRouter;

	constructor(definition: Definition) {
		const document = closeInputs(definition) as unknown as ConstructorParameters<
			typeof OpenAPIValidator
		>[0]['definition'];
		this.router = new TypedRequestRouter({ definition: document, apiRoot: '/' });
		const ajv = createAjv();
		this.validator = new OpenAPIValidator({
			definition: document,
			router: this.router,
			lazyCompileValidators: true,
			customizeAjv: () => ajv as unknown as Ajv,
		});
	}

	/** @returns what the document does not allow; empty when all is well */
	validate(operation: Operation, request: TypedRequest): Failure[] {
		const known = this.router.operation(operation.id);
		const { errors } = this.validator.validateRequest(
			{
				method: operation.method,
				path: operation.path,
				headers: request.headers,
				query: request.query as Record<string, string>,
				body: request.body,
				params: request.path,
			} as Parameters<OpenAPIValidator['validateRequest']>[0],
			known,
		);
		return distinct((errors ?? []).map(toFailure));
	}
}

/** Hands the library what the sandbox has parsed already. */
class TypedRequestRouter extends OpenAPIRouter {
	private readonly byId = new Map(super.getOperations().map((operation) => [operation.operationId, operation]));

	operation(id: string): Part {
		return this.byId.get(id);
	}

	/** The library takes parts that occur twice for cycles: what it compiles from must share nothing. */
	override getOperation(id: string): Part {
		return JSON.parse(JSON.stringify(this.byId.get(id)));
	}

	override parseRequestQuery(request: Part): Part {
		return request.query;
	}

	override parseRequest(request: Part): Part {
		return { ...request, query: { ...request.query }, cookies: {}, requestBody: request.body };
	}
}

/** The document with inputs that take nothing undocumented. */
function closeInputs(definition: Definition): Part {
	const paths = Object.fromEntries(
		Object.entries(definition.paths).map(([path, item]) => [
			path,
			Object.fromEntries(
				Object.entries(item).map(([name, part]) => [name, name === 'parameters' ? part : closeOperation(part)]),
			),
		]),
	);
	return { openapi: definition.openapi, info: definition.info, paths };
}

function closeOperation(operation: Part): Part {
	const parameters = (operation.parameters ?? []).map((parameter: Part) => ({
		...parameter,
		...(parameter.schema && { schema: close(parameter.schema) }),
		...(parameter.content && { content: closeContent(parameter.content) }),
	}));
	const body = operation.requestBody;
	return {
		...operation,
		parameters,
		...(body && { requestBody: { ...body, content: closeContent(body.content) } }),
		responses: {},
	};
}

function closeContent(content: Record<string, Part>): Record<string, Part> {
	// The library takes files out of `required` in the schema it is given: a copy keeps ours whole.
	return Object.fromEntries(
		Object.entries(content).map(([type, entry]) => [
			type,
			{ ...entry, schema: { ...(close(entry.schema) as Part) } as AnySchema },
		]),
	);
}

function toFailure(error: ErrorObject): Failure {
	const [, place = '', ...steps] = error.instancePath.split('/');
	const part = place === 'requestBody' ? 'body' : place || 'request';
	const at = steps.length > 0 ? `/${steps.join('/')}` : '';
	const params = (error.params ?? {}) as Record<string, unknown>;
	const missing = params.missingProperty;
	if (part === 'request' && typeof missing === 'string') {
		const name = missing === 'requestBody' ? 'body' : missing;
		return { part: name, at: '', keyword: 'required', property: name, text: `${name} is required` };
	}
	const property = [missing, params.additionalProperty, params.unevaluatedProperty].find(
		(name) => typeof name === 'string',
	);
	const allowed = Array.isArray(params.allowedValues) ? `: ${params.allowedValues.join(', ')}` : '';
	const unknown = params.additionalProperty ?? params.unevaluatedProperty;
	const message = unknown === undefined ? `${error.message}${allowed}` : `must not have ${String(unknown)}`;
	return {
		part,
		at,
		keyword: error.keyword,
		property: property as string | undefined,
		text: `${part}${at} ${message}`,
	};
}

function distinct(failures: Failure[]): Failure[] {
	return [...new Map(failures.map((failure) => [failure.text, failure])).values()];
}

const validators = new Map<Definition, RequestValidator>();

/** The validator of a document; compiled once for all sandboxes of a process. */
export function validatorOf(definition: Definition): RequestValidator {
	let validator = validators.get(definition);
	if (!validator) {
		validator = new RequestValidator(definition);
		validators.set(definition, validator);
	}
	return validator;
}
