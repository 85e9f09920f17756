import { parse, stringify } from 'yaml';
import { createConfig, lintFromString } from '@redocly/openapi-core';
import { bundleService, counts, DOCUMENTS, findings, type ServiceFolder } from '../../scripts/openapi/bundle.ts';
import { compileService } from '../../compiler/build.ts';
import { root } from '../harness/index.ts';

/** Every key in a value, with where it stands; examples and what has names as keys left out. */
function keysIn(value: unknown, place = ''): string[] {
	if (Array.isArray(value)) return value.flatMap((entry, index) => keysIn(entry, `${place}/${index}`));
	if (value === null || typeof value !== 'object') return [];
	return Object.entries(value).flatMap(([key, entry]) =>
		/^examples?$/.test(key) ? [] : [`${place}/${key}`, ...keysIn(entry, `${place}/${key}`)],
	);
}

describe.each(Object.keys(DOCUMENTS) as ServiceFolder[])('the OpenAPI document of %s', (folder) => {
	let plain: string;
	let extended: string;
	beforeAll(async () => {
		plain = await bundleService(root, folder);
		extended = await bundleService(root, folder, { extensions: true });
	});

	test('passes the linter, with and without the keywords of this repository', async () => {
		expect(await findings(plain)).toEqual([]);
		expect(await findings(extended)).toEqual([]);
	});

	test('stands alone: every reference leads into the document itself', () => {
		const references = [...plain.matchAll(/\$ref: ['"]?([^'"\n]+)/g)].map(([, reference]) => reference);
		expect(references.length).toBeGreaterThan(10);
		expect(references.filter((reference) => !reference.startsWith('#/'))).toEqual([]);
	});

	test('has no keyword of this repository, and loses no name of the vendor', () => {
		const names = (text: string) => keysIn(parse(text, { maxAliasCount: -1 }));
		expect(
			names(plain).filter((key) => /\/x-[^/]*$/.test(key) && !/\/(properties|headers|application)\/x-[^/]*$/.test(key)),
		).toEqual([]);
		expect(names(extended).filter((key) => /\/x-operation$/.test(key)).length).toBeGreaterThan(50);
		const lost = new Set(names(extended).filter((key) => !key.includes('/x-')));
		for (const key of names(plain)) lost.delete(key);
		expect([...lost]).toEqual([]);
	});

	test('has every operation of the node', async () => {
		const { entries } = await compileService(folder, root);
		const written = Object.values(entries)
			.flatMap((operations) => Object.values(operations).flat())
			.filter(({ operation }) => !operation['x-job'] && !operation['x-request']);
		const { paths } = parse(plain, { maxAliasCount: -1 }) as {
			paths: Record<string, Record<string, { operationId: string }>>;
		};
		for (const { path, method, operation } of written)
			expect(paths[path]?.[method]?.operationId).toBe(operation.operationId);
		expect(counts(plain).operations).toBeGreaterThanOrEqual(written.length);
	});
});

test('the linter finds what is wrong with a document', async () => {
	const document = parse(await bundleService(root, 'Learning360V1'), { maxAliasCount: -1 }) as {
		paths: Record<string, Record<string, object>>;
	};
	Object.assign(document.paths['/api/v1/users'].get, {
		operationId: 'twice',
		responses: { 200: { $ref: '#/components/responses/Nothing' } },
	});
	Object.assign(document.paths['/api/v1/groups'].get, { operationId: 'twice', summary: undefined });
	const found = await findings(stringify(document));
	expect(found.map((line) => line.split(':')[0])).toEqual(
		expect.arrayContaining([
			'error no-unresolved-refs',
			'error operation-operationId-unique',
			'error operation-summary',
		]),
	);
	// Two rules are off, because they judge addresses that the vendor chose; with them it would see those.
	const problems = await lintFromString({
		source: stringify(document),
		absoluteRef: 'bundle.yaml',
		config: await createConfig({ extends: ['recommended'] }),
	});
	expect(problems.filter(({ ruleId }) => ruleId === 'no-path-trailing-slash')).not.toEqual([]);
});
