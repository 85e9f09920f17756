import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { scan } from './scan.ts';

const ROOT = path.join(__dirname, '..', '..');

/** n8n runs its scanner over a published package and over the source it was built from; both must pass. */
describe('the package scanner of n8n', () => {
	let folder: string;
	let unpacked: string;
	beforeAll(() => {
		folder = mkdtempSync(path.join(tmpdir(), 'packed-'));
		const [{ filename }] = JSON.parse(
			execFileSync('npm', ['pack', '--ignore-scripts', '--json', '--pack-destination', folder], {
				cwd: ROOT,
				encoding: 'utf8',
			}),
		) as [{ filename: string }];
		execFileSync('tar', ['xzf', path.join(folder, filename), '-C', folder]);
		unpacked = path.join(folder, 'package');
	});
	afterAll(() => rmSync(folder, { recursive: true, force: true }));

	test('passes the packed package', () => {
		expect(scan(unpacked, '**/*.js', 'package.json')).toEqual({ passed: true });
	}, 300_000);

	test('passes the sources', () => {
		expect(scan(ROOT)).toEqual({ passed: true });
	}, 300_000);

	test('sees what a comment would hide', () => {
		const file = path.join(unpacked, 'hidden.js');
		writeFileSync(file, '/* eslint-disable */\nconsole.log(process.env.SECRET);\n');
		const { passed, details } = scan(unpacked, 'hidden.js');
		rmSync(file);
		expect(passed).toBe(false);
		expect(details).toMatch(/no-restricted-globals[\s\S]*no-console|no-console[\s\S]*no-restricted-globals/);
	}, 300_000);

	test('finds nothing that npm would install with the package', () => {
		const manifest = JSON.parse(readFileSync(path.join(unpacked, 'package.json'), 'utf8')) as Record<
			string,
			object | undefined
		>;
		for (const kind of ['dependencies', 'optionalDependencies', 'bundledDependencies', 'bundleDependencies'])
			expect(Object.keys(manifest[kind] ?? {})).toEqual([]);
		expect(manifest.peerDependencies).toEqual({ 'n8n-workflow': '*' });
	});
});
