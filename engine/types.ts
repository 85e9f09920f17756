import type {
	ICredentialType,
	IDataObject,
	INodeProperties,
	INodeType,
	INodeTypes,
	IVersionedNodeType,
} from 'n8n-workflow';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { coreCredentials, coreNodes } from './coreNodes/index.ts';
import { core, workflow } from './n8n.ts';
import { oAuth2Api } from './oauth2Api.ts';
import './recorder.ts';
import { asTool, behindTool } from './tools.ts';

type Loader = InstanceType<typeof core.PackageDirectoryLoader>;

/** Folder of this package. */
export const root = join(import.meta.dirname, '..');

/** Node types by full name, used in addition to those of the packages and instead of stand-ins. */
export type GivenNodes = Record<string, INodeType | IVersionedNodeType>;

/** Node and credential types of some packages, loaded from disk as n8n loads them, and the core nodes. */
export class Types implements INodeTypes {
	private readonly loaders: Loader[];
	private readonly given: GivenNodes;
	private readonly tools = new Map<string, INodeType>();

	constructor(loaders: Loader[], given: GivenNodes = {}) {
		this.loaders = loaders;
		this.given = given;
	}

	/** @throws Error that lists what there is, when the type is unknown */
	getByName(name: string): INodeType | IVersionedNodeType {
		const found = this.find(name);
		if (found) return found;
		const node = this.tools.get(name) ?? this.tool(name);
		if (node) return node;
		throw new workflow.UserError(`There is no node of type "${name}" here. Available are: ${this.names().join(', ')}.`);
	}

	private find(name: string): INodeType | IVersionedNodeType | undefined {
		const core = this.given[name] ?? coreNodes[name];
		if (core) return core;
		const [packageName, type] = split(name);
		const loader = this.loaders.find((candidate) => candidate.packageName === packageName);
		return type === undefined ? undefined : loader?.nodeTypes[type]?.type;
	}

	/** A node as the tool of an agent. */
	private tool(name: string): INodeType | undefined {
		const behind = behindTool(name);
		const type = behind === undefined ? undefined : this.find(behind);
		if (!type) return undefined;
		const tool = asTool(type);
		this.tools.set(name, tool);
		return tool;
	}

	getByNameAndVersion(name: string, version?: number): INodeType {
		const type = workflow.NodeHelpers.getVersionedNodeType(this.getByName(name), version);
		const versions = [type?.description.version ?? []].flat();
		if (version !== undefined && !versions.includes(version)) {
			throw new workflow.UserError(
				`Version ${version} of "${name}" is not available here, only ${versions.join(', ')}.`,
			);
		}
		return type;
	}

	getKnownTypes(): IDataObject {
		return Object.fromEntries(this.names().map((name) => [name, {}]));
	}

	/** Full names of all node types, e.g. `n8n-nodes-base.set`. */
	names(): string[] {
		const packaged = this.loaders.flatMap(({ packageName, nodeTypes }) =>
			Object.keys(nodeTypes).map((type) => `${packageName}.${type}`),
		);
		return [...packaged, ...Object.keys({ ...coreNodes, ...this.given })].sort();
	}

	/** Whether a stand-in replaces this node of n8n. */
	isStandIn(name: string): boolean {
		return name in coreNodes && !(name in this.given);
	}

	/** @throws Error when no package has the credential type */
	credential(name: string): ICredentialType {
		if (name === oAuth2Api.name) return oAuth2Api;
		if (coreCredentials[name]) return coreCredentials[name];
		const found = this.loaders.map(({ credentialTypes }) => credentialTypes[name]).find(Boolean);
		if (found) return found.type;
		throw new workflow.UserError(
			`There is no credential type "${name}" here. Available are: ${this.credentialNames().join(', ')}.`,
		);
	}

	/** Names of all credential types of the packages. */
	credentialNames(): string[] {
		return this.loaders.flatMap(({ credentialTypes }) => Object.keys(credentialTypes)).sort();
	}

	/** The types a credential type extends, their own parents included. */
	parents(name: string): string[] {
		const parents = this.credential(name).extends ?? [];
		return parents.flatMap((parent) => [parent, ...this.parents(parent)]);
	}

	/** All fields of a credential type; a field of its own replaces the inherited one of the same name. */
	credentialProperties(name: string): INodeProperties[] {
		const type = this.credential(name);
		const properties: INodeProperties[] = [];
		for (const parent of type.extends ?? []) {
			workflow.NodeHelpers.mergeNodeProperties(properties, this.credentialProperties(parent));
		}
		workflow.NodeHelpers.mergeNodeProperties(properties, type.properties);
		return properties;
	}
}

/** `n8n-nodes-base.set` → `['n8n-nodes-base', 'set']`. */
function split(name: string): [string, string | undefined] {
	const dot = name.lastIndexOf('.');
	return dot < 0 ? [name, undefined] : [name.slice(0, dot), name.slice(dot + 1)];
}

const loaded = new Map<string, Promise<Loader>>();

/** Loads what the `n8n` section of a folder's package.json names; once per folder and process. */
async function loadPackage(folder: string): Promise<Loader> {
	const loader = new core.PackageDirectoryLoader(folder);
	await loader.loadAll();
	return loader;
}

/**
 * Loads packages and the core nodes.
 *
 * @param folders package folders, each with a package.json that has an `n8n` section; this package when none is given
 * @param given nodes that are in no package or replace a stand-in
 * @throws Error when this package is asked for and has not been built
 */
export async function loadTypes(folders: string[] = [root], given?: GivenNodes): Promise<Types> {
	if (folders.includes(root) && !existsSync(join(root, 'dist'))) {
		throw new workflow.UserError('There is no dist folder. Run "npm run build" first.');
	}
	const loaders = folders.map((folder) => {
		const promise = loaded.get(folder) ?? loadPackage(folder);
		loaded.set(folder, promise);
		return promise;
	});
	return new Types(await Promise.all(loaders), given);
}
