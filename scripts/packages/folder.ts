/** A package as a folder: a whole repository that can be pushed and published as it is. */
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { identityOf } from '../release/identity.ts';
import { PACK, type PackageDefinition } from './definitions.ts';
import { manifestOf, type PackManifest } from './manifest.ts';
import { sourcesOf, type Files } from './sources.ts';
import { examplesOf, textsOf } from './texts.ts';

/** The two lines that `n8n-node lint` insists on. */
const STRICT = path.join('template', 'templates', 'shared', 'default', 'eslint.config.mjs');

/**
 * All files of a package.
 *
 * @param root the repository, built
 */
export function filesOf(root: string, definition: PackageDefinition): Files {
	const pack = JSON.parse(readFileSync(path.join(root, 'package.json'), 'utf8')) as PackManifest;
	const { repository: packHomepage } = identityOf(root);
	// The packages live beside the pack, with the same owner.
	const homepage = `${packHomepage.slice(0, packHomepage.lastIndexOf('/'))}/${definition.name}`;
	const examples = examplesOf(root, definition);
	const place = { root, homepage, packHomepage, version: pack.version };
	// Not in docs: n8n-node copies every picture outside of hidden folders into what ships.
	const pictures = definition.pictures.map((name): [string, Buffer] => [
		`.github/images/${name}.png`,
		readFileSync(path.join(root, 'docs', 'images', `${name}.png`)),
	]);
	const cli = path.join(root, 'node_modules', '@n8n', 'node-cli');
	const own = (file: string) =>
		readFileSync(path.join(root, file), 'utf8').replaceAll(packHomepage, homepage).replaceAll(PACK, definition.name);
	return {
		'package.json': `${JSON.stringify(manifestOf(definition, pack, homepage), undefined, 2)}\n`,
		LICENSE: own('LICENSE'),
		'SECURITY.md': own('SECURITY.md'),
		'eslint.config.mjs': readFileSync(path.join(cli, 'dist', STRICT), 'utf8'),
		'.prettierrc.json': readFileSync(path.join(root, '.prettierrc.json'), 'utf8'),
		...textsOf(definition, place, Object.keys(examples)),
		...Object.fromEntries(pictures),
		...examples,
		...sourcesOf(root, definition, homepage),
	};
}

/**
 * Writes a package in the place of what an earlier run left; what git and npm keep there stays.
 *
 * @returns how many files there are
 */
export function writePackage(root: string, definition: PackageDefinition, folder: string): number {
	const files = filesOf(root, definition);
	for (const part of new Set(Object.keys(files).map((file) => file.split('/')[0]!)))
		rmSync(path.join(folder, part), { recursive: true, force: true });
	for (const [file, content] of Object.entries(files)) {
		const place = path.join(folder, file);
		mkdirSync(path.dirname(place), { recursive: true });
		writeFileSync(place, content);
	}
	return Object.keys(files).length;
}
