/** The texts of a package: README, changelog, workflows, examples. Its chapters come from the README and the catalogue of the pack. */
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import type { Catalogue } from '../../nodes/connector/model/catalogue.ts';
import { PACK, type PackageDefinition } from './definitions.ts';
import type { Files } from './sources.ts';

const TEMPLATES = path.join(import.meta.dirname, 'templates');

/** The text of a chapter, without its heading and without the chapters after it. */
export function chapterOf(text: string, heading: string): string {
	const lines = text.split('\n');
	const start = lines.findIndex((line) => /^#+ /.test(line) && line.replace(/^#+ /, '') === heading);
	if (start < 0) throw new Error(`There is no chapter "${heading}"`);
	const rest = lines.slice(start + 1);
	const end = rest.findIndex((line) => /^#+ /.test(line));
	return rest
		.slice(0, end < 0 ? undefined : end)
		.join('\n')
		.trim();
}

/** Links of a page of the pack as links from elsewhere. */
function absolute(text: string, packHomepage: string): string {
	return text.replace(
		/\]\((?![a-z]+:|#)([^)]+)\)/g,
		(_link, target: string) => `](${packHomepage}/blob/main/${target})`,
	);
}

export interface Place {
	root: string;
	/** Addresses of the repositories of the package and of the pack, in a browser. */
	homepage: string;
	packHomepage: string;
	version: string;
}

/** README, changelog and workflows, from the templates. */
export function textsOf(definition: PackageDefinition, place: Place, examples: string[]): Files {
	const filled = (file: string) => {
		const values = valuesOf(definition, place, examples);
		return readFileSync(path.join(TEMPLATES, file), 'utf8').replace(/\{\{(\w+)\}\}/g, (_whole, name: string) => {
			const value = values[name];
			if (value === undefined) throw new Error(`${file} asks for ${name}, which nobody says`);
			return value;
		});
	};
	return {
		'README.md': filled(`README.${definition.name.replace('n8n-nodes-', '')}.md`),
		'CHANGELOG.md': filled('CHANGELOG.md'),
		'.gitignore': filled('gitignore'),
		'.npmrc': filled('npmrc'),
		'tsconfig.json': filled('tsconfig.json'),
		// Those of GitHub have double braces of their own.
		'.github/workflows/ci.yml': readFileSync(path.join(TEMPLATES, '.github', 'workflows', 'ci.yml'), 'utf8'),
		'.github/workflows/publish.yml': filled('.github/workflows/publish.yml'),
	};
}

/** The example workflows of the pack that need no other service, with the types of the package. */
export function examplesOf(root: string, { name, nodes }: PackageDefinition): Files {
	const own = new Set(nodes.map((node) => node[0]!.toLowerCase() + node.slice(1)));
	const folder = path.join(root, 'examples');
	const texts = readdirSync(folder, { recursive: true, encoding: 'utf8' })
		.filter((file) => file.endsWith('.json'))
		.sort()
		.map((file): [string, string] => [`examples/${file}`, readFileSync(path.join(folder, file), 'utf8')]);
	const fits = ([, text]: [string, string]) => {
		const used = [...text.matchAll(new RegExp(`"${PACK}\\.(\\w+)"`, 'g'))].map(([, node]) => node!);
		return used.length > 0 && used.every((node) => own.has(node));
	};
	return Object.fromEntries(
		texts.filter(fits).map(([file, text]) => [file, text.replaceAll(`"${PACK}.`, `"${name}.`)]),
	);
}

function valuesOf(
	definition: PackageDefinition,
	{ root, packHomepage, version }: Place,
	examples: string[],
): Record<string, string> {
	const { name, service, folder } = definition;
	const readme = readFileSync(path.join(root, 'README.md'), 'utf8');
	const table = (file: string) =>
		JSON.parse(readFileSync(path.join(root, 'dist', 'nodes', folder, file), 'utf8')) as unknown;
	const { resources, watches = [] } = table('catalogue.json') as Catalogue;
	const operations = resources.flatMap((resource) => resource.operations);
	const jobs = operations.filter(({ job }) => job).length;
	const events = readdirSync(path.join(root, 'dist', 'nodes', folder)).includes('events.json')
		? (table('events.json') as { events: unknown[] }).events.length
		: 0;
	const heading = { Learning360: '360Learning (API v2)', ZohoPeopleLms: 'Zoho People LMS' }[folder]!;
	return {
		name,
		service,
		version,
		pack: PACK,
		packHomepage,
		documented: String(operations.length - jobs),
		jobs: String(jobs),
		events: String(events),
		watches: String(watches.length),
		operations: resources
			.map((resource) => `- **${resource.name}**: ${resource.operations.map((operation) => operation.name).join(', ')}`)
			.join('\n'),
		credentials: absolute(chapterOf(readme, heading), packHomepage),
		compatibility: absolute(chapterOf(readme, 'Compatibility').split('\n\n')[0]!, packHomepage),
		tested: 'all of them are run in a real n8n before a release',
		examples: examples
			.map((file) => {
				const { name: title } = JSON.parse(readFileSync(path.join(root, file), 'utf8')) as { name: string };
				return `- [${title}](${file})`;
			})
			.join('\n'),
	};
}
