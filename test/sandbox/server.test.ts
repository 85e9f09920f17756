import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { checkAnswer, project } from '../../sandbox/server/answers.ts';
import { coerce } from '../../sandbox/server/coercion.ts';
import { readDefinition } from '../../sandbox/server/documents.ts';
import { filter } from '../../sandbox/server/filters.ts';
import { instanceOf } from '../../sandbox/server/instances.ts';
import { nest } from '../../sandbox/server/nested.ts';
import { listOperations, type Operation } from '../../sandbox/server/operations.ts';
import { Routes } from '../../sandbox/server/routes.ts';
import { close } from '../../sandbox/server/strictness.ts';
import { createAjv } from '../../sandbox/server/validation.ts';
import { operations } from './exampleRequests.ts';

/** A folder with documents of the given texts. */
function folder(files: Record<string, string>): string {
	const path = mkdtempSync(join(tmpdir(), 'sandbox-documents-'));
	for (const [name, text] of Object.entries(files)) writeFileSync(join(path, name), text);
	return path;
}

const SERVICE = `
openapi: 3.1.0
info: {title: Test, version: '1'}
components:
  schemas:
    Id: {type: string, pattern: ^a+$}
`;

describe('reading documents', () => {
	it('joins the files of a folder and puts what is referred to in its place, neighbours included', () => {
		const things = `
paths:
  /things/{id}:
    parameters: [{name: id, in: path, required: true, schema: {$ref: 'service.yaml#/components/schemas/Id', title: Thing}}]
    get: {operationId: getThing, responses: {'200': {description: It, content: {application/json: {schema: {$ref: '#/components/schemas/Thing'}}}}}}
components: {schemas: {Thing: {type: object, properties: {id: {$ref: 'service.yaml#/components/schemas/Id'}}}}}
`;
		const [operation] = listOperations(
			readDefinition(folder({ 'service.yaml': SERVICE, 'thing.yaml': things })),
			'test',
			'/base',
		);
		expect(operation).toMatchObject({
			id: 'getThing',
			method: 'GET',
			template: '/base/things/{id}',
			errors: [],
			security: [],
		});
		expect(operation?.parameters[0].schema).toEqual({ type: 'string', pattern: '^a+$', title: 'Thing' });
		expect(operation?.successes[0]?.schema.properties.id).toEqual({ type: 'string', pattern: '^a+$' });
	});

	it('refuses references that lead nowhere or in circles, and one call in two files', () => {
		const withPaths = (text: string) => () => readDefinition(folder({ 'service.yaml': SERVICE, 'a.yaml': text }));
		expect(withPaths('paths: {/a: {get: {$ref: "#/nowhere"}}}')).toThrow('a.yaml: #/nowhere leads nowhere');
		expect(withPaths('{paths: {/a: {get: {$ref: "#/loop"}}}, loop: {deeper: {$ref: "#/loop"}}}')).toThrow(
			'#/loop refers to itself',
		);
		const twice = 'paths: {/a: {get: {operationId: a, responses: {}}}}';
		expect(() => readDefinition(folder({ 'service.yaml': SERVICE, 'a.yaml': twice, 'b.yaml': twice }))).toThrow(
			'get /a is in another file already',
		);
		expect(() => readDefinition(folder({ 'a.yaml': twice }))).toThrow('no service.yaml');
	});
});

describe('routes', () => {
	const operation = (method: string, template: string) =>
		({ id: `${method} ${template}`, method, template }) as Operation;
	const routes = new Routes([
		operation('GET', '/users'),
		operation('GET', '/users/{userId}'),
		operation('GET', '/users/me'),
		operation('PUT', '/users/{userId}/managers/{managerId}'),
		operation('GET', '/groups/{groupId}/{contentType}-ids'),
		operation('POST', '/paths/{pathId}/sessions/'),
		operation('PUT', '/users/me/other'),
	]);
	const found = (method: string, path: string) => {
		const match = routes.match(method, path);
		return match && [match.operation.template, match.path];
	};

	it('prefer literal segments, go back when they lead nowhere, and read parameters', () => {
		expect(found('GET', '/users/me')).toEqual(['/users/me', {}]);
		expect(found('GET', '/users/you')).toEqual(['/users/{userId}', { userId: 'you' }]);
		expect(found('PUT', '/users/me/managers/b')).toEqual([
			'/users/{userId}/managers/{managerId}',
			{ userId: 'me', managerId: 'b' },
		]);
		expect(found('GET', '/groups/g/path-session-ids')).toEqual([
			'/groups/{groupId}/{contentType}-ids',
			{ groupId: 'g', contentType: 'path-session' },
		]);
	});

	it('decode segments, allow empty ones, and pay no heed to a slash at the end', () => {
		expect(found('GET', '/users/a%40b.c%2Fd')).toEqual(['/users/{userId}', { userId: 'a@b.c/d' }]);
		expect(found('GET', '/users/%')).toEqual(['/users/{userId}', { userId: '%' }]);
		expect(found('POST', '/paths//sessions')).toEqual(['/paths/{pathId}/sessions/', { pathId: '' }]);
		expect(found('GET', '/users/')).toEqual(['/users', {}]);
		expect(found('DELETE', '/users')).toBeUndefined();
		expect(found('GET', '/users/a/b')).toBeUndefined();
	});

	it('lead to each operation of the documents by its own address', () => {
		for (const api of ['v2', 'v1', 'lms']) {
			const own = operations.filter((entry) => entry.api === api);
			const all = new Routes(own);
			for (const entry of own) {
				const path = entry.template.replace(/\{(\w+)\}/g, (_, name: string) => `x-${name}`);
				expect(all.match(entry.method, path)?.operation.id).toBe(entry.id);
			}
		}
	});
});

