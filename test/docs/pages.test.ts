import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import type { Catalogue } from '../../nodes/connector/model/catalogue.ts';
import { coreNodes } from '../../engine/coreNodes/index.ts';
import { root } from '../harness/index.ts';

const PAGES = [
	'README.md',
	'CONTRIBUTING.md',
	'sandbox/README.md',
	'test/harness/README.md',
	...[
		'docs',
		'docs/decisions',
		...readdirSync(path.join(root, 'docs', 'operations')).map((name) => `docs/operations/${name}`),
	].flatMap((folder) =>
		readdirSync(path.join(root, folder))
			.filter((name) => name.endsWith('.md'))
			.map((name) => `${folder}/${name}`),
	),
];
const FOLDERS = readdirSync(root, { withFileTypes: true })
	.filter((entry) => entry.isDirectory())
	.map(({ name }) => name);

const text = (page: string) => readFileSync(path.join(root, page), 'utf8');
const all = (page: string, pattern: RegExp) => [...text(page).matchAll(pattern)].map(([, found]) => found);

const catalogues = ['Learning360', 'Learning360V1', 'ZohoPeopleLms'].map(
	(service) =>
		JSON.parse(readFileSync(path.join(root, 'dist', 'nodes', service, 'catalogue.json'), 'utf8')) as Catalogue,
);
const resources = catalogues.flatMap((catalogue) => catalogue.resources);

describe.each(PAGES)('%s', (page) => {
	test('links lead somewhere', () => {
		const links = all(page, /\]\(([^)#\s]+)(?:#[^)]*)?\)/g).filter((link) => !/^[a-z]+:/.test(link));
		expect(links.filter((link) => !existsSync(path.join(root, path.dirname(page), link)))).toEqual([]);
	});

	test('paths are there', () => {
		const paths = all(page, /`([\w.-]+\/[\w./-]*\w)`/g).filter((name) => FOLDERS.includes(name.split('/')[0]));
		expect(paths.filter((name) => !existsSync(path.join(root, name)))).toEqual([]);
	});

	test('commands are there', () => {
		const { scripts } = JSON.parse(text('package.json')) as { scripts: Record<string, string> };
		expect(all(page, /npm run (?:-s )?([\w:-]+)/g).filter((name) => !(name in scripts))).toEqual([]);
		expect(all(page, /`node ([\w/]+\.ts)/g).filter((name) => !existsSync(path.join(root, name)))).toEqual([]);
	});

	test('operations are called what the nodes call them', () => {
		const named = text(page)
			.split(/\s[›>]\s/)
			.slice(0, -1)
			.flatMap((before, index) => {
				const owners = resources.filter(
					({ name }) => before.endsWith(name) && !/\w/.test(before[before.length - name.length - 1] ?? ' '),
				);
				return owners.length > 0 ? [{ owners, after: text(page).split(/\s[›>]\s/)[index + 1], before }] : [];
			});
		const unknown = named.filter(
			({ owners, after }) => !owners.some(({ operations }) => operations.some(({ name }) => after.startsWith(name))),
		);
		expect(unknown.map(({ before, after }) => `${before.slice(-30)} › ${after.slice(0, 30)}`)).toEqual([]);
	});
});

test('the harness names every stand-in with its versions', () => {
	const versions = ({ description: { version } }: (typeof coreNodes)[string]) => [version].flat();
	const rows = new Map(
		[...text('test/harness/README.md').matchAll(/^\| ([^|]+) \| ([\d., to]+) \|/gm)].flatMap(([, names, range]) =>
			[names, ...names.split(', ')].map((name): [string, string] => [name.trim(), range.trim()]),
		),
	);
	for (const type of Object.values(coreNodes)) {
		const range = rows.get(type.description.displayName);
		expect([type.description.displayName, range !== undefined]).toEqual([type.description.displayName, true]);
		const [lowest, highest] = [Math.min(...versions(type)), Math.max(...versions(type))];
		expect([type.description.displayName, [...range!.matchAll(/[\d.]+/g)].map(Number)]).toEqual([
			type.description.displayName,
			expect.arrayContaining([lowest, highest]),
		]);
	}
});
