import type { Field } from '../nodes/connector/model/field.ts';
import type {
	AnyRequest,
	BodyEncoding,
	Effect,
	ErrorMeaning,
	HttpMethod,
	Operation,
	Pagination,
} from '../nodes/connector/model/operation.ts';
import { withBlank } from './blank.ts';
import { choicesOf, fieldOf, fieldsOf, sentence } from './fields.ts';
import { parameterName, titleOf } from './labels.ts';
import type { ErrorEntry } from './keywords/errors.ts';
import type {
	Document,
	MediaTypeObject,
	OperationObject,
	ParameterObject,
	ResponseObject,
	SchemaObject,
	ServiceDocument,
} from './openapi.ts';
import { outputOf } from './output.ts';
import { flatten, resolve, type FlatSchema } from './schemas.ts';

/** Names that the node uses itself; an input of the vendor with one of them gets a suffix. */
export const OWN_NAMES = new Set([
	'resource',
	'operation',
	'returnAll',
	'limit',
	'simplify',
	'output',
	'options',
	'filters',
	'additionalFields',
	'updateFields',
	'level',
	'binaryPropertyName',
	'notice',
]);

/** Default effects of HTTP methods that cannot easily be undone (RFC 9110). */
const EFFECTS: Partial<Record<HttpMethod, Effect[]>> = { PUT: ['replaces'], DELETE: ['removes'] };

/** Labels of the operators of a filter in brackets. */
const OPERATORS: Record<string, (label: string, date: boolean) => string> = {
	eq: (label) => `${label} Is`,
	ne: (label) => `${label} Is Not`,
	in: (label) => `${label} Is Any Of`,
	nin: (label) => `${label} Is None Of`,
	lt: (label, date) => `${date ? occasion(label) : label} Before`,
	gte: (label, date) => `${date ? occasion(label) : label} After`,
	gt: (label) => `${label} Greater Than`,
	lte: (label) => `${label} Up To`,
};

/** One address and method of a document. */
export interface Entry {
	document: Document;
	path: string;
	method: string;
	operation: OperationObject;
}

/** Makes the operation of one entry. */
export function operationOf(service: ServiceDocument, entry: Entry): Operation {
	const { operation, document } = entry;
	const method = entry.method.toUpperCase() as HttpMethod;
	const query: Operation['query'] = {};
	const pagination = paginationOf(operation);
	const paging = new Set(pagination?.kind === 'offset' ? [pagination.parameter, pagination.limit?.parameter] : []);
	const collection = collectionOf(operation, method);
	const fields: Field[] = [];
	const constants: Record<string, unknown> = {};
	const renamed = renamedByTemplate(entry);
	for (const parameter of (operation.parameters ?? []).map((item) =>
		renamed(resolve<ParameterObject>(document, item)),
	)) {
		if (parameter.in === 'header' || paging.has(parameter.name)) continue;
		fields.push(...parameterFields(document, parameter, query, constants));
	}
	const body = bodyOf(document, operation, fields);
	const named = fields.map((field) => ({
		...field,
		...(OWN_NAMES.has(field.name) && field.required ? { name: `${field.name}Input` } : {}),
		...(field.required ? {} : { collection }),
	}));
	const effects = operation['x-effects'] ?? EFFECTS[method] ?? [];
	const output = outputOf(document, operation, method);
	if (operation['x-job'] && !operation['x-reads'] && !operation['x-effects'])
		throw new Error(`${operation.operationId}: a job needs x-reads or x-effects`);
	return {
		id: operation['x-logical-operation'] ?? operation.operationId,
		value: operation['x-operation'],
		name: operation['x-name'],
		action: operation['x-action'],
		description: sentence(operation.summary ?? operation.description ?? operation['x-name']),
		method,
		path: operation['x-path-template'] ?? entry.path,
		...(operation['x-base-path'] ? { basePath: operation['x-base-path'] } : {}),
		fields: inOrder(named.map((field) => withBlank(field, effects, output))),
		...body,
		...(Object.keys(query).length > 0 ? { query } : {}),
		...(Object.keys(constants).length > 0 ? { constants: { query: constants } } : {}),
		output,
		...(effects.length > 0 ? { effects } : {}),
		...(operation['x-reads'] ? { reads: true } : {}),
		...(pagination ? { pagination } : {}),
		paces: operation['x-paces'] ?? defaultPaces(service, operation, method),
		...(operation['x-bulk']
			? { bulk: { maxItems: operation['x-bulk'].maxItems, property: operation['x-bulk'].inputProperty ?? 'input' } }
			: {}),
		...(operation['x-job'] ? { job: operation['x-job'] } : {}),
		...(operation['x-request'] ? { request: anyRequest(service, operation['x-request']) } : {}),
		repeatable:
			operation['x-safe-to-repeat'] ??
			['GET', 'HEAD', 'PUT', 'DELETE', ...(service['x-repeatable-methods'] ?? [])].includes(method),
		scopes: [...new Set((operation.security ?? []).flatMap((entry) => Object.values(entry).flat()))],
		errors: errorsOf(document, operation, named),
		confidence: operation['x-confidence'] ?? 'partial',
		...(operation['x-notice'] ? { notice: operation['x-notice'] } : {}),
	};
}

