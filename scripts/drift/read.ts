/** An OpenAPI document as a flat list of facts, so that two of them can be held against each other. */
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import { readYaml } from '../../compiler/keywords/yaml.ts';

type Json = Record<string, unknown>;

/** What a document says of one value. */
export interface Fact {
	type: string;
	required: boolean;
	format?: string;
	codes?: string[];
	/** Bounds, by their names in JSON Schema. */
	limits: Record<string, string>;
}

export interface OperationFacts {
	/** `GET /api/v2/users/{userId}`. */
	address: string;
	operationId?: string;
	deprecated: boolean;
	scopes: string[];
	statuses: string[];
	/** By place: `query createdAt.gte`, `body name`, `answer [].name`. */
	values: Map<string, Fact>;
}

const METHODS = new Set(['get', 'put', 'post', 'delete', 'patch', 'head']);
const LIMITS = [
	'minimum',
	'maximum',
	'exclusiveMinimum',
	'exclusiveMaximum',
	'minLength',
	'maxLength',
	'minItems',
	'maxItems',
	'pattern',
];

/** Schemas that hold themselves end here. */
const DEEPEST = 12;

/**
 * Reads the documents of a file or of a folder.
 *
 * @returns operations by their address without the names of placeholders
 * @throws Error when there is no OpenAPI document
 */
export function readOperations(place: string): Map<string, OperationFacts> {
	if (!existsSync(place)) throw new Error(`${place} is not there`);
	const files = statSync(place).isDirectory()
		? readdirSync(place, { recursive: true, encoding: 'utf8' })
				.filter((name) => /\.(json|ya?ml)$/.test(name))
				.sort()
				.map((name) => path.join(place, name))
		: [place];
	const operations = new Map<string, OperationFacts>();
	for (const file of files)
		for (const [key, facts] of operationsOf(readFileSync(file, 'utf8'), file)) operations.set(key, facts);
	if (operations.size === 0) throw new Error(`${place} holds no OpenAPI document with operations`);
	return operations;
}

/** @param name of the text, for messages */
export function operationsOf(text: string, name: string): Map<string, OperationFacts> {
	let document: unknown;
	try {
		document = text.trimStart().startsWith('{') ? (JSON.parse(text) as unknown) : readYaml(text);
	} catch (error) {
		throw new Error(`${name} is neither JSON nor YAML: ${(error as Error).message.split('\n')[0]}`);
	}
	return document !== null && typeof document === 'object' ? operationsIn(document as Json) : new Map();
}

/** Operations of an OpenAPI document by their address; none where it is no such document. */
export function operationsIn(document: Json): Map<string, OperationFacts> {
	const operations = new Map<string, OperationFacts>();
	if (!('paths' in document)) return operations;
	const reader = new Reader(document);
	for (const [address, item] of Object.entries(document.paths as Record<string, Json>))
		for (const [method, operation] of Object.entries(reader.resolve(item)))
			if (METHODS.has(method)) {
				const facts = reader.operation(method, address, operation as Json, item);
				operations.set(anonymous(facts.address), facts);
			}
	return operations;
}

/** An address without the names of its placeholders and a slash at its end: both vary without a meaning. */
export function anonymous(address: string): string {
	return address.replace(/\{[^}]+\}/g, '{}').replace(/\/$/, '');
}

class Reader {
	private readonly document: Json;

	constructor(document: Json) {
		this.document = document;
	}

	resolve<T extends object>(value: T): T {
		const { $ref } = value as { $ref?: string };
		if ($ref === undefined) return value;
		if (!$ref.startsWith('#/'))
			throw new Error(`The reference ${$ref} leads to another file: bundle the document first`);
		const names = $ref
			.slice(2)
			.split('/')
			.map((name) => decodeURIComponent(name).replaceAll('~1', '/').replaceAll('~0', '~'));
		const found = names.reduce<unknown>((part, name) => (part as Json | undefined)?.[name], this.document);
		if (found === undefined || found === null) throw new Error(`The reference ${$ref} leads nowhere`);
		return this.resolve(found as T);
	}

