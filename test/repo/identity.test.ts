import { execFileSync } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { identityFaults, identityOf, readIdentity, setIdentity } from '../../scripts/release/identity.ts';
import { root } from '../harness/index.ts';

/** A repository with what names the publisher. */
let folder: string;
beforeEach(() => {
	folder = mkdtempSync(path.join(tmpdir(), 'identity-'));
	for (const file of ['package.json', 'LICENSE', 'README.md']) cpSync(path.join(root, file), path.join(folder, file));
	writeFileSync(
		path.join(folder, 'credential.ts'),
		"documentationUrl = 'https://github.com/example/n8n-nodes-lms#credentials';\n",
	);
	for (const parameters of [
		['init', '-q'],
		['add', '.'],
	])
		execFileSync('git', parameters, { cwd: folder });
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const ADA = 'Ada Byron <ada@acme.com>';
const content = (file: string) => readFileSync(path.join(folder, file), 'utf8');

test('a release is refused while anything is a placeholder, also where it stands in a file', () => {
	const faults = identityFaults(folder).join('\n');
	for (const part of [
		'repository https://github.com/example/n8n-nodes-lms is a placeholder',
		'contributors@example.com is a placeholder',
		'credential.ts still has',
	])
		expect(faults).toContain(part);
});

test('one command sets all of it, once and again', () => {
	const manifest = content('package.json');
	expect(setIdentity(folder, readIdentity('https://github.com/acme/n8n-nodes-lms', ADA)).sort()).toEqual([
		'LICENSE',
		'credential.ts',
		'package.json',
	]);
	expect(identityFaults(folder)).toEqual([]);
	expect(JSON.parse(content('package.json'))).toEqual({
		...(JSON.parse(manifest) as object),
		homepage: 'https://github.com/acme/n8n-nodes-lms',
		author: { name: 'Ada Byron', email: 'ada@acme.com' },
		repository: { type: 'git', url: 'git+https://github.com/acme/n8n-nodes-lms.git' },
		bugs: { url: 'https://github.com/acme/n8n-nodes-lms/issues' },
	});
	expect(content('LICENSE')).toContain('Ada Byron');
	expect(content('credential.ts')).toContain("'https://github.com/acme/n8n-nodes-lms#credentials'");
	setIdentity(folder, readIdentity('git@github.com:other/lms.git', 'B <b@other.io>'));
	const readme = content('README.md');
	setIdentity(folder, readIdentity('https://github.com/acme/lms/', 'C <c@acme.com>'));
	expect(identityOf(folder)).toEqual({
		repository: 'https://github.com/acme/lms',
		author: { name: 'C', email: 'c@acme.com' },
	});
	expect(identityFaults(folder)).toEqual([]);
	// A name of one letter is not replaced wherever the letter stands.
	expect(content('README.md')).toBe(readme);
});

test.each([
	['homepage', { homepage: 'https://acme.com' }, 'is not on GitHub'],
	['repository', { repository: { type: 'git', url: 'git+https://github.com/acme/other.git' } }, 'repository is'],
	['no repository', { repository: undefined }, 'repository is undefined'],
	['bugs', { bugs: { url: 'https://github.com/acme/other/issues' } }, 'bugs is'],
	['author', { author: { name: 'Ada' } }, 'author has no name or no email'],
])('a release is refused when %s says something else', (_name, change, expected) => {
	setIdentity(folder, readIdentity('https://github.com/acme/n8n-nodes-lms', ADA));
	writeFileSync(
		path.join(folder, 'package.json'),
		JSON.stringify({ ...(JSON.parse(content('package.json')) as object), ...change }),
	);
	expect(identityFaults(folder).join('\n')).toContain(expected);
});

test.each([
	['https://gitlab.com/acme/lms', ADA, 'is not a repository on GitHub'],
	['acme/lms', ADA, 'is not a repository on GitHub'],
	['https://github.com/acme/lms/tree/main', ADA, 'is not a repository on GitHub'],
	['https://github.com/example/lms', ADA, 'is a placeholder'],
	['https://github.com/acme/lms', 'Ada Byron', 'has no name or no email address'],
	['https://github.com/acme/lms', 'Ada <ada@example.com>', 'is a placeholder'],
	['https://github.com/acme/lms', 'Ada <ada@mail.example>', 'is a placeholder'],
	['https://github.com/acme/lms', '<ada@acme.com>', 'has no name or no email address'],
])('%s by %s is refused', (repository, author, expected) => {
	expect(() => readIdentity(repository, author)).toThrow(expected);
});
