/** One OpenAPI document per vendor API, made from the documents of its resources. */
import { bundleFromString, createConfig, lintFromString } from '@redocly/openapi-core';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import uniqBy from 'lodash/uniqBy.js';
import { stringify } from 'yaml';
import { readYaml } from '../../compiler/keywords/yaml.ts';

/** Folders below `nodes` and the names under which their documents are known outside of this repository. */
export const DOCUMENTS = {
	Learning360: '360learning-v2',
	Learning360V1: '360learning-v1',
	ZohoPeopleLms: 'zoho-people-lms',
} as const;

export type ServiceFolder = keyof typeof DOCUMENTS;

type Json = Record<string, unknown>;

/** The parts of the documents that are put together. */
interface Written {
	openapi: string;
	info: Json;
	servers?: unknown;
	security?: unknown;
	paths?: Record<string, Json>;
	webhooks?: Record<string, unknown>;
	components?: Json;
	tags?: Array<{ name: string }>;
	'x-resource'?: { name: string };
}

/** Objects whose keys are names, e.g. of a header `x-request-id`, and never extensions. */
const NAMED = new Set([
	'properties',
	'patternProperties',
	'parameters',
	'headers',
	'schemas',
	'responses',
	'requestBodies',
	'securitySchemes',
	'paths',
	'webhooks',
	'encoding',
	'content',
	'scopes',
	'mapping',
]);

/** What stands for data of the vendor and is left as it is. */
const DATA = new Set(['example', 'examples', 'default', 'const', 'enum']);

/**
 * Redocly's recommended rules but two, which judge addresses that the vendor chose: some of API v1 end in a slash, and some take an ID where others
 * have a word.
 */
const LINT = {
	extends: ['recommended'],
	rules: { 'no-path-trailing-slash': 'off', 'no-ambiguous-paths': 'off' },
} as const;

/** Terms of this repository, which hold for the documents as well. */
const LICENSE = { name: 'MIT', identifier: 'MIT' };

/**
 * Puts the documents of a service together.
 *
 * @param folder name of the folder below `nodes`
 * @param options `extensions` keeps the keywords of this repository (docs/words.md)
 * @returns the document as YAML; the description says what it is and what it is not
 * @throws Error when two documents describe the same address, or a reference leads nowhere
 */
export async function bundleService(
	root: string,
	folder: ServiceFolder,
	options: { extensions?: boolean } = {},
): Promise<string> {
	return stringify(await bundledDocument(root, folder, options), { lineWidth: 140, aliasDuplicateObjects: false });
}

/** The document of {@link bundleService} as an object. */
export async function bundledDocument(
	root: string,
	folder: ServiceFolder,
	options: { extensions?: boolean } = {},
): Promise<Json> {
	const api = path.join(root, 'nodes', folder, 'api');
	const files = readdirSync(api)
		.filter((file) => file.endsWith('.yaml'))
		.sort();
	const documents = files.map((file) => ({
		file,
		document: readYaml(readFileSync(path.join(api, file), 'utf8')) as Written,
	}));
	const config = await createConfig({});
	// JSON is YAML, too.
	const source = JSON.stringify(joined(documents));
	const { bundle, problems } = await bundleFromString({ source, absoluteRef: path.join(api, '.bundle.yaml'), config });
	const broken = problems.filter(({ severity }) => severity === 'error');
	if (broken.length > 0)
		throw new Error(`${folder} cannot be bundled:\n${broken.map(({ message }) => `  ${message}`).join('\n')}`);
	const document = bundle.parsed as Json;
	return options.extensions ? document : (withoutExtensions(document) as Json);
}

/** What an OpenAPI linter says of a document: errors and warnings, one line each. */
export async function findings(text: string): Promise<string[]> {
	const config = await createConfig({ ...LINT, extends: [...LINT.extends] });
	const problems = await lintFromString({ source: text, absoluteRef: path.join(process.cwd(), 'bundle.yaml'), config });
	return problems.map(
		({ severity, ruleId, message, location }) => `${severity} ${ruleId}: ${message} (${location[0]?.pointer ?? ''})`,
	);
}

/** A document whose paths point into those of the resources. */
function joined(documents: Array<{ file: string; document: Written }>): Json {
	const service = documents.find(({ file }) => file === 'service.yaml')?.document;
	if (!service) throw new Error('service.yaml is missing');
	const owners = new Map<string, string[]>();
	for (const { file, document } of documents)
		for (const address of Object.keys(document.paths ?? {}))
			owners.set(address, [...(owners.get(address) ?? []), file]);
	const shared = [...owners].filter(([, files]) => files.length > 1);
	if (shared.length > 0)
		throw new Error(
			`These addresses stand in several documents: ${shared.map(([address, files]) => `${address} (${files.join(', ')})`).join('; ')}`,
		);
	const pointer = (text: string) => text.replaceAll('~', '~0').replaceAll('/', '~1');
	const paths = Object.fromEntries(
		[...owners].map(([address, [file]]) => [address, { $ref: `${file}#/paths/${pointer(address)}` }]),
	);
	const events = documents.find(({ document }) => document.webhooks);
	const webhooks = Object.fromEntries(
		Object.keys(events?.document.webhooks ?? {}).map((name) => [
			name,
			{ $ref: `${events!.file}#/webhooks/${pointer(name)}` },
		]),
	);
	const tags = documents.flatMap(({ document }) =>
		(document.tags ?? []).map(({ name }) => ({ name, description: document['x-resource']?.name ?? name })),
	);
	const { paths: _paths, info, ...head } = service;
	return {
		...head,
		info: { ...info, license: LICENSE },
		tags: uniqBy(tags, 'name'),
		paths,
		...(events ? { webhooks } : {}),
	};
}

/** A copy without the keywords of this repository; names of the vendor stay, also those that begin with `x-`. */
function withoutExtensions(value: unknown, named = false): unknown {
	if (Array.isArray(value)) return value.map((entry) => withoutExtensions(entry));
	if (value === null || typeof value !== 'object') return value;
	const entries = Object.entries(value).filter(([key]) => named || !key.startsWith('x-'));
	return Object.fromEntries(
		entries.map(([key, entry]) => [
			key,
			DATA.has(key) && !named ? entry : withoutExtensions(entry, !named && NAMED.has(key)),
		]),
	);
}

/** How many operations and events a document has. */
export function counts(text: string): { operations: number; webhooks: number } {
	const { paths = {}, webhooks = {} } = readYaml(text) as Written;
	const methods = new Set(['get', 'put', 'post', 'delete', 'patch']);
	return {
		operations: Object.values(paths).flatMap((item) => Object.keys(item).filter((method) => methods.has(method)))
			.length,
		webhooks: Object.keys(webhooks).length,
	};
}
