import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { readYaml } from './yaml.ts';

/** Any part of a document. The documents decide the shape; the engine looks only at the parts it knows. */
// eslint-disable-next-line @typescript-eslint/no-explicit-any
export type Part = any;

/** One OpenAPI document without references, made of all files of a folder. */
export interface Definition {
	openapi: string;
	info: { title: string; version: string };
	servers: Array<{ url: string }>;
	security?: Array<Record<string, string[]>>;
	paths: Record<string, Record<string, Part>>;
	webhooks: Record<string, Part>;
	/** Keywords that start with `x-` at the top level of `service.yaml`. */
	extensions: Record<string, Part>;
}

const known = new Map<string, Definition>();

/**
 * Reads the API documents of a folder: `service.yaml` and one file per resource, with references across files.
 * The result is shared by all sandboxes of a process and must not be changed.
 *
 * @throws Error when a reference leads nowhere or two files hold the same path and method
 */
export function readDefinition(folder: string): Definition {
	const earlier = known.get(folder);
	if (earlier) return earlier;
	const files = new Map<string, Part>();
	for (const name of readdirSync(folder).sort()) {
		if (name.endsWith('.yaml')) files.set(name, readYaml(readFileSync(join(folder, name), 'utf8')));
	}
	const definition = merge(files);
	known.set(folder, definition);
	return definition;
}

function merge(files: Map<string, Part>): Definition {
	const service = files.get('service.yaml');
	if (!service) throw new Error('The folder has no service.yaml');
	const resolver = new Resolver(files);
	const definition: Definition = {
		openapi: service.openapi,
		info: service.info,
		servers: service.servers ?? [],
		security: service.security,
		paths: {},
		webhooks: {},
		extensions: Object.fromEntries(Object.entries(service).filter(([name]) => name.startsWith('x-'))),
	};
	for (const [file, document] of files) {
		for (const [path, item] of Object.entries(document.paths ?? {})) {
			const target = (definition.paths[path] ??= {});
			for (const [name, part] of Object.entries(resolver.resolve(item, file))) {
				if (name in target) throw new Error(`${file}: ${name} ${path} is in another file already`);
				target[name] = part;
			}
		}
		for (const [event, part] of Object.entries(document.webhooks ?? {})) {
			definition.webhooks[event] = resolver.resolve(part, file);
		}
	}
	return definition;
}

/** Replaces references by what they point to; a reference with siblings is merged with them, as OpenAPI 3.1 says. */
class Resolver {
	private readonly targets = new Map<string, Part>();
	private readonly files: Map<string, Part>;

	constructor(files: Map<string, Part>) {
		this.files = files;
	}

	resolve(part: Part, file: string): Part {
		if (Array.isArray(part)) return part.map((entry) => this.resolve(entry, file));
		if (part === null || typeof part !== 'object') return part;
		const { $ref, ...rest } = part;
		const own = Object.fromEntries(Object.entries(rest).map(([name, value]) => [name, this.resolve(value, file)]));
		if (typeof $ref !== 'string') return own;
		const target = this.target($ref, file);
		return Object.keys(own).length === 0 ? target : { ...target, ...own };
	}

	private target(reference: string, from: string): Part {
		const [named, pointer = ''] = reference.split('#');
		const file = named || from;
		const key = `${file}#${pointer}`;
		if (this.targets.has(key)) {
			const target = this.targets.get(key);
			if (target === undefined) throw new Error(`${from}: ${reference} refers to itself`);
			return target;
		}
		let part = this.files.get(file);
		for (const step of pointer.split('/').slice(1)) {
			part = part?.[decodeURIComponent(step).replaceAll('~1', '/').replaceAll('~0', '~')];
		}
		if (part === undefined) throw new Error(`${from}: ${reference} leads nowhere`);
		this.targets.set(key, undefined);
		const resolved = this.resolve(part, file);
		this.targets.set(key, resolved);
		return resolved;
	}
}
