/** Which files of the pack a package needs, and what they become in it. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import ts from 'typescript';
import { PACK, type PackageDefinition } from './definitions.ts';

/** Text or bytes of a file, by its path below the package. */
export type Files = Record<string, string | Buffer>;

/** A table that the build writes from the documents: `catalogue.d.ts` says what `dist/…/catalogue.json` is. */
const TABLE = /^nodes\/\w+\/(?:catalogue|events|actionNode|pollingTrigger|webhookTrigger)\.d\.ts$/;

/**
 * The sources that the nodes and credentials of a package reach by their imports, its tables and previews as the build has compiled them, codex
 * files and icons.
 *
 * @param root the repository, built
 * @param homepage address of the package's own repository
 * @throws Error when an import leads nowhere
 */
export function sourcesOf(root: string, definition: PackageDefinition, homepage: string): Files {
	const files: Files = {};
	for (const file of reachedFrom(root, entriesOf(definition))) {
		if (TABLE.test(file)) Object.assign(files, tableOf(root, file));
		else files[file] = readFileSync(locate(root, file)!, 'utf8').replaceAll(PACK, definition.name);
	}
	const nodes = path.join('nodes', definition.folder);
	for (const node of definition.nodes)
		files[`nodes/${definition.folder}/${node}.node.json`] = codexOf(root, definition, node, homepage);
	Object.assign(files, copied(root, path.join('dist', nodes, '__schema__'), path.posix.join(nodes, '__schema__')));
	for (const icon of iconsIn(files)) files[`icons/${icon}`] = readFileSync(path.join(root, 'icons', icon));
	return files;
}

function entriesOf({ folder, nodes, credentials }: PackageDefinition): string[] {
	return [
		...nodes.map((node) => `nodes/${folder}/${node}.node.ts`),
		...credentials.map((credential) => `credentials/${credential}.credentials.ts`),
	];
}

/** Every file that others import, from some files on. Types that the build writes lie in `.cache/types`. */
function reachedFrom(root: string, entries: string[]): string[] {
	const reached = new Set<string>();
	const open = [...entries];
	for (let file = open.pop(); file !== undefined; file = open.pop()) {
		if (reached.has(file)) continue;
		reached.add(file);
		const place = locate(root, file);
		if (place === undefined) throw new Error(`${file} is not there`);
		for (const { fileName } of ts.preProcessFile(readFileSync(place, 'utf8')).importedFiles) {
			if (!fileName.startsWith('.')) continue;
			const wanted = path.posix.join(path.posix.dirname(file), fileName);
			const found = [`${wanted}.ts`, `${wanted}.d.ts`, `${wanted}/index.ts`].find((name) => locate(root, name));
			if (found === undefined) throw new Error(`${file} imports ${fileName}, which is not there`);
			open.push(found);
		}
	}
	return [...reached].sort();
}

function locate(root: string, file: string): string | undefined {
	return [path.join(root, file), path.join(root, '.cache', 'types', file)].find((place) => existsSync(place));
}

/** A table as JSON, and the module that says what it is. */
function tableOf(root: string, declaration: string): Files {
	const place = declaration.replace(/\.d\.ts$/, '');
	const name = path.posix.basename(place);
	const compiled = JSON.parse(readFileSync(path.join(root, 'dist', `${place}.json`), 'utf8')) as object;
	const source = readFileSync(path.join(root, declaration), 'utf8');
	const imports = source.match(/^import .*$/gm) ?? [];
	const [, type] = /^declare const \w+: (.+);$/m.exec(source) ?? [];
	if (type === undefined) throw new Error(`${declaration} declares no table`);
	return {
		[`${place}.json`]: `${JSON.stringify(compiled, undefined, '\t')}\n`,
		[`${place}.ts`]: [
			...imports,
			`import ${name} from './${name}.json';`,
			'',
			`/** Compiled from the API documents of ${PACK}. */`,
			`export default ${name} as unknown as ${type};`,
			'',
		].join('\n'),
	};
}

/** Codex files of community nodes name the package, and the first link is the one that the editor shows as Docs. */
function codexOf(root: string, { name, folder }: PackageDefinition, node: string, homepage: string): string {
	const codex = JSON.parse(readFileSync(path.join(root, 'nodes', folder, `${node}.node.json`), 'utf8')) as {
		resources: Record<'primaryDocumentation' | 'credentialDocumentation', object[]>;
	};
	return `${JSON.stringify(
		{
			...codex,
			node: name,
			resources: {
				credentialDocumentation: [{ url: `${homepage}#credentials` }],
				// Its first link is the README of the repository.
				primaryDocumentation: [{ url: `${homepage}#readme` }, ...codex.resources.primaryDocumentation.slice(1)],
			},
		},
		undefined,
		'\t',
	)}\n`;
}

/** All files below a folder. */
function copied(root: string, from: string, to: string): Files {
	const names = readdirSync(path.join(root, from), { recursive: true, encoding: 'utf8' }).filter((name) =>
		name.endsWith('.json'),
	);
	return Object.fromEntries(
		names
			.sort()
			.map((name) => [
				path.posix.join(to, name.split(path.sep).join('/')),
				readFileSync(path.join(root, from, name), 'utf8'),
			]),
	);
}

function iconsIn(files: Files): string[] {
	const texts = Object.values(files).filter((text) => typeof text === 'string');
	return [...new Set(texts.flatMap((text) => [...text.matchAll(/icons\/([\w.]+\.svg)/g)].map(([, icon]) => icon!)))];
}
