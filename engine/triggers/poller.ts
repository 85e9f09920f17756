import cloneDeep from 'lodash/cloneDeep.js';
import isEqual from 'lodash/isEqual.js';
import type {
	IDataObject,
	INode,
	INodeExecutionData,
	IPollFunctions,
	IWorkflowExecuteAdditionalData,
	Workflow,
	WorkflowActivateMode,
} from 'n8n-workflow';
import { additionalData } from '../additionalData.ts';
import type { CredentialsHelper } from '../credentialsHelper.ts';
import { container, core } from '../n8n.ts';
import { type LogLine, Recorder, type RequestLine } from '../recorder.ts';
import type { StaticDataStorage } from './storage.ts';

/** Result of one poll. */
export interface PollRun {
	/** The trigger. */
	node: string;
	/** Items with which executions start; absent when none does. */
	items?: INodeExecutionData[];
	/** Why it failed, or what a scheduled poll has reported. */
	error?: Error;
	requests: RequestLine[];
	logs: LogLine[];
}

/** One poll of a trigger. */
export interface Poll {
	workflow: Workflow;
	node: INode;
	data: IWorkflowExecuteAdditionalData;
	activation: WorkflowActivateMode;
	/** The poll on activation: n8n does not publish the workflow when it fails. */
	isFirst: boolean;
	/** Where the memory is kept apart from static data (durable cursors); absent where it is not. */
	cursors?: StaticDataStorage | undefined;
	/** Milliseconds that n8n gives a poll; five minutes when absent. */
	pollBudgetMs?: number | undefined;
	/** Whether the workflow is still published: n8n drops what a poll finds after its end. */
	isCurrent(): boolean;
	/** Stores static data and starts an execution. */
	emit: IPollFunctions['__emit'];
	emitError(error: Error): void;
}

/** Runs a poll in n8n's own executor and context. Never throws. */
export async function runPoll(poll: Poll): Promise<PollRun> {
	const { workflow, node, isFirst } = poll;
	const run: PollRun = { node: node.name, requests: [], logs: [] };
	const cursor = poll.cursors && new StagedCursor(poll.cursors, workflow, node);
	const context = new core.PollContext(
		workflow,
		node,
		poll.data,
		'trigger',
		poll.activation,
		(data, response, done) => {
			run.items = [...(run.items ?? []), ...data.flat()];
			void cursor?.commit();
			poll.emit(data, response, done);
		},
		(error) => {
			// What a first poll reports without failing keeps no workflow from being published.
			if (!isFirst) run.error = error;
			poll.emitError(error);
		},
		async () => await cursor?.commit(),
		async (work) => {
			await cursor?.take();
			return await work();
		},
		() => cursor?.staged ?? workflow.getStaticData('node', node),
		budgetOf(poll.pollBudgetMs),
	);
	const execute = container.get(core.PollTriggerExecutor).create(workflow, node, context, () => poll.isCurrent());
	const recorder = new Recorder();
	try {
		await recorder.record(async () =>
			isFirst ? await workflow.expression.withIsolate(async () => await execute(true)) : await execute(),
		);
	} catch (error) {
		run.error = error as Error;
	}
	return Object.assign(run, { requests: recorder.requests, logs: recorder.logs });
}

/** Calls a polling trigger as the editor does for Fetch Test Event. */
export async function testEvent(
	workflow: Workflow,
	node: INode,
	helper: CredentialsHelper,
	pollBudgetMs?: number,
): Promise<INodeExecutionData[] | undefined> {
	const type = workflow.nodeTypes.getByNameAndVersion(node.type, node.typeVersion);
	const none = undefined;
	const context = new core.PollContext(
		workflow,
		node,
		additionalData(helper),
		'manual',
		'manual',
		none,
		none,
		none,
		none,
		none,
		budgetOf(pollBudgetMs),
	);
	return (await type.poll!.call(context))?.[0];
}

function budgetOf(pollBudgetMs: number | undefined): (() => number) | undefined {
	return pollBudgetMs === undefined ? undefined : () => pollBudgetMs;
}

/**
 * What a trigger remembers where n8n keeps it apart from static data (`N8N_POLLER_DURABLE_CURSORS_ENABLED`): a poll works on a copy, which is stored
 * when it ends well or starts an execution; a poll on activation stores it only with items.
 */
class StagedCursor {
	/** The copy; absent before the poll has begun. */
	staged?: IDataObject;
	private seed: IDataObject = {};

	private readonly storage: StaticDataStorage;
	private readonly workflow: Workflow;
	private readonly node: INode;

	constructor(storage: StaticDataStorage, workflow: Workflow, node: INode) {
		this.storage = storage;
		this.workflow = workflow;
		this.node = node;
	}

	async take(): Promise<void> {
		this.seed = await this.storage.cursor(this.node.id, this.workflow.getStaticData('node', this.node));
		this.staged = cloneDeep(this.seed);
	}

	async commit(): Promise<void> {
		if (this.staged === undefined || isEqual(this.staged, this.seed)) return;
		this.seed = cloneDeep(this.staged);
		await this.storage.advance(this.node.id, this.seed);
	}
}
