/** The `package.json` of a package. */
import type { PackageDefinition } from './definitions.ts';

export interface PackManifest {
	version: string;
	license: string;
	author: { name: string; email: string };
	devDependencies: Record<string, string>;
}

/** What linting, building and releasing a package takes, in the versions of the pack. */
const TOOLS = [
	'@n8n/node-cli',
	'@types/lodash',
	'@types/luxon',
	'@types/node',
	'eslint',
	'lodash',
	'luxon',
	'n8n-workflow',
	'p-limit',
	'prettier',
	'typescript',
];

/**
 * @param homepage address of the package's repository in a browser
 * @returns the manifest: strict, without runtime dependencies
 */
export function manifestOf(definition: PackageDefinition, pack: PackManifest, homepage: string): object {
	const { name, folder, description, keywords, nodes, credentials } = definition;
	return {
		name,
		version: pack.version,
		description,
		keywords: ['n8n-community-node-package', ...keywords],
		license: pack.license,
		homepage: `${homepage}#readme`,
		author: pack.author,
		repository: { type: 'git', url: `git+${homepage}.git` },
		bugs: { url: `${homepage}/issues` },
		files: ['dist'],
		scripts: {
			build: 'n8n-node build',
			'build:watch': 'tsc --watch',
			dev: 'n8n-node dev',
			lint: 'n8n-node lint',
			'lint:fix': 'n8n-node lint --fix',
			release: 'n8n-node release',
			prepublishOnly: 'n8n-node prerelease',
		},
		n8n: {
			n8nNodesApiVersion: 1,
			strict: true,
			credentials: credentials.map((credential) => `dist/credentials/${credential}.credentials.js`),
			nodes: nodes.map((node) => `dist/nodes/${folder}/${node}.node.js`),
		},
		peerDependencies: { 'n8n-workflow': '*' },
		devDependencies: Object.fromEntries(
			[
				...TOOLS.map((tool): [string, string] => [tool, pack.devDependencies[tool]!]),
				['release-it', '^19.0.4'] as const,
			].sort(([left], [right]) => (left < right ? -1 : 1)),
		),
	};
}
