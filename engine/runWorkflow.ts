import type {
	ExecutionError,
	IDataObject,
	INodeExecutionData,
	IRun,
	ITaskData,
	WorkflowExecuteMode,
} from 'n8n-workflow';
import { additionalData } from './additionalData.ts';
import { prepareBinaryData } from './binaryData.ts';
import { CredentialsHelper } from './credentialsHelper.ts';
import { CredentialStore } from './credentialStore.ts';
import { core, workflow as n8n } from './n8n.ts';
import { keepProcessedItems, ProcessedItems } from './processedItems.ts';
import { testEvent } from './triggers/poller.ts';
import { type LogLine, Recorder, type RequestLine } from './recorder.ts';
import { type GivenNodes, loadTypes, type Types } from './types.ts';
import { changedStaticData, workflowOf } from './workflow.ts';
import { readWorkflow, type WorkflowFile } from './workflowFile.ts';

export interface RunOptions {
	/** An exported workflow, or the path of one. Pinned data is ignored, as in production. */
	workflow: WorkflowFile | string;
	/** Fields as a user would enter them, by credential type; or a store, to keep tokens from one run to the next. */
	credentials?: Record<string, object> | CredentialStore;
	/** Output of the node the workflow starts with; when absent, what a polling trigger fetches as a test event, else one empty item. */
	input?: INodeExecutionData[];
	/** Name of the node to start with, where n8n would not find it by itself: a trigger that was called. */
	startNode?: string;
	/** How n8n was made to run it, as nodes read it: `webhook` and `trigger` for what a trigger started, `manual` in the editor. */
	mode?: WorkflowExecuteMode;
	/** Static data of the nodes; changes are in the result. */
	staticData?: IDataObject;
	/** Values that nodes have marked as processed, in earlier runs and this one; empty when absent. */
	processedItems?: ProcessedItems;
	/** Name of the time zone, e.g. `Europe/Paris`; the workflow's own or UTC when absent. */
	timezone?: string;
	/** Stop after this node. */
	destinationNode?: string;
	/** Stops the run, as the Stop button does. */
	signal?: AbortSignal;
	/** Package folders to load nodes from; this package when absent. */
	packages?: string[];
	/** Nodes that are in no package or replace a stand-in, by full name. */
	nodes?: GivenNodes;
	/** Called when a node starts and when it has ended; the execution awaits the result. */
	onNode?: (name: string, run?: NodeRun) => void | Promise<void>;
}

/** One pass of a node; nodes in a loop have several. */
export interface NodeRun {
	/** Items per output; empty when the node failed. */
	items: INodeExecutionData[][];
	/** Items that came in, over all inputs. */
	itemsIn: number;
	/** Why the node failed; with an `onError` other than stopping the run goes on nonetheless. */
	error?: ExecutionError;
	/** Messages that the node shows below its output. */
	hints: string[];
	startedAt: Date;
	/** Duration in milliseconds. */
	ms: number;
}

export interface WorkflowRun {
	status: 'success' | 'error' | 'canceled';
	/** Why the run stopped. */
	error?: ExecutionError;
	/** Nodes that ran, by name, in the order in which they first ran. */
	nodes: Record<string, { runs: NodeRun[] }>;
	/** Requests that left the process, in order. */
	requests: RequestLine[];
	logs: LogLine[];
	/** Static data of the nodes, if one of them changed it. */
	staticData?: IDataObject;
	/** Duration in milliseconds. */
	ms: number;
}

let lastExecution = 0;

/**
 * Runs a workflow in this process with n8n's own execution engine.
 *
 * Failures of the workflow are part of the result (`status`, `error`), also those found before the first node runs, such as
 * a required field left empty.
 *
 * @throws Error when the workflow cannot be run at all: unreadable, a node type that is not here or asks for
 * more than its stand-in does, no node to start with
 */
export async function runWorkflow(options: RunOptions): Promise<WorkflowRun> {
	const file = typeof options.workflow === 'string' ? readWorkflow(options.workflow) : n8n.deepCopy(options.workflow);
	const types = await loadTypes(options.packages, options.nodes);
	const store =
		options.credentials instanceof CredentialStore
			? options.credentials
			: await CredentialStore.create(options.credentials ?? {});
	await prepareBinaryData();

	const recorder = new Recorder();
	const started = performance.now();
	const { run, error, staticData } = await recorder.record(
		async () => await execute(file, types, store, recorder, options),
	);
	const nodes = run ? nodeRuns(run) : {};
	const { logs, requests } = recorder;
	return {
		...outcome(run, error),
		nodes,
		requests,
		logs,
		...(staticData ? { staticData } : {}),
		ms: Math.round(performance.now() - started),
	};
}

