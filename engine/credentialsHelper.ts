import type {
	ICredentialDataDecryptedObject,
	ICredentials,
	ICredentialsExpressionResolveValues,
	ICredentialType,
	IDataObject,
	IExecuteData,
	IHttpRequestHelper,
	IHttpRequestOptions,
	INode,
	INodeCredentialsDetails,
	INodeParameters,
	INodeProperties,
	IRequestOptionsSimplified,
	IWorkflowExecuteAdditionalData,
	Workflow,
	WorkflowExecuteMode,
} from 'n8n-workflow';
import type { CredentialStore } from './credentialStore.ts';
import { core, workflow as n8n } from './n8n.ts';
import type { Types } from './types.ts';

type Data = ICredentialDataDecryptedObject;

/**
 * What n8n does between a node and its credential: defaults and expressions of the fields, signing a request, fetching and
 * storing tokens. It follows n8n 2.41's own helper; only the store differs. Not here, because nothing in the pack has it:
 * overwrites by an administrator, external secrets, credentials per user.
 */
export class CredentialsHelper extends n8n.ICredentialsHelper {
	private readonly types: Types;
	private readonly store: CredentialStore;

	constructor(types: Types, store: CredentialStore) {
		super();
		this.types = types;
		this.store = store;
	}

	getParentTypes(name: string): string[] {
		return this.types.parents(name);
	}

	getCredentialsProperties(type: string): INodeProperties[] {
		return this.types.credentialProperties(type);
	}

	isCredentialUsableByNode(credentialType: string, nodeType: string): boolean {
		const type = this.types.credential(credentialType);
		const name = nodeType.slice(nodeType.lastIndexOf('.') + 1);
		return !type.restrictToSupportedNodes || (type.supportedNodes ?? []).includes(name);
	}

	/** Signs a request the way the credential type says: with its function, or by filling in its template. */
	async authenticate(
		credentials: Data,
		typeName: string,
		options: IHttpRequestOptions | IRequestOptionsSimplified,
		workflow?: Workflow,
		node?: INode,
	): Promise<IHttpRequestOptions> {
		const request = options as IHttpRequestOptions;
		const { authenticate } = this.types.credential(typeName);
		if (!authenticate) return request;
		if (typeof authenticate === 'function') return await authenticate(credentials, request);
		if (!workflow || !node) throw new n8n.UnexpectedError('A template for signing needs the workflow and the node.');

		const fillIn = (value: unknown) => resolveText(value, { $credentials: credentials }, workflow, node);
		request.headers ??= {};
		const places = request as unknown as Record<string, Record<string, string> | undefined>;
		for (const [place, values] of Object.entries(authenticate.properties)) {
			const target = (places[place] ??= {});
			for (const [key, value] of Object.entries(values as IDataObject)) target[fillIn(key)] = fillIn(value);
		}
		return request;
	}

	/**
	 * Fetches a token with the credential type's own request, when its expirable field is empty, when the vendor has just
	 * refused the token, or when the credential is being tested, and stores it.
	 *
	 * @returns the credential with the new token, or nothing when there was no need
	 */
	async preAuthentication(
		helpers: IHttpRequestHelper,
		credentials: Data,
		typeName: string,
		node: INode,
		credentialsExpired: boolean,
	): Promise<Data | undefined> {
		const type = this.types.credential(typeName);
		const expirable = type.properties.find(
			({ type: kind, typeOptions }) => kind === 'hidden' && typeOptions?.expirable === true,
		);
		if (!expirable || !type.preAuthentication) return undefined;
		const isTest = node.parameters?.temp === '' && node.type === 'n8n-nodes-base.noOp';
		if (credentials[expirable.name] !== '' && !credentialsExpired && !isTest) return undefined;

		const output = await this.callPreAuthentication(type, helpers, credentials);
		if (output?.[expirable.name] === undefined || !node.credentials) return undefined;

		const reference = node.credentials[type.name] as INodeCredentialsDetails;
		const stored = await (await this.getCredentials(reference, type.name)).getData();
		// What a person wrote as an expression stays one: storing its value would freeze it.
		const changed = Object.entries(output).filter(([key]) => key === expirable.name || !n8n.isExpression(stored[key]));
		await this.updateCredentials(reference, type.name, { ...stored, ...Object.fromEntries(changed) });
		return Object.assign(credentials, output);
	}

	/** Runs the credential type's hook without storing anything: n8n-core does so around OAuth2 requests. */
	async runPreAuthentication(
		helpers: IHttpRequestHelper,
		credentials: Data,
		typeName: string,
	): Promise<Data | undefined> {
		return await this.callPreAuthentication(this.types.credential(typeName), helpers, credentials);
	}

