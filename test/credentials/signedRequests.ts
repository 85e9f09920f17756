import { inspect } from 'node:util';
import type { IHttpRequestOptions, INode } from 'n8n-workflow';
import { additionalData } from '../../engine/additionalData.ts';
import { CredentialsHelper } from '../../engine/credentialsHelper.ts';
import type { CredentialStore } from '../../engine/credentialStore.ts';
import { core, workflow as n8n } from '../../engine/n8n.ts';
import { loadTypes } from '../../engine/types.ts';

/** What came of a request: the body, or what n8n threw. */
export type Outcome = { body: unknown; failure?: undefined } | { body?: undefined; failure: Failure };

/** An error as n8n hands it to a node. */
export interface Failure {
	message: string;
	description?: string | null;
	/** What n8n stores of it with the execution and shows to people. */
	stored: string;
	/** All there is in memory, the errors it was made of included. */
	everything: string;
}

/**
 * Requests signed by n8n's own helper with a credential of the pack, as a node would send them but without a node in
 * between: no pace, no retry, no first call alone.
 *
 * @param type name of the credential type
 * @param store holds the credential; renewed tokens are stored there
 * @param nodeType a node that has this credential
 */
export async function signedRequests(
	type: string,
	store: CredentialStore,
	nodeType: string,
): Promise<(options: IHttpRequestOptions) => Promise<Outcome>> {
	const types = await loadTypes();
	const node: INode = {
		id: 'node',
		name: 'Node',
		type: `n8n-nodes-lms.${nodeType}`,
		typeVersion: 1,
		position: [0, 0],
		parameters: {},
		credentials: { [type]: store.reference(type) },
	};
	const workflow = new n8n.Workflow({ nodes: [node], connections: {}, active: false, nodeTypes: types });
	const context = new core.ExecuteContext(
		workflow,
		node,
		additionalData(new CredentialsHelper(types, store)),
		'internal',
		n8n.createRunExecutionData(),
		0,
		[],
		{ main: [[{ json: {} }]] },
		{ node, data: {}, source: null },
		[],
	);
	return async (options) => {
		try {
			return {
				body: await workflow.expression.withIsolate(
					async () => await context.helpers.httpRequestWithAuthentication.call(context, type, options),
				),
			};
		} catch (error) {
			return { failure: readFailure(error as Error & { description?: string | null }) };
		}
	};
}

function readFailure(error: Error & { description?: string | null }): Failure {
	const { message, description, stack } = error;
	// n8n stores an error as a copy of its own properties, with message and stack.
	const stored = JSON.stringify({ ...error, message, description, stack });
	return {
		message,
		description,
		stored,
		everything: inspect(error, { depth: 10, maxStringLength: null, maxArrayLength: null }),
	};
}