	operation(method: string, address: string, operation: Json, item: Json): OperationFacts {
		const values = new Map<string, Fact>();
		const parameters = [...((item.parameters ?? []) as Json[]), ...((operation.parameters ?? []) as Json[])];
		for (const raw of parameters) {
			const parameter = this.resolve(raw);
			const { name, in: place, required = false } = parameter as { name: string; in: string; required?: boolean };
			const content = Object.values((parameter.content ?? {}) as Record<string, Json>)[0];
			// The names of placeholders are nobody's interface.
			const at = place === 'path' ? `path ${placeOf(address, name)}` : `${place} ${name}`;
			this.value(values, at, (parameter.schema ?? content?.schema ?? {}) as Json, required || place === 'path');
		}
		const body = operation.requestBody ? this.resolve(operation.requestBody as Json) : undefined;
		for (const media of Object.values((body?.content ?? {}) as Record<string, Json>))
			this.value(values, 'body', (media.schema ?? {}) as Json, body?.required === true);
		const statuses = Object.keys((operation.responses ?? {}) as Json);
		for (const status of statuses.filter((text) => /^2/.test(text))) {
			const answer = this.resolve((operation.responses as Record<string, Json>)[status]!);
			for (const media of Object.values((answer.content ?? {}) as Record<string, Json>))
				this.value(values, 'answer', (media.schema ?? {}) as Json, false);
		}
		const security = (operation.security ?? this.document.security ?? []) as Array<Record<string, string[]>>;
		return {
			address: `${method.toUpperCase()} ${address}`,
			operationId: operation.operationId as string | undefined,
			deprecated: operation.deprecated === true,
			scopes: [...new Set(security.flatMap((way) => Object.values(way).flat()))].sort(),
			statuses: statuses.sort(),
			values,
		};
	}

	private value(values: Map<string, Fact>, at: string, raw: Json, required: boolean, depth = 0): void {
		const schema = this.merged(raw, depth);
		const place = (name: string) =>
			/^\w+$/.test(at) ? `${at} ${name}` : at.endsWith('[]') ? `${at}.${name}` : `${at}.${name}`;
		const alternatives = ((schema.oneOf ?? schema.anyOf ?? []) as Json[]).filter(
			(part) => this.resolve(part).type !== 'null',
		);
		const types = [schema.type ?? (schema.properties ? 'object' : schema.items ? 'array' : [])]
			.flat()
			.filter((type) => type !== 'null');
		const inner = alternatives.flatMap((part) => [this.resolve(part).type ?? []].flat());
		const isNullable =
			schema.nullable === true ||
			[schema.type].flat().includes('null') ||
			[...((schema.oneOf ?? schema.anyOf ?? []) as Json[])].some((part) => this.resolve(part).type === 'null');
		const codes = (schema.const === undefined ? schema.enum : [schema.const]) as unknown[] | undefined;
		const earlier = values.get(at);
		const type = [...new Set([...types, ...inner])].sort().join(' or ') || 'any';
		values.set(at, {
			type: `${earlier && earlier.type !== 'any' ? earlier.type.replace(/ \(or null\)$/, '') : type}${isNullable ? ' (or null)' : ''}`,
			required: required || (earlier?.required ?? false),
			...(typeof schema.format === 'string' ? { format: schema.format } : {}),
			...(codes
				? {
						codes: codes
							.filter((code) => code !== null)
							.map(String)
							.sort(),
					}
				: {}),
			limits: Object.fromEntries(
				LIMITS.flatMap((name) => (schema[name] === undefined ? [] : [[name, String(schema[name])]])),
			),
		});
		if (depth >= DEEPEST) return;
		const names = new Set((schema.required ?? []) as string[]);
		for (const [name, property] of Object.entries((schema.properties ?? {}) as Record<string, Json>))
			this.value(values, place(name), property, names.has(name), depth + 1);
		if (schema.items && typeof schema.items === 'object')
			this.value(values, `${at}${/^\w+$/.test(at) ? ' ' : ''}[]`, schema.items as Json, false, depth + 1);
		// What only one alternative has is there, and nobody must give it.
		for (const alternative of alternatives) {
			const part = this.merged(alternative, depth + 1);
			for (const [name, property] of Object.entries((part.properties ?? {}) as Record<string, Json>))
				this.value(values, place(name), property, false, depth + 1);
			if (part.items && typeof part.items === 'object')
				this.value(values, `${at}${/^\w+$/.test(at) ? ' ' : ''}[]`, part.items as Json, false, depth + 1);
		}
	}

	/** `allOf` as one schema. */
	private merged(raw: Json, depth: number): Json {
		const schema = this.resolve(raw);
		if (!Array.isArray(schema.allOf) || depth > DEEPEST) return schema;
		const parts = (schema.allOf as Json[]).map((part) => this.merged(part, depth + 1));
		return {
			...(Object.assign({}, ...parts) as Json),
			...schema,
			properties: Object.assign({}, ...parts.map(({ properties }) => properties), schema.properties) as Json,
			required: [
				...parts.flatMap(({ required }) => (required ?? []) as string[]),
				...((schema.required ?? []) as string[]),
			],
		};
	}
}

/** Number of a placeholder in an address, from 1. */
function placeOf(address: string, name: string): number {
	return [...address.matchAll(/\{([^}]+)\}/g)].findIndex(([, found]) => found === name) + 1;
}
