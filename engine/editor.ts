import type {
	INode,
	INodeListSearchResult,
	INodeParameters,
	INodePropertyOptions,
	INodeType,
	ResourceMapperFields,
} from 'n8n-workflow';
import { additionalData } from './additionalData.ts';
import { CredentialsHelper } from './credentialsHelper.ts';
import { CredentialStore } from './credentialStore.ts';
import { core, workflow as n8n } from './n8n.ts';
import { Recorder } from './recorder.ts';
import { loadTypes } from './types.ts';

type LoadOptionsContext = InstanceType<typeof core.LoadOptionsContext>;

/** State of the editor when it fills a list. */
export interface EditorOptions {
	/** Full name of the node type, e.g. `n8n-nodes-lms.learning360`. */
	nodeType: string;
	/** Name of the method in the node's `methods`. */
	method: string;
	/** Parameters as filled in so far; defaults are added. */
	parameters?: INodeParameters;
	credentials?: Record<string, object> | CredentialStore;
	/** Version of the node; its default when absent. */
	typeVersion?: number;
	/** Place of the parameter the list is for, e.g. `parameters.userId`. */
	path?: string;
	/** Package folders to load nodes from; this package when absent. */
	packages?: string[];
}

/**
 * Calls a list search as the editor does when a person opens a resource locator.
 *
 * @param filter what the person typed
 * @param paginationToken `paginationToken` of the page before
 */
export async function runListSearch(
	options: EditorOptions & { filter?: string; paginationToken?: string },
): Promise<INodeListSearchResult> {
	const { filter, paginationToken } = options;
	return await callMethod<INodeListSearchResult>(options, 'listSearch', (method, context) =>
		method.call(context, filter, paginationToken),
	);
}

/** Loads the options of a dropdown. */
export async function runLoadOptions(options: EditorOptions): Promise<INodePropertyOptions[]> {
	return await callMethod<INodePropertyOptions[]>(options, 'loadOptions', (method, context) => method.call(context));
}

/** Loads the fields of a resource mapper; n8n drops a second field with the same id. */
export async function runResourceMapping(options: EditorOptions): Promise<ResourceMapperFields> {
	const result = await callMethod<ResourceMapperFields>(options, 'resourceMapping', (method, context) =>
		method.call(context),
	);
	const seen = new Set<string>();
	return { ...result, fields: result.fields.filter(({ id }) => !seen.has(id) && seen.add(id)) };
}

type Method = (this: LoadOptionsContext, ...parameters: unknown[]) => Promise<unknown>;

async function callMethod<Result>(
	options: EditorOptions,
	kind: 'listSearch' | 'loadOptions' | 'resourceMapping',
	call: (method: Method, context: LoadOptionsContext) => Promise<unknown>,
): Promise<Result> {
	const types = await loadTypes(options.packages);
	const store =
		options.credentials instanceof CredentialStore
			? options.credentials
			: await CredentialStore.create(options.credentials ?? {});
	const type = types.getByNameAndVersion(options.nodeType, options.typeVersion);
	const methods = (type.methods?.[kind] ?? {}) as Record<string, Method | undefined>;
	const method = methods[options.method];
	if (!method)
		throw new n8n.UserError(
			`"${options.nodeType}" has no ${kind} method "${options.method}", only: ${Object.keys(methods).join(', ') || 'none'}.`,
		);

	const node = nodeOf(type, options, store);
	const workflow = new n8n.Workflow({ nodes: [node], connections: {}, active: false, nodeTypes: types });
	const data = additionalData(new CredentialsHelper(types, store), { currentNodeParameters: node.parameters });
	const context = new core.LoadOptionsContext(workflow, node, data, options.path ?? 'parameters');
	return (await new Recorder().record(async () => await call(method, context))) as Result;
}

function nodeOf(
	{ description }: INodeType,
	{ nodeType, typeVersion, parameters = {} }: EditorOptions,
	store: CredentialStore,
): INode {
	const version = typeVersion ?? [description.version].flat().at(-1) ?? 1;
	const credentials = (description.credentials ?? [])
		.map(({ name }) => name)
		.filter((name) => store.types().includes(name));
	const node: INode = {
		id: 'editor',
		name: description.displayName,
		type: nodeType,
		typeVersion: version,
		position: [0, 0],
		parameters,
		credentials: Object.fromEntries(credentials.map((name) => [name, store.reference(name)])),
	};
	const complete = n8n.NodeHelpers.getNodeParameters(
		description.properties,
		parameters,
		true,
		false,
		node,
		description,
	);
	return { ...node, parameters: complete ?? {} };
}
