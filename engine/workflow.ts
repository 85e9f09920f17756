import type { IDataObject, INode, Workflow } from 'n8n-workflow';
import { checkCoreNode, stickyNote } from './coreNodes/index.ts';
import type { CredentialStore } from './credentialStore.ts';
import { workflow as n8n } from './n8n.ts';
import type { Types } from './types.ts';
import type { WorkflowFile } from './workflowFile.ts';

/** The workflow of a file as n8n makes it, ready to run. */
export function workflowOf(
	file: WorkflowFile,
	types: Types,
	store: CredentialStore,
	{ timezone, staticData }: { timezone?: string; staticData?: IDataObject } = {},
): Workflow {
	const nodes = file.nodes.filter(({ type }) => type !== stickyNote).map((node) => withCredentials(node, types, store));
	for (const node of nodes) if (types.isStandIn(node.type)) checkCoreNode(node);
	return new n8n.Workflow({
		id: file.id ?? 'workflow',
		name: file.name ?? 'Workflow',
		nodes,
		connections: file.connections,
		active: false,
		nodeTypes: types,
		staticData,
		settings: {
			executionOrder: 'v1',
			timezone: timezone ?? file.settings?.timezone ?? 'UTC',
			...withoutTimezone(file),
		},
	});
}

/** The static data of a workflow when something in it was changed, as n8n asks before it writes it to its database. */
export function changedStaticData({ staticData }: Workflow): { staticData?: IDataObject } {
	return staticData.__dataChanged === true ? { staticData: n8n.deepCopy(staticData) } : {};
}

/** n8n puts the time zone of the settings first; here the one that was asked for counts. */
function withoutTimezone({ settings = {} }: WorkflowFile): WorkflowFile['settings'] {
	return Object.fromEntries(Object.entries(settings).filter(([name]) => name !== 'timezone'));
}

/** Points the node to the given credentials, whatever ids the file carries; those that were not given are left out. HTTP Request names its own in a field. */
function withCredentials(node: INode, types: Types, store: CredentialStore): INode {
	const { description } = types.getByNameAndVersion(node.type, node.typeVersion);
	const { nodeCredentialType } = node.parameters;
	const wanted = [
		...(description.credentials ?? []).map(({ name }) => name),
		...(typeof nodeCredentialType === 'string' ? [nodeCredentialType] : []),
	];
	const usable = wanted.filter((name) => store.types().includes(name));
	return { ...node, credentials: Object.fromEntries(usable.map((name) => [name, store.reference(name)])) };
}
