import type {
	ICredentialsDecrypted,
	ICredentialTestRequestData,
	IExecuteData,
	INode,
	INodeCredentialTestResult,
	INodeExecutionData,
	INodeType,
} from 'n8n-workflow';
import get from 'lodash/get.js';
import { additionalData } from './additionalData.ts';
import { coreNodes } from './coreNodes/index.ts';
import { CredentialsHelper } from './credentialsHelper.ts';
import { CredentialStore } from './credentialStore.ts';
import { core, workflow as n8n } from './n8n.ts';
import { Recorder } from './recorder.ts';
import { loadTypes, type Types } from './types.ts';

type TestRequest = Omit<ICredentialTestRequestData, 'nodeType'>['testRequest'];

/**
 * Tests a credential as n8n does when a person saves it: sends the `test` request of the credential type and reads its rules.
 *
 * @param type name of the credential type
 * @param data what the person typed in, for OAuth2 the `oauthTokenData` as well; or a store that holds it
 * @param packages package folders to load from; this package when absent
 * @returns `OK` or `Error` with the message that n8n would show
 */
export async function testCredential(
	type: string,
	data: object | CredentialStore,
	packages?: string[],
): Promise<INodeCredentialTestResult> {
	const types = await loadTypes(packages);
	const store = data instanceof CredentialStore ? data : await CredentialStore.create({ [type]: data });
	const { test } = types.credential(type);
	if (!test) return { status: 'Error', message: 'No testing function found for this credential.' };

	const helper = new CredentialsHelper(types, store);
	const common = additionalData(helper);
	const reference = store.reference(type);
	const decrypted: ICredentialsDecrypted = {
		id: type,
		name: reference.name,
		type,
		data: await helper.complete(common, await store.get(type), type, 'internal'),
	};
	return await new Recorder().record(async () => await send(test, decrypted, types, helper));
}

/** n8n sends the test through a node made up for it, whose only field carries the request. */
async function send(
	test: TestRequest,
	decrypted: ICredentialsDecrypted,
	types: Types,
	helper: CredentialsHelper,
): Promise<INodeCredentialTestResult> {
	const noOp = coreNodes['n8n-nodes-base.noOp'] as INodeType;
	const nodeType: INodeType = {
		description: {
			...noOp.description,
			credentials: [{ name: decrypted.type, required: true }],
			properties: [
				{ displayName: 'Temp', name: 'temp', type: 'string', default: '', routing: { request: test.request } },
			],
		},
	};
	const node: INode = {
		id: 'temp',
		name: 'Temp-Node',
		type: 'n8n-nodes-base.noOp',
		typeVersion: 1,
		position: [0, 0],
		parameters: {},
		credentials: { [decrypted.type]: { id: decrypted.id, name: decrypted.name } },
	};
	const nodeTypes = {
		getByName: () => nodeType,
		getByNameAndVersion: () => nodeType,
		getKnownTypes: () => types.getKnownTypes(),
	};
	const workflow = new n8n.Workflow({ nodes: [node], connections: {}, active: false, nodeTypes });
	const executeData: IExecuteData = { node, data: {}, source: null };
	const context = new core.ExecuteContext(
		workflow,
		workflow.getNode(node.name) ?? node,
		additionalData(helper),
		'internal',
		n8n.createRunExecutionData(),
		0,
		[],
		{ main: [[{ json: {} }]] },
		executeData,
		[],
	);
	try {
		const output = await workflow.expression.withIsolate(
			async () => await new core.RoutingNode(context, nodeType, decrypted).runNode(),
		);
		return judge(test, output);
	} catch (error) {
		return explain(test, error as Error);
	}
}

/** A 2xx answer passes, unless a rule finds a failure in its body. */
function judge(
	{ rules = [] }: TestRequest,
	output: INodeExecutionData[][] | null | undefined,
): INodeCredentialTestResult {
	const body = output?.[0]?.[0]?.json ?? {};
	for (const rule of rules) {
		if (rule.type !== 'responseSuccessBody') continue;
		const { key, value, message } = rule.properties;
		if (get(body, key) === value) return { status: 'Error', message };
	}
	return { status: 'OK', message: 'Connection successful!' };
}

/** The message of the rule for this status, the text of the status, or the reason there was no answer. */
function explain({ rules = [] }: TestRequest, error: Error): INodeCredentialTestResult {
	const cause = error.cause as { response?: { status: number; statusText?: string }; code?: string } | undefined;
	if (cause?.response) {
		const { status, statusText } = cause.response;
		for (const rule of rules) {
			if (rule.type !== 'responseCode') continue;
			if (rule.properties.value === status) return { status: 'Error', message: rule.properties.message };
		}
		return { status: 'Error', message: statusText || `Received HTTP status code: ${status}` };
	}
	return { status: 'Error', message: cause?.code ?? error.message };
}
