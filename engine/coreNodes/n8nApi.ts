import type { ICredentialType, IDataObject, IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';
import { workflow } from '../n8n.ts';
import { choice, coreNode, flag, options } from './coreNode.ts';

/** Workflows in one answer of n8n's API, as its own node asks for them. */
const PAGE = 100;

/** n8n's own credential for its API. Source: `N8nApi.credentials` of n8n-nodes-base 2.41. */
export const n8nApi: ICredentialType = {
	name: 'n8nApi',
	displayName: 'n8n API',
	properties: [
		{ displayName: 'API Key', name: 'apiKey', type: 'string', typeOptions: { password: true }, default: '' },
		{ displayName: 'Base URL', name: 'baseUrl', type: 'string', default: '' },
	],
	authenticate: { type: 'generic', properties: { headers: { 'X-N8N-API-KEY': '={{ $credentials.apiKey }}' } } },
};

/** The node "n8n": reads the workflows of an instance and makes new ones. */
export const n8nNode = coreNode({
	name: 'n8n',
	displayName: 'n8n',
	version: [1],
	properties: [
		choice('resource', ['workflow']),
		choice('operation', ['getAll', 'create']),
		flag('returnAll', true),
		{ displayName: 'limit', name: 'limit', type: 'number', default: 100 },
		options(),
		{ displayName: 'filters', name: 'filters', type: 'collection', default: {}, options: [flag('activeWorkflows')] },
		{ displayName: 'workflowObject', name: 'workflowObject', type: 'json', default: '{}' },
		{ displayName: 'requestOptions', name: 'requestOptions', type: 'collection', default: {}, options: [] },
	],
	more: { credentials: [{ name: n8nApi.name, required: true }] },
	async execute(this: IExecuteFunctions) {
		const results: INodeExecutionData[] = [];
		for (const index of this.getInputData().keys()) {
			const records =
				this.getNodeParameter('operation', index) === 'create'
					? [await create.call(this, index)]
					: await list.call(this, index);
			results.push(...records.map((json) => ({ json, pairedItem: { item: index } })));
		}
		return [results];
	},
});

async function list(this: IExecuteFunctions, index: number): Promise<IDataObject[]> {
	const limit = this.getNodeParameter('returnAll', index, true)
		? Infinity
		: (this.getNodeParameter('limit', index) as number);
	const { activeWorkflows } = this.getNodeParameter('filters', index, {}) as { activeWorkflows?: boolean };
	const found: IDataObject[] = [];
	for (let cursor: string | undefined; ; ) {
		const qs = {
			limit: Math.min(limit, PAGE),
			...(cursor ? { cursor } : {}),
			...(activeWorkflows === undefined ? {} : { active: activeWorkflows }),
		};
		const { data, nextCursor } = (await call.call(this, { method: 'GET', qs })) as {
			data: IDataObject[];
			nextCursor?: string | null;
		};
		found.push(...data);
		if (!nextCursor || found.length >= limit) return found.slice(0, limit);
		cursor = nextCursor;
	}
}

async function create(this: IExecuteFunctions, index: number): Promise<IDataObject> {
	const value = this.getNodeParameter('workflowObject', index) as string | IDataObject;
	const body = (typeof value === 'string' ? JSON.parse(value) : value) as IDataObject;
	return (await call.call(this, { method: 'POST', body })) as IDataObject;
}

async function call(
	this: IExecuteFunctions,
	request: { method: 'GET' | 'POST'; qs?: IDataObject; body?: IDataObject },
): Promise<unknown> {
	const { baseUrl } = await this.getCredentials<{ baseUrl: string }>(n8nApi.name);
	try {
		return await this.helpers.httpRequestWithAuthentication.call(this, n8nApi.name, {
			...request,
			url: `${baseUrl}/workflows`,
			json: true,
		});
	} catch (error) {
		throw new workflow.NodeApiError(this.getNode(), error as never);
	}
}