/** The vendor's own address may name a placeholder otherwise than the address that OpenAPI allows once only. */
function renamedByTemplate({ path, operation }: Entry): (parameter: ParameterObject) => ParameterObject {
	const template = operation['x-path-template'];
	if (!template) return (parameter) => parameter;
	const names = (address: string) => [...address.matchAll(/\{(\w+)\}/g)].map(([, name]) => name);
	const own = names(template);
	const renames = new Map<string, string>(names(path).map((name, index) => [name, own[index]]));
	return (parameter) =>
		parameter.in === 'path' ? { ...parameter, name: renames.get(parameter.name) ?? parameter.name } : parameter;
}

/** Joins the entries of one operation that has several paths. */
export function joinLevels(
	levels: Array<{ level: { value: string; name: string; description?: string }; operation: Operation }>,
): Operation {
	const [first] = levels;
	const fields: Field[] = [];
	for (const { level, operation } of levels) {
		for (const field of operation.fields) {
			const twin = fields.find(
				(other) => JSON.stringify({ ...other, levels: undefined }) === JSON.stringify({ ...field, levels: undefined }),
			);
			if (twin) twin.levels!.push(level.value);
			else fields.push({ ...field, levels: [level.value] });
		}
	}
	const everywhere = (field: Field) => field.levels!.length === levels.length;
	const longest = levels
		.map(({ operation }) => operation.path as string)
		.sort((one, other) => other.length - one.length)[0];
	const position = (field: Field) => (field.at === 'path' ? longest.indexOf(`{${field.wire[0]}}`) : Infinity);
	fields.sort((one, other) => (position(one) === position(other) ? 0 : position(one) - position(other)));
	return {
		...first.operation,
		path: Object.fromEntries(levels.map(({ level, operation }) => [level.value, operation.path as string])),
		levels: levels.map(({ level }) => level),
		fields: inOrder(
			fields.map(({ levels: owners, ...field }) =>
				everywhere({ ...field, levels: owners }) ? field : { ...field, levels: owners },
			),
		),
		confidence: levels.every(({ operation }) => operation.confidence === 'documented') ? 'documented' : 'partial',
	};
}

/** Fields of the path first, as the address names them, then required ones, then the rest. */
function inOrder(fields: Field[]): Field[] {
	const rank = (field: Field) => (field.at === 'path' ? 0 : field.required ? 1 : 2);
	return fields
		.map((field, index) => ({ field, index }))
		.sort((one, other) => rank(one.field) - rank(other.field) || one.index - other.index)
		.map(({ field }) => field);
}

function parameterFields(
	document: Document,
	parameter: ParameterObject,
	query: NonNullable<Operation['query']>,
	constants: Record<string, unknown>,
): Field[] {
	const required = parameter.required === true;
	const { name, in: place, schema: inner, content, required: _required, style, ...words } = parameter;
	const schema = {
		...(content ? Object.values(content)[0].schema : inner),
		...described(words as Record<string, unknown>),
	};
	const at = place === 'path' ? 'path' : 'query';
	if (content) {
		const conditions = parameter['x-conditions'];
		query[name] = conditions ? { conditions } : 'json';
		const flat = flatten(document, schema);
		if (flat.properties && required) constants[name] = {};
		if (flat.properties) return fieldsOf({ document, at, wire: [name], required: true, depth: 0 }, flat);
	}
	if (style === 'deepObject') {
		query[name] = 'brackets';
		return filterFields(document, parameter, flatten(document, schema));
	}
	const flat = flatten(document, schema);
	const only = choicesOf(flat);
	if (required && at === 'query' && only?.length === 1) {
		constants[name] = String(only[0].value);
		return [];
	}
	const field = fieldOf({ document, at, wire: [name], required, depth: 0 }, schema);
	return field ? [field] : [];
}

