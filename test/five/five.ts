import type { INodeExecutionData, INodeParameters } from 'n8n-workflow';
import type { Sandbox } from '../../sandbox/index.ts';
import { n8nCredentials } from '../../sandbox/n8nCredentials.ts';
import { runWorkflow, type WorkflowRun } from '../harness/index.ts';
import { singleNode } from '../harness/tinyWorkflow.ts';

/** A node of the pack and the credential it signs in with. */
export interface NodeUnderTest {
	type: 'learning360' | 'learning360V1' | 'zohoPeopleLms';
	credential: string;
}

export const V1: NodeUnderTest = { type: 'learning360V1', credential: 'learning360V1Api' };
export const V2: NodeUnderTest = { type: 'learning360', credential: 'learning360OAuth2Api' };
export const ZOHO: NodeUnderTest = { type: 'zohoPeopleLms', credential: 'zohoPeopleOAuth2Api' };

export interface Settings {
	/** One empty item when absent. */
	input?: INodeExecutionData[];
	onError?: 'continueRegularOutput' | 'continueErrorOutput';
	retryOnFail?: boolean;
	/** Version of the node; 1 when absent. */
	typeVersion?: number;
	/** Fields of the credential that differ from those that reach the sandbox. */
	credential?: Record<string, unknown>;
	/** ID of the credential, where runs are to share its budgets. */
	credentialId?: string;
	timezone?: string;
	/** Cancels the execution. */
	signal?: AbortSignal;
}

/** What a person sees of a run of one node. */
export interface Seen {
	run: WorkflowRun;
	items: INodeExecutionData[];
	message: string;
	advice: string;
}

let runs = 0;

/** Runs one node of the pack as the second node of a workflow. */
export async function runNode(
	sandbox: Sandbox,
	{ type, credential }: NodeUnderTest,
	parameters: INodeParameters,
	settings: Settings = {},
): Promise<Seen> {
	const { input, onError, retryOnFail, timezone, typeVersion, signal } = settings;
	runs += 1;
	const known = n8nCredentials(sandbox);
	const workflow = singleNode(type, parameters, {
		...(typeVersion ? { typeVersion } : {}),
		...(onError ? { onError } : {}),
		...(retryOnFail ? { retryOnFail: true, maxTries: 3, waitBetweenTries: 10 } : {}),
		// A name of its own, so that tests do not share the budget of a limit.
		credentials: { [credential]: { id: settings.credentialId ?? `run ${runs}`, name: 'account' } },
	});
	const credentials = { ...known, [credential]: { ...known[credential], ...settings.credential } };
	const run = await runWorkflow({ workflow, credentials, input, timezone, signal });
	const error = run.error as { message: string; description?: string | null } | undefined;
	return {
		run,
		items: run.nodes.Node?.runs[0]?.items[0] ?? [],
		message: error?.message ?? '',
		advice: error?.description ?? '',
	};
}

/** A resource locator with an id. */
export function byId(value: string): INodeParameters {
	return { __rl: true, mode: 'id', value } as never;
}

/** Requests to the vendor's operations, without sign-in and what was refused for an old token. */
export function operationCalls(sandbox: Sandbox) {
	return sandbox.requests.filter(
		({ path: address, status }) =>
			status !== 401 && !address.endsWith('/oauth2/token') && !address.endsWith('/oauth/v2/token'),
	);
}

/** Whether anything a person can see holds one of the secrets of the sandbox. */
export function leaks(sandbox: Sandbox, { run }: Seen): string[] {
	const shown = JSON.stringify(run, (_key, value: unknown) =>
		value instanceof Error ? { ...value, message: value.message, stack: value.stack } : value,
	);
	const { learning360, learning360V1, zoho } = sandbox.credentials;
	return [
		learning360.clientSecret,
		learning360V1.apiKey,
		zoho.clientSecret,
		zoho.refreshToken,
		zoho.accessToken,
	].filter((secret) => shown.includes(secret));
}
