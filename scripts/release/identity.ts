/** Who publishes the package, and from where: `package.json` says it, and nothing else may say otherwise. */
import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import escapeRegExp from 'lodash/escapeRegExp.js';

export interface Identity {
	/** Address of the repository in a browser, e.g. `https://github.com/acme/n8n-nodes-lms`. */
	repository: string;
	author: { name: string; email: string };
}

interface Manifest {
	homepage?: string;
	author?: { name?: string; email?: string };
	repository?: { type?: string; url?: string };
	bugs?: { url?: string };
}

/** What `package.json` and LICENSE say before somebody sets it. */
const FIRST: Identity = {
	repository: 'https://github.com/example/n8n-nodes-lms',
	author: { name: 'n8n-nodes-lms contributors', email: 'contributors@example.com' },
};

const GITHUB = /^https:\/\/github\.com\/([A-Za-z0-9][A-Za-z0-9-]*)\/([\w.-]+)$/;

/** Reads the identity from `package.json`. */
export function identityOf(root: string): Identity {
	const { homepage = '', author = {} } = manifest(root);
	return { repository: homepage.replace(/#.*$/, ''), author: { name: author.name ?? '', email: author.email ?? '' } };
}

/**
 * Reads what a person typed.
 *
 * @param repository address on GitHub, as the browser or `git clone` shows it
 * @param author `Name <email>`
 * @throws Error that names what is wrong: n8n verifies packages from public repositories on GitHub with a named author only
 */
export function readIdentity(repository: string, author: string): Identity {
	const address = repository
		.trim()
		.replace(/^git\+/, '')
		.replace(/^git@github\.com:/, 'https://github.com/')
		.replace(/\/+$/, '')
		.replace(/\.git$/, '');
	if (!GITHUB.test(address))
		throw new Error(
			`Repository: "${repository}" is not a repository on GitHub. Write it as https://github.com/OWNER/NAME`,
		);
	const [, name = '', email = ''] = /^\s*([^<>]+?)\s*<\s*([^<>\s]+@[^<>\s]+)\s*>\s*$/.exec(author) ?? [];
	if (name === '')
		throw new Error(`Author: "${author}" has no name or no email address. Write it as "Name <name@company.com>"`);
	const identity = { repository: address, author: { name, email } };
	const made = madeUp(identity);
	if (made.length > 0) throw new Error(made.join('\n'));
	return identity;
}

/**
 * Puts an identity in the place of the one there is: the address in every file that git tracks, the author in `package.json` and LICENSE, whose
 * name may be a word that stands elsewhere too.
 *
 * @returns the files that changed
 */
export function setIdentity(root: string, { repository, author }: Identity): string[] {
	const old = identityOf(root);
	const address = new RegExp(`${escapeRegExp(old.repository)}(?![\\w-])`, 'g');
	return trackedFiles(root).filter((file) => {
		const text = readFileSync(path.join(root, file), 'utf8');
		let changed = text.replace(address, () => repository);
		if (file === 'package.json')
			changed = `${JSON.stringify({ ...(JSON.parse(changed) as object), author }, undefined, 2)}\n`;
		if (file === 'LICENSE')
			changed = changed.replace(/^(Copyright \(c\) [\d-]+ ).*$/m, (_line, years: string) => `${years}${author.name}`);
		if (changed !== text) writeFileSync(path.join(root, file), changed);
		return changed !== text;
	});
}

/** What keeps the package from being released under this identity, one sentence each. */
export function identityFaults(root: string): string[] {
	const { homepage = '', repository, bugs, author } = manifest(root);
	const identity = identityOf(root);
	const { repository: address } = identity;
	const faults = madeUp(identity);
	if (author?.name === undefined || author.email === undefined)
		faults.push('package.json: author has no name or no email address');
	if (!GITHUB.test(address)) faults.push(`package.json: homepage "${homepage}" is not on GitHub`);
	if (repository?.type !== 'git' || repository.url !== `git+${address}.git`)
		faults.push(`package.json: repository is ${JSON.stringify(repository?.url)}, but homepage says git+${address}.git`);
	if (bugs?.url !== `${address}/issues`)
		faults.push(`package.json: bugs is ${JSON.stringify(bugs?.url)}, but homepage says ${address}/issues`);
	const left = trackedFiles(root).filter((file) =>
		readFileSync(path.join(root, file), 'utf8').includes(FIRST.repository),
	);
	return [...faults, ...left.map((file) => `${file} still has ${FIRST.repository}`)];
}

function manifest(root: string): Manifest {
	return JSON.parse(readFileSync(path.join(root, 'package.json'), 'utf8')) as Manifest;
}

/** Names and addresses that nobody has: owner `example` on GitHub, and the domains that RFC 2606 keeps for examples. */
function madeUp({ repository, author }: Identity): string[] {
	const faults: string[] = [];
	if (repository.startsWith('https://github.com/example/'))
		faults.push(`The repository ${repository} is a placeholder`);
	if (/@(.+\.)?example(\.(com|net|org))?$|\.(example|test|invalid|localhost)$/i.test(author.email))
		faults.push(`The author's email address ${author.email} is a placeholder`);
	if (author.name === FIRST.author.name) faults.push(`The author's name "${author.name}" is a placeholder`);
	return faults;
}

/** Text files that belong to the repository, without this one and its test, which have to name the placeholders. */
function trackedFiles(root: string): string[] {
	const files = execFileSync('git', ['ls-files', '-z'], { cwd: root, encoding: 'utf8' }).split('\0');
	return files.filter(
		(file) =>
			file !== '' && !/\.(png|gif|pdf|jpe?g)$/.test(file) && !/^(scripts\/release|test\/repo)\/identity/.test(file),
	);
}