/** One field per operator of a filter. */
function filterFields(document: Document, parameter: ParameterObject, flat: FlatSchema): Field[] {
	const label = flat.title ?? titleOf(parameter.name.replace(/Ids?$/, (ending) => (ending === 'Ids' ? 's' : '')));
	return Object.entries(flat.properties ?? {}).flatMap(([operator, schema]) => {
		const inner = flatten(document, schema);
		const place = { document, at: 'query' as const, wire: [parameter.name, operator], required: false, depth: 0 };
		const list = parameter['x-list'];
		const names = parameter['x-enum-names'];
		const { title: _title, description: _description, ...form } = flatten(document, schema);
		const field = fieldOf(place, {
			...(form as SchemaObject),
			title: label,
			...placeholderOf(parameter, flat),
			...(list ? { 'x-list': list } : {}),
			...(names && inner.type !== 'array' ? { 'x-enum-names': names } : {}),
			...(names && inner.type === 'array' ? { items: { ...inner.items, 'x-enum-names': names } } : {}),
		});
		if (!field) return [];
		const date = field.kind === 'dateTime';
		const word =
			field.kind === 'boolean'
				? label
				: (OPERATORS[operator] ?? ((text: string) => `${text} ${titleOf(operator)}`))(label, date);
		return [
			{
				...field,
				name: parameterName(`${parameter.name} ${operator}`),
				displayName: word,
				...filterHelp(parameter, operator, date),
				blank: operator === 'in' ? 'matchesNothing' : 'refused',
			},
		];
	});
}

/** The example of a filter is shown in the field of each operator. */
function placeholderOf(parameter: ParameterObject, flat: FlatSchema): Pick<SchemaObject, 'x-placeholder'> {
	const placeholder = parameter['x-placeholder'] ?? flat['x-placeholder'];
	return placeholder ? { 'x-placeholder': placeholder } : {};
}

