import type { ICredentialsHelper, IWorkflowExecuteAdditionalData } from 'n8n-workflow';
import { container, core, workflow } from './n8n.ts';

/** Parts that differ from run to run. */
type Parts = Partial<
	Pick<
		IWorkflowExecuteAdditionalData,
		| 'hooks'
		| 'executionId'
		| 'workflowId'
		| 'currentNodeParameters'
		| 'webhookBaseUrl'
		| 'webhookTestBaseUrl'
		| 'httpRequest'
		| 'httpResponse'
	>
>;

/** Address that n8n would have; nothing listens there. */
const base = 'http://localhost:5678';

function notHere(what: string): () => never {
	return () => {
		throw new workflow.UserError(`${what} is not available here. Run this workflow in n8n itself.`);
	};
}

/** Context that n8n passes to every execution next to the workflow. */
export function additionalData(
	credentialsHelper: ICredentialsHelper,
	parts: Parts = {},
): IWorkflowExecuteAdditionalData {
	return {
		credentialsHelper,
		executeWorkflow: notHere('Running another workflow'),
		startRunnerTask: notHere('Running code'),
		getRunExecutionData: async () => undefined,
		getRuntimeCredential: async () => undefined,
		logAiEvent: () => {},
		currentNodeExecutionIndex: 0,
		variables: {},
		instanceBaseUrl: base,
		restApiUrl: `${base}/rest`,
		formBaseUrl: `${base}/form`,
		formTestBaseUrl: `${base}/form-test`,
		formWaitingBaseUrl: `${base}/form-waiting`,
		webhookBaseUrl: `${base}/webhook`,
		webhookTestBaseUrl: `${base}/webhook-test`,
		webhookWaitingBaseUrl: `${base}/webhook-waiting`,
		mcpBaseUrl: `${base}/mcp`,
		mcpTestBaseUrl: `${base}/mcp-test`,
		externalSecretsProxy: container.get(core.ExternalSecretsProxy),
		...parts,
	};
}
