import { execFileSync } from 'node:child_process';
import { cpSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import Ajv from 'ajv';
import { stringify } from 'yaml';
import type { z } from 'zod/v4';
import { checkDocument, checkFile, kindOf, type Known } from '../../compiler/keywords/check.ts';
import { PLACES, type Place, type PlaceName } from '../../compiler/keywords/places.ts';
import { rulesFile } from '../../compiler/keywords/rules.ts';
import { isOptional, meaningOf } from '../../compiler/keywords/shape.ts';
import { watchesFile } from '../../compiler/keywords/watches.ts';
import { YamlFile } from '../../compiler/keywords/yamlFile.ts';

const root = path.join(__dirname, '..', '..');
const nothing: Known = { operation: new Set(), list: new Set(), pace: new Set() };
const known: Known = {
	operation: new Set(['listUsers', 'getUser']),
	list: new Set(['users']),
	pace: new Set(['reads']),
};

/** Where a kind of object can stand in a document: the keys that lead there, from the top. */
const ways = new Map<PlaceName, { top: PlaceName; keys: string[] }>();
const reach = (name: PlaceName, top: PlaceName, keys: string[]): void => {
	if (ways.has(name)) return;
	ways.set(name, { top, keys });
	for (const [key, { place, as }] of Object.entries(PLACES[name].holds))
		reach(place, top, [...keys, key, ...(as === 'one' ? [] : [as === 'list' ? '0' : 'some'])]);
};
for (const top of ['resource', 'service', 'webhooks'] as const) reach(top, top, []);
ways.set('tokenCall', ways.get('operation')!);

/** An example of every keyword that a place cannot do without. */
function required({ keywords }: Place): Record<string, unknown> {
	const entries = Object.entries(keywords.shape as Record<string, z.ZodType>).filter(
		([, schema]) => !isOptional(schema),
	);
	return Object.fromEntries(entries.map(([name, schema]) => [name, meaningOf(schema).example]));
}

/** A document in which a kind of object has these keys besides the ones it needs. */
function documentWith(name: PlaceName, own: Record<string, unknown>, without?: string): string {
	const { top, keys } = ways.get(name)!;
	const needs = (place: PlaceName) =>
		Object.fromEntries(Object.entries(required(PLACES[place])).filter(([key]) => place !== name || key !== without));
	const build = (place: PlaceName, rest: string[]): unknown => {
		if (rest.length === 0) return { ...needs(name), ...own, ...(name === 'webhooks' ? { webhooks: {} } : {}) };
		const [key, step, ...others] = rest;
		const { place: held, as } = PLACES[place].holds[key];
		if (as === 'one')
			return {
				...needs(place),
				[key]: build(
					held,
					[step, ...others].filter((entry) => entry !== undefined),
				),
			};
		const inner = build(held, others);
		return { ...needs(place), [key]: as === 'list' ? [inner] : { some: inner } };
	};
	return stringify(build(top, keys));
}

const check = (name: PlaceName, own: Record<string, unknown>, without?: string) => {
	const { top } = ways.get(name)!;
	const findings = checkDocument(
		new YamlFile(path.join(root, top === 'service' ? 'service.yaml' : 'some.yaml'), documentWith(name, own, without)),
		nothing,
	);
	// What examples name is not there.
	return findings.filter((finding) => !finding.includes(': there is no '));
};

const misspelt = (keyword: string) => `${keyword.slice(0, 3)}${keyword.slice(4)}`;
const subjects = Object.entries(PLACES).flatMap(([name, { keywords }]) =>
	Object.entries(keywords.shape as Record<string, z.ZodType>).map(
		([keyword, schema]): [string, string, PlaceName, z.ZodType] => [
			keyword,
			PLACES[name as PlaceName].name,
			name as PlaceName,
			schema,
		],
	),
);

describe.each(subjects)('%s on %s', (keyword, _place, name, schema) => {
	const { example } = meaningOf(schema);

	test('is taken as its example shows it', () => {
		expect(check(name, example === undefined ? {} : { [keyword]: example })).toEqual([]);
	});

	test('misspelt, it stops the build and is named', () => {
		// `x-token-call` tells the two kinds of calls apart, so without it the call is an operation that lacks its keywords.
		if (keyword === 'x-token-call') return;
		const [finding] = check(name, { [misspelt(keyword)]: example ?? 'any' }).filter((line) =>
			line.includes(misspelt(keyword)),
		);
		expect(finding).toContain(`did you mean ${keyword}?`);
	});

	test('of the wrong type, it stops the build', () => {
		expect(check(name, { [keyword]: [[[null]]] }).filter((line) => line.includes(keyword)).length).toBeGreaterThan(0);
	});

	test('stops the build where it does not belong', () => {
		const strangers = Object.entries(PLACES).filter(
			([, { keywords }]) => !(keyword in keywords.shape) && keyword !== 'x-token-call',
		);
		for (const [stranger, { name: called }] of strangers) {
			expect(check(stranger as PlaceName, { [keyword]: example ?? 'any' }).join('\n')).toContain(
				`${keyword} does not belong on ${called}, but on `,
			);
		}
	});
});

describe.each(subjects.filter(([keyword, , , schema]) => !isOptional(schema) && keyword !== 'x-token-call'))(
	'%s on %s',
	(keyword, _place, name) => {
		test('is missed', () =>
			expect(check(name, {}, keyword).join('\n')).toMatch(new RegExp(`  ${keyword} is missing$`, 'm')));
	},
);

describe('inside a keyword', () => {
	const operation = (own: object) =>
		checkDocument(new YamlFile(path.join(root, 'some.yaml'), documentWith('operation', { ...own })), known).map(
			(line) => line.replace(/^\S+ {2}/, ''),
		);

	test.each<[string, object, string]>([
		['a key', { 'x-bulk': { maxItmes: 3 } }, 'x-bulk.maxItmes is not known here; did you mean maxItems?'],
		[
			'a key of a list',
			{ 'x-errors': [{ code: 'a', meaning: 'b', fxi: 'c' }] },
			'x-errors.0.fxi is not known here; did you mean fix?',
		],
		[
			'a key of one of several shapes',
			{ 'x-pagination': { style: 'offset', paramter: 'a' } },
			'x-pagination.paramter is not known here; did you mean parameter?',
		],
		[
			'a shape',
			{ 'x-pagination': { style: 'ofset' } },
			'x-pagination.style expected a style: link-header-cursor or offset, found “ofset”',
		],
		['a number', { 'x-bulk': { maxItems: '20' } }, 'x-bulk.maxItems expected a number, found “20”'],
		['a part of a number', { 'x-first': 1.5 }, 'x-first expected a whole number, found 1.5'],
		['a list', { 'x-source': 'https://example.com' }, 'x-source expected a list, found “https://example.com”'],
		['an address', { 'x-source': ['example'] }, 'x-source.0 expected a web address, found “example”'],
		[
			'one of several values',
			{ 'x-confidence': 'documentd' },
			'x-confidence expected documented, partial, found “documentd”; did you mean documented?',
		],
		[
			'too much',
			{ 'x-simplified': 'abcdefghijk'.split('') },
			'x-simplified expected one to ten names, or false, found ["a","b","c","d","e","f","g","h","i","j","k"]',
		],
		['nothing', { 'x-paces': [] }, 'x-paces expected 1 or more entries, found 0'],
		['an empty text', { 'x-notice': '' }, 'x-notice is empty'],
		[
			'a name that is not there',
			{ 'x-paces': ['redas'] },
			'x-paces.0: there is no limit in x-paces called redas; did you mean reads?',
		],
	])('%s', (_what, own, message) => expect(operation(own)).toContain(message));

	test('a list that is not there', () => {
		const findings = checkDocument(
			new YamlFile(path.join(root, 'some.yaml'), documentWith('schema', { 'x-list': 'usres' })),
			known,
		);
		expect(findings.join()).toContain('x-list: there is no list in x-lists called usres; did you mean users?');
	});

	test('a label of a value that is not in the enum', () => {
		const findings = checkDocument(
			new YamlFile(
				path.join(root, 'some.yaml'),
				documentWith('schema', { enum: ['active', 'inactive'], 'x-enum-names': { activ: 'Active' } }),
			),
			known,
		);
		expect(findings.join()).toContain('x-enum-names: activ is no value of the enum; did you mean active?');
	});
});

describe('watches.yaml', () => {
	const lines = [
		'x-shared:',
		'  user: &user {operation: listUsers, id: _id, as: userId}',
		'watches:',
		'  userCreated:',
		'    name: User Created',
		'    description: A user was created',
		'    event: created',
		'    ways: [[{<<: *user, level: some}]]',
	];
	const findings = (line: number, text: string) =>
		checkFile(new YamlFile(path.join(root, 'watches.yaml'), lines.with(line - 1, text).join('\n')), watchesFile, known);

	test('as it should be', () =>
		expect(checkFile(new YamlFile(path.join(root, 'watches.yaml'), lines.join('\n')), watchesFile, known)).toEqual([]));

	test.each<[number, string, string]>([
		[3, 'wacthes:', 'watches.yaml:3:1  wacthes is not known here; did you mean watches?'],
		[
			6,
			'    descripton: A user',
			'watches.yaml:6:5  watches.userCreated.descripton is not known here; did you mean description?',
		],
		[6, '    notice: 3', 'watches.yaml:4:3  watches.userCreated.description is missing'],
		[
			7,
			'    event: craeted',
			'watches.yaml:7:5  watches.userCreated.event expected created, changed, became, removed, soon, passed, found “craeted”; did you mean created?',
		],
		[
			8,
			'    ways: [[{operation: listUser, as: userId}]]',
			'watches.yaml:8:14  watches.userCreated.ways.0.0.operation: there is no operation called listUser; did you mean listUsers?',
		],
		[
			8,
			'    ways: [[{<<: *user, levle: some}]]',
			'watches.yaml:8:25  watches.userCreated.ways.0.0.levle is not known here; did you mean level?',
		],
		[
			2,
			'  user: &user {operation: listUsers, id: 3, as: userId}',
			'watches.yaml:2:38  watches.userCreated.ways.0.0.id expected a text, found 3',
		],
	])('line %i: %s', (line, text, finding) => expect(findings(line, text)).toContain(finding));

	test('a file that is no YAML', () => expect(findings(3, 'watches: [').join()).toMatch(/^watches\.yaml:\d+:\d+ {2}/));
});

test('a rule of migration', () => {
	const file = new YamlFile(
		path.join(root, 'user.yaml'),
		'get:\n  to: user.get\n  feilds: {a: b}\ncreate:\n  to: user.create\n  fields: {a: [b, {too: c}]}\n',
	);
	expect(checkFile(file, rulesFile)).toEqual([
		'user.yaml:3:3  get.feilds is not known here; did you mean fields?',
		'user.yaml:6:20  create.fields.a.1.too is not known here; did you mean to?',
	]);
});

test('the build stops and names each mistake with its file and line', () => {
	const copy = mkdtempSync(path.join(tmpdir(), 'keywords-'));
	cpSync(path.join(root, 'nodes', 'Learning360'), path.join(copy, 'nodes', 'Learning360'), { recursive: true });
	const lineAfter = (file: string, before: string, after: string) => {
		const location = path.join(copy, 'nodes', 'Learning360', file);
		const text = readFileSync(location, 'utf8');
		expect(text).toContain(before);
		writeFileSync(location, text.replace(before, after));
		return text.slice(0, text.indexOf(before)).split('\n').length;
	};
	const name = lineAfter('api/user.yaml', '      x-name: ', '      x-nmae: ');
	const first = lineAfter('jobs/course.yaml', '      x-job: ', '      x-list: users\n      x-job: ');
	const script = `import { compileService } from '${path.join(root, 'compiler', 'build.ts')}'; await compileService('Learning360').then(() => console.log('built'), ({ message }) => console.log(message));`;
	try {
		const output = execFileSync(
			path.join(root, 'node_modules', 'node', 'bin', 'node'),
			['--no-warnings', '--input-type=module', '--eval', script],
			{ cwd: copy, encoding: 'utf8' },
		);
		expect(output).toContain(
			`nodes/Learning360/api/user.yaml:${name}:7  x-nmae is not a keyword of an operation; did you mean x-name?`,
		);
		expect(output).toContain(
			`nodes/Learning360/jobs/course.yaml:${first}:7  x-list does not belong on an operation, but on a parameter or a schema`,
		);
		expect(output).not.toContain('built');
	} finally {
		rmSync(copy, { recursive: true });
	}
});

describe('schemas for editors', () => {
	const folder = path.join(root, 'compiler', 'schemas');
	const ajv = new Ajv({ strict: false, allErrors: true, validateFormats: false });
	for (const file of readdirSync(folder))
		ajv.addSchema(JSON.parse(readFileSync(path.join(folder, file), 'utf8')) as object, file);
	const found = (schema: string, value: unknown) =>
		ajv.validate(schema, value)
			? []
			: ajv.errors!.map(({ instancePath, message }) => `${instancePath} ${String(message)}`);

	const services = readdirSync(path.join(root, 'nodes'));
	const files = services
		.flatMap((service) => ['api', 'jobs', 'migration', '.'].map((name) => path.join('nodes', service, name)))
		.filter((name) => existsSync(path.join(root, name)))
		.flatMap((name) =>
			readdirSync(path.join(root, name))
				.filter((file) => file.endsWith('.yaml'))
				.map((file) => path.join(name, file)),
		);

	test.each(files)('%s names its schema and keeps to it', (file) => {
		const text = readFileSync(path.join(root, file), 'utf8');
		const schema = file.endsWith('watches.yaml')
			? 'watches'
			: file.includes('migration')
				? 'rules'
				: kindOf(new YamlFile(path.join(root, file)));
		expect(text.split('\n')[0]).toBe(
			`# yaml-language-server: $schema=${path.relative(path.dirname(file), `compiler/schemas/${schema}.json`)}`,
		);
		expect(found(`${schema}.json`, new YamlFile(path.join(root, file)).value)).toEqual([]);
	});

	test.each(subjects.filter(([keyword]) => keyword !== 'x-token-call'))(
		'%s on %s, misspelt, is underlined',
		(keyword, _place, name, schema) => {
			const { top } = ways.get(name)!;
			const { value } = new YamlFile(
				'some.yaml',
				documentWith(name, { [misspelt(keyword)]: meaningOf(schema).example ?? 'any' }),
			);
			expect(found(`${top}.json`, value).length).toBeGreaterThan(0);
		},
	);
});