function filterHelp(parameter: ParameterObject, operator: string, date: boolean): Partial<Field> {
	const base = (parameter.description ?? '')
		.replace(/^Filter( on `[^`]*` in LHS bracket notation)?:? ?/i, '')
		.replace(/\.$/, '')
		.trim();
	if (date)
		return {
			description:
				operator === 'lt' ? 'Only return records from before this date' : 'Only return records from this date or later',
		};
	return base ? { description: sentence(base[0].toUpperCase() + base.slice(1)) } : { description: undefined };
}

/** `Created At` becomes `Created`, `Start Date` becomes `Starts`: reads well before After and Before. */
function occasion(label: string): string {
	return label
		.replace(/ (At|at|Date)$/, '')
		.replace(/^Start$/, 'Starts')
		.replace(/^End$/, 'Ends');
}

/** Names of the properties of a request body, in the order of the document. */
export function bodyOrder({ document, operation }: Entry): string[] {
	return Object.keys(bodySchema(document, operation)?.schema.properties ?? {});
}

function bodyOf(
	document: Document,
	operation: OperationObject,
	fields: Field[],
): Pick<Operation, 'body' | 'needsBody' | 'anyOf'> {
	const { schema, body, required } = bodySchema(document, operation) ?? {};
	if (!schema) return {};
	fields.push(...bodyFields({ document, at: 'body' as const, wire: [], required: true, depth: 0 }, schema));
	return {
		body,
		...(required && body === 'form' ? { needsBody: true } : {}),
		...(schema.anyRequired ? { anyOf: schema.anyRequired } : {}),
	};
}

/** The body that one item sends, and its encoding. */
function bodySchema(
	document: Document,
	operation: OperationObject,
): { schema: FlatSchema; body: BodyEncoding; required?: boolean } | undefined {
	if (!operation.requestBody) return undefined;
	const { content, required } = resolve<{ content: Record<string, MediaTypeObject>; required?: boolean }>(
		document,
		operation.requestBody,
	);
	const type = ['application/json', 'multipart/form-data', 'application/x-www-form-urlencoded'].find(
		(candidate) => content[candidate]?.schema,
	);
	if (!type) throw new Error(`${operation.operationId}: no body type that can be sent`);
	const encodings: Record<string, BodyEncoding> = {
		'application/json': 'json',
		'multipart/form-data': 'multipart',
		'application/x-www-form-urlencoded': 'form',
	};
	const whole = flatten(document, content[type].schema!);
	if (operation['x-bulk']) {
		const list = flatten(document, whole.properties![operation['x-bulk'].inputProperty ?? 'input']);
		return { schema: flatten(document, list.items!), body: encodings[type], required };
	}
	if (whole.type === 'array') return { schema: flatten(document, whole.items!), body: 'jsonArray', required };
	return { schema: whole, body: encodings[type], required };
}

function bodyFields(
	place: { document: Document; at: 'body'; wire: string[]; required: boolean; depth: number },
	flat: FlatSchema,
): Field[] {
	const closed = Object.keys(flat.properties ?? {}).length > 0 || flat.variants;
	if (!closed) {
		const description = 'Fields of the request as a JSON object; the public documentation does not list them';
		return [
			{
				name: 'body',
				displayName: 'Body',
				description,
				kind: 'json',
				holds: 'object',
				at: 'body',
				wire: [],
				required: false,
			},
		];
	}
	const holder = { type: 'object', properties: { body: { oneOf: flat.variants } } };
	if (!flat.variants) return fieldsOf(place, flat);
	const joined = fieldOf({ ...place, wire: ['body'] }, { oneOf: holder.properties.body.oneOf as never });
	return (joined?.fields ?? []).map((field) => ({ ...field, at: 'body' as const }));
}

/** Keywords next to the schema of a parameter that describe its field. */
function described(words: Record<string, unknown>): Record<string, unknown> {
	return Object.fromEntries(
		Object.entries(words).filter(([key]) => key.startsWith('x-') || key === 'title' || key === 'description'),
	);
}

function collectionOf(operation: OperationObject, method: HttpMethod): Field['collection'] {
	if (method === 'GET') return 'filters';
	return operation['x-collection'] ?? (method === 'PATCH' ? 'updateFields' : 'additionalFields');
}

function defaultPaces(service: ServiceDocument, operation: OperationObject, method: HttpMethod): string[] {
	const defaults = service['x-default-paces'];
	if (operation['x-bulk']) return defaults.bulk ?? defaults.write;
	return method === 'GET' || method === 'HEAD' ? defaults.read : defaults.write;
}

/** What calls that a person writes have in common; `addSignIn` of `compile.ts` adds the calls that sign in. */
function anyRequest(
	service: ServiceDocument,
	{ base, objects }: NonNullable<OperationObject['x-request']>,
): AnyRequest {
	const { read, write } = service['x-default-paces'];
	const schemes = Object.values(service.components?.securitySchemes ?? {});
	return {
		base: base.replace(/\/$/, ''),
		objects,
		paces: { read, write },
		signIn: [],
		signed: schemes.flatMap(({ type, name }) => (type === 'apiKey' && name ? [name.toLowerCase()] : [])),
	};
}

function paginationOf(operation: OperationObject): Pagination | undefined {
	const rule = operation['x-pagination'];
	if (!rule) return undefined;
	if (rule.style === 'link-header-cursor') return { kind: 'link' };
	return {
		kind: 'offset',
		parameter: rule.parameter,
		first: rule.firstIndex ?? 0,
		pageSize: rule.pageSize ?? 25,
		more: rule.hasMoreField ?? 'hasMoreRecords',
		...(rule.limitParameter
			? {
					limit: {
						parameter: rule.limitParameter,
						...(rule.limitMinimum ? { minimum: rule.limitMinimum } : {}),
						maximum: rule.limitMaximum ?? 50,
					},
				}
			: {}),
	};
}

function errorsOf(document: Document, operation: OperationObject, fields: Field[]): ErrorMeaning[] {
	const found: ErrorMeaning[] = [];
	const nameOf = (wire?: string) => {
		const field = fields.find(
			(candidate) => candidate.wire[candidate.wire.length - 1] === wire || candidate.name === wire,
		);
		return field ? { field: field.name } : {};
	};
	const add = (entry: ErrorEntry, status?: number) => {
		found.push(meaningOf(entry, status, nameOf(entry.field)));
	};
	for (const [status, item] of Object.entries(operation.responses ?? {})) {
		for (const entry of resolve<ResponseObject>(document, item)['x-error-codes'] ?? [])
			add(entry, Number(status) || undefined);
	}
	for (const entry of operation['x-errors'] ?? []) add(entry, entry.status);
	return found;
}

/** One row of an error table in the connector's form. */
export function meaningOf(entry: ErrorEntry, status = entry.status, field: { field?: string } = {}): ErrorMeaning {
	return {
		...(status ? { status } : {}),
		code: entry.code,
		...(entry.detail ? { detail: entry.detail } : {}),
		meaning: sentence(entry.meaning),
		...(entry.fix ? { fix: sentence(entry.fix) } : {}),
		...field,
		...(entry.about ? { about: entry.about } : {}),
		...(entry.lockSeconds ? { lockSeconds: entry.lockSeconds } : {}),
	};
}