async function execute(
	file: WorkflowFile,
	types: Types,
	store: CredentialStore,
	recorder: Recorder,
	{
		input,
		startNode: startName,
		mode = 'cli',
		staticData,
		processedItems,
		timezone,
		destinationNode,
		signal,
		onNode,
	}: RunOptions,
): Promise<{ run?: IRun; error?: ExecutionError; staticData?: IDataObject }> {
	const workflow = workflowOf(file, types, store, { timezone, staticData });
	const startNode = startName === undefined ? workflow.getStartNode(destinationNode) : workflow.getNode(startName);
	if (!startNode) throw new n8n.UserError('The workflow has no node to start with.');

	await keepProcessedItems(workflow, processedItems ?? new ProcessedItems());
	const executionId = String(++lastExecution);
	const hooks = new core.ExecutionLifecycleHooks(mode, executionId, {
		...file,
		id: workflow.id,
		name: workflow.name ?? '',
		active: false,
		activeVersionId: null,
		isArchived: false,
		createdAt: new Date(),
		updatedAt: new Date(),
	});
	hooks.addHandler('nodeExecuteBefore', async (name) => {
		recorder.node = name;
		await onNode?.(name);
	});
	hooks.addHandler('nodeExecuteAfter', async (name, task, data) => {
		recorder.node = undefined;
		await onNode?.(name, nodeRun(task, data.resultData.runData));
	});

	const helper = new CredentialsHelper(types, store);
	const execution = new core.WorkflowExecute(
		additionalData(helper, { hooks, executionId, workflowId: workflow.id }),
		mode,
	);
	try {
		const polls = types.getByNameAndVersion(startNode.type, startNode.typeVersion).poll !== undefined;
		const items = input ?? (polls ? await testEvent(workflow, startNode, helper) : undefined) ?? [{ json: {} }];
		const start: ITaskData = {
			startTime: Date.now(),
			executionIndex: 0,
			executionTime: 0,
			source: [],
			data: { main: [items] },
		};
		const running = execution.run({
			workflow,
			startNode,
			destinationNode: destinationNode === undefined ? undefined : { nodeName: destinationNode, mode: 'inclusive' },
			triggerToStartFrom: { name: startNode.name, data: start },
		});
		const cancel = () => running.cancel();
		if (signal?.aborted) cancel();
		signal?.addEventListener('abort', cancel, { once: true });
		try {
			const run = await running;
			return { run, ...changedStaticData(workflow) };
		} finally {
			signal?.removeEventListener('abort', cancel);
		}
	} catch (error) {
		return { error: error as ExecutionError };
	}
}

function outcome(run: IRun | undefined, error: ExecutionError | undefined): Pick<WorkflowRun, 'status' | 'error'> {
	if (!run) return { status: 'error', error };
	const failure = run.data.resultData.error;
	if (run.status === 'canceled') return { status: 'canceled', error: failure };
	return failure ? { status: 'error', error: failure } : { status: 'success' };
}

/** Results of each node, in the order of execution. */
function nodeRuns(run: IRun): WorkflowRun['nodes'] {
	const { runData } = run.data.resultData;
	const first = (name: string): number => runData[name]?.[0]?.executionIndex ?? 0;
	const names = Object.keys(runData).sort((one, two) => first(one) - first(two));
	return Object.fromEntries(
		names.map((name) => [name, { runs: (runData[name] ?? []).map((task) => nodeRun(task, runData)) }]),
	);
}

function nodeRun(task: ITaskData, runData: IRun['data']['resultData']['runData']): NodeRun {
	const itemsIn = task.source.reduce((sum, source) => {
		if (!source) return sum;
		const { previousNode, previousNodeRun = 0, previousNodeOutput = 0 } = source;
		return sum + (runData[previousNode]?.[previousNodeRun]?.data?.main?.[previousNodeOutput]?.length ?? 0);
	}, 0);
	return {
		items: (task.data?.main ?? []).map((items) => items ?? []),
		itemsIn,
		...(task.error ? { error: task.error } : {}),
		hints: (task.hints ?? []).map(({ message }) => message),
		startedAt: new Date(task.startTime),
		ms: task.executionTime,
	};
}
