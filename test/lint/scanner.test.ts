import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

const ROOT = path.join(__dirname, '..', '..');

interface Verdict {
	passed: boolean;
	message?: string;
	details?: string;
}

/** What n8n's package scanner says of a folder. */
function scan(folder: string, ...patterns: string[]): Verdict {
	// The rules take every file for a node's while NODE_ENV says that they are under test.
	const env = { ...process.env, NODE_ENV: 'production' };
	return JSON.parse(
		execFileSync(process.execPath, [path.join(__dirname, 'scan.mjs'), folder, ...patterns], { encoding: 'utf8', env }),
	) as Verdict;
}

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