	async getCredentials(reference: INodeCredentialsDetails, type: string): Promise<ICredentials> {
		if (!reference?.id) throw new n8n.UserError(`The credential "${reference?.name ?? type}" has no id.`);
		return this.store.find(reference.id);
	}

	async getDecrypted(
		additionalData: IWorkflowExecuteAdditionalData,
		reference: INodeCredentialsDetails,
		type: string,
		mode: WorkflowExecuteMode,
		executeData?: IExecuteData,
		raw?: boolean,
		place?: ICredentialsExpressionResolveValues,
	): Promise<Data> {
		const { id } = (await this.getCredentials(reference, type)) as { id: string };
		if (raw) return await this.store.get(id);
		return await this.store.completed(
			id,
			this.types,
			async (stored) => await this.complete(additionalData, stored, type, mode, executeData, place),
		);
	}

	/** Adds the defaults of the fields and resolves expressions, as n8n does on every use of a credential. */
	async complete(
		additionalData: IWorkflowExecuteAdditionalData,
		stored: Data,
		type: string,
		mode: WorkflowExecuteMode,
		executeData?: IExecuteData,
		place?: ICredentialsExpressionResolveValues,
	): Promise<Data> {
		const properties = this.getCredentialsProperties(type);
		const hidden = new Set(properties.filter((property) => property.type === 'hidden').map(({ name }) => name));
		const own = Object.entries(stored).filter(([name]) => !(ownedByType.has(name) && hidden.has(name)));
		const data = n8n.NodeHelpers.getNodeParameters(
			properties,
			Object.fromEntries(own) as INodeParameters,
			true,
			false,
			null,
			null,
		) as Data;
		for (const name of ['oauthTokenData', 'allowedHttpRequestDomains', 'allowedDomains']) {
			if (data[name] === undefined && stored[name] !== undefined) data[name] = stored[name];
		}

		const keys = core.getAdditionalKeys(additionalData, mode, null, { isCredential: true });
		if (place) {
			return place.workflow.expression.getParameterValue(
				data as INodeParameters,
				place.runExecutionData,
				place.runIndex,
				place.itemIndex,
				place.node.name,
				place.connectionInputData,
				mode,
				keys,
				executeData,
				false,
				data,
			) as Data;
		}
		const node: INode = {
			id: '',
			name: '',
			type: 'n8n-nodes-base.noOp',
			typeVersion: 1,
			position: [0, 0],
			parameters: {},
		};
		const workflow = new n8n.Workflow({ nodes: [node], connections: {}, active: false, nodeTypes: this.types });
		return await workflow.expression.withIsolate(
			async () =>
				workflow.expression.getComplexParameterValue(
					node,
					data as INodeParameters,
					mode,
					keys,
					undefined,
					undefined,
					data,
				) as Data,
		);
	}

	async updateCredentials(reference: INodeCredentialsDetails, type: string, data: Data): Promise<void> {
		const credentials = await this.getCredentials(reference, type);
		await credentials.setData(data);
	}

	async updateCredentialsOauthTokenData(reference: INodeCredentialsDetails, type: string, data: Data): Promise<void> {
		const credentials = await this.getCredentials(reference, type);
		await credentials.updateData({ oauthTokenData: data.oauthTokenData });
	}

	/** Calls the hook with nothing but n8n's `httpRequest`, held to the domains that the credential allows. */
	private async callPreAuthentication(
		type: ICredentialType,
		helpers: IHttpRequestHelper,
		credentials: Data,
	): Promise<Data | undefined> {
		if (typeof type.preAuthentication !== 'function') return undefined;
		const httpRequest = async (options: IHttpRequestOptions): Promise<unknown> => {
			const allowedDomains = n8n.getCredentialOwnRequestAllowedDomains(credentials);
			return await helpers.helpers.httpRequest(allowedDomains === undefined ? options : { ...options, allowedDomains });
		};
		return (await type.preAuthentication.call({ helpers: { httpRequest } }, credentials)) as Data | undefined;
	}
}

/** Fields of OAuth that, where a credential type hides them, are its own and never a stored value. */
const ownedByType = new Set([
	'authUrl',
	'accessTokenUrl',
	'grantType',
	'authentication',
	'requestTokenUrl',
	'signatureMethod',
]);

/** The value itself, or what its expression comes to, as text. */
function resolveText(value: unknown, keys: IDataObject, workflow: Workflow, node: INode): string {
	if (!n8n.isExpression(value)) return value as string;
	const resolved = workflow.expression.getSimpleParameterValue(node, value, 'internal', keys, undefined, '');
	return resolved ? String(resolved) : '';
}
