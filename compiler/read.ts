import { createConfig, lint, bundle, getLineColLocation } from '@redocly/openapi-core';
import { existsSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { checkDocument, namesIn } from './keywords/check.ts';
import { YamlFile } from './keywords/yamlFile.ts';
import type { Document, ServiceDocument, WebhooksDocument } from './openapi.ts';

/** The documents of one service, each with the components it uses at hand under `#/components`. */
export interface Documents {
	directory: string;
	service: ServiceDocument;
	/** One per resource file that has paths, in the order of the file names; jobs name functions instead of paths. */
	resources: Array<{ file: string; document: Document; isJob: boolean }>;
	/** The document with the vendor's events, where there is one. */
	webhooks?: WebhooksDocument;
}

/** A document that cannot be used; the message has a line `file:line:column  what is wrong` for each finding. */
export class DocumentError extends Error {
	readonly findings: string[];

	constructor(findings: string[]) {
		super(`The API documents cannot be used:\n${findings.map((finding) => `  ${finding}`).join('\n')}`);
		this.name = 'DocumentError';
		this.findings = findings;
	}
}

/** Rules for every document; the wording and style rules of Redocly stay off. */
const RULES = {
	struct: 'error',
	'no-unresolved-refs': 'error',
	'operation-operationId-unique': 'error',
	'path-parameters-defined': 'error',
	'path-declaration-must-exist': 'error',
	'no-ambiguous-paths': 'off',
} as const;

/**
 * Opens the documents of a service.
 *
 * @param folder folder of the service: `api` holds the documents of the vendor, `operations`, where it is there, those of its jobs
 */
export function openDocuments(folder: string): YamlFile[] {
	const folders = [path.join(folder, 'api'), path.join(folder, 'jobs')].filter(existsSync);
	return folders.flatMap((directory) => documentsIn(directory).map((file) => new YamlFile(path.join(directory, file))));
}

/**
 * Reads and checks the documents of a service.
 *
 * @param folder folder of the service
 * @param opened its documents, where they are open already
 * @throws DocumentError when a file is not valid OpenAPI 3.1, uses a keyword otherwise than it is defined, a reference leads nowhere or two
 *   files hold the same operation
 */
export async function readDocuments(folder: string, opened = openDocuments(folder)): Promise<Documents> {
	const known = namesIn(opened);
	const findings = opened.flatMap((file) => checkDocument(file, known));
	if (findings.length > 0) throw new DocumentError(findings);
	const config = await createConfig({ rules: RULES });
	const directory = path.join(folder, 'api');
	const files = opened.map(({ location }) => location);
	const documents = new Map<string, Document>();
	for (const ref of files) {
		for (const problem of await lint({ ref, config })) {
			if (problem.severity !== 'error') continue;
			const [location] = problem.location;
			const place = location ? getLineColLocation(location) : undefined;
			const source = path.relative(process.cwd(), location?.source.absoluteRef ?? ref);
			findings.push(`${source}:${place?.start.line ?? 1}:${place?.start.col ?? 1}  ${problem.message}`);
		}
		if (findings.length === 0) {
			documents.set(ref, (await bundle({ ref, config })).bundle.parsed as Document);
		}
	}
	if (findings.length > 0) throw new DocumentError(findings);

	const owners = new Map<string, string>();
	for (const [file, document] of documents) {
		for (const [address, item] of Object.entries(document.paths ?? {})) {
			for (const method of Object.keys(item)) {
				const key = `${method.toUpperCase()} ${address}`;
				const owner = owners.get(key);
				if (owner) findings.push(`${path.relative(process.cwd(), file)}:1:1  ${key} stands in ${owner} too`);
				owners.set(key, file);
			}
		}
	}
	if (findings.length > 0) throw new DocumentError(findings);

	const service = opened[files.indexOf(path.join(directory, 'service.yaml'))].value as ServiceDocument;
	const all = [...documents].map(([file, document]) => ({
		file: path.basename(file),
		document,
		isJob: path.dirname(file) !== directory,
	}));
	return {
		directory,
		service,
		resources: all.filter(({ file, document }) => file !== 'service.yaml' && document.paths !== undefined),
		webhooks: all.map(({ document }) => document as WebhooksDocument).find(({ webhooks }) => webhooks !== undefined),
	};
}

function documentsIn(folder: string): string[] {
	return readdirSync(folder)
		.filter((file) => file.endsWith('.yaml'))
		.sort();
}