describe('names with brackets', () => {
	it('nest, count up, and repeat', () => {
		expect(
			nest([
				['type[in][0]', 'a'],
				['type[in][1]', 'b'],
				['x[eq]', '1'],
				['plain', 'p'],
			]),
		).toEqual({ type: { in: ['a', 'b'] }, x: { eq: '1' }, plain: 'p' });
		expect(
			nest([
				['a[]', 1],
				['a[]', 2],
			]),
		).toEqual({ a: [1, 2] });
		expect(
			nest([
				['a', 1],
				['a', 2],
				['a', 3],
			]),
		).toEqual({ a: [1, 2, 3] });
		expect(nest([['a[1]', 'one']])).toEqual({ a: { 1: 'one' } });
	});

	it('do no harm', () => {
		const value = nest([
			['__proto__[polluted]', 'yes'],
			['a[constructor]', 'b'],
			['c[', 'd'],
		]);
		expect(({} as Record<string, unknown>).polluted).toBeUndefined();
		expect(Object.keys(value)).toEqual(['__proto__', 'a', 'c[']);
	});
});

describe('text by schema', () => {
	it('becomes what the schema asks for, or stays text', () => {
		expect(coerce('12', { type: 'integer' })).toBe(12);
		expect(coerce('twelve', { type: 'integer' })).toBe('twelve');
		expect(coerce('12', { oneOf: [{ type: 'string' }, { type: 'integer' }] })).toBe('12');
		expect(coerce('true', { type: 'boolean' })).toBe(true);
		expect(coerce('{"a":1}', { type: 'object', properties: {} })).toEqual({ a: 1 });
		expect(coerce('one', { type: 'array', items: { type: 'string' } })).toEqual(['one']);
		expect(
			coerce(
				{ eq: 'false', in: ['1'] },
				{ properties: { eq: { type: 'boolean' }, in: { type: 'array', items: { type: 'number' } } } },
			),
		).toEqual({ eq: false, in: [1] });
		expect(coerce('3', { enum: [1, 2, 3] })).toBe(3);
	});
});

describe('filters', () => {
	it('pass over records without the property, except to tell them apart', () => {
		const rows = [{ at: '2026-01-02T00:00:00.000Z' }, { at: undefined }];
		expect(filter(rows, { at: { gte: '2026-01-01T00:00:00.000Z' } })).toEqual([rows[0]]);
		expect(filter(rows, { at: { lt: '2026-01-01T00:00:00.000Z' } })).toEqual([]);
		expect(filter(rows, { at: { ne: rows[0]?.at } })).toEqual([rows[1]]);
	});
});

describe('schemas', () => {
	const base = { type: 'object', properties: { a: { type: 'string' } } };
	const ajv = createAjv();
	const accepts = (schema: object, value: unknown) => ajv.compile(close(schema))(value);

	it('take nothing undocumented once closed, unless they say so', () => {
		expect(accepts(base, { a: 'x', b: 1 })).toBe(false);
		expect(accepts({ ...base, additionalProperties: true }, { a: 'x', b: 1 })).toBe(true);
		expect(accepts({ type: 'array', items: base }, [{ b: 1 }])).toBe(false);
		expect(accepts({ allOf: [base, { type: 'object', properties: { b: {} } }] }, { a: 'x', b: 1 })).toBe(true);
		expect(accepts({ ...base, anyOf: [{ required: ['a'] }] }, { a: 'x' })).toBe(true);
	});

	it('have instances that they accept', () => {
		for (const { id, api, requestBody, successes } of operations) {
			const contents = Object.values<{ schema: object }>(requestBody?.content ?? {});
			for (const schema of [
				...contents.map((content) => content.schema),
				...successes.map((success) => success.schema),
			]) {
				if (schema && !accepts(schema, instanceOf(schema)))
					throw new Error(`${api} ${id}: ${JSON.stringify(instanceOf(schema))}`);
			}
		}
	});

	it('show of a record what they list', () => {
		const variants = { oneOf: [base, { type: 'object', properties: { b: { type: 'array', items: base } } }] };
		expect(project({ a: 'x', b: [{ a: 'y', c: 1 }], c: 1 }, variants)).toEqual({ a: 'x', b: [{ a: 'y' }] });
		expect(project({ any: 1 }, { type: 'object', additionalProperties: true })).toEqual({ any: 1 });
	});
});

describe('the check of answers', () => {
	it('finds what does not fit', () => {
		const operation = operations.find(({ api, id }) => api === 'v2' && id === 'getTag') as Operation;
		const tag = { _id: 'f'.repeat(24), name: 'A', isMain: true, source: 'native' };
		expect(checkAnswer(operation, 200, tag)).toEqual([]);
		expect(checkAnswer(operation, 200, { ...tag, source: 'elsewhere' })[0]).toContain(
			'/source must be equal to one of the allowed values',
		);
		expect(checkAnswer(operation, 200, { ...tag, color: 'red' })[0]).toContain('must NOT have additional properties');
		expect(checkAnswer(operation, 201, tag)).toEqual(['status 201 is not documented']);
		expect(checkAnswer(operation, 404, { error: 'flat' })[0]).toContain('/error must be object');
		const removal = operations.find(({ api, id }) => api === 'v2' && id === 'deleteTag') as Operation;
		expect(checkAnswer(removal, 204, { deleted: true })).toEqual(['a body is sent though none is documented']);
	});
});

describe('the documents', () => {
	it('have examples that fit their schemas', () => {
		const wrong = operations.flatMap((operation) =>
			operation.successes
				.filter(({ example }) => example !== undefined)
				.flatMap(({ status, example }) =>
					checkAnswer(operation, status, example).map((failure) => `${operation.api} ${operation.id}: ${failure}`),
				),
		);
		expect(wrong).toEqual([]);
	});
});
