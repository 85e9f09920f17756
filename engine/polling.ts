import cloneDeep from 'lodash/cloneDeep.js';
import isEqual from 'lodash/isEqual.js';
import type {
	IDataObject,
	INode,
	INodeExecutionData,
	IPollFunctions,
	Workflow,
	WorkflowActivateMode,
} from 'n8n-workflow';
import { additionalData } from './additionalData.ts';
import { CredentialsHelper } from './credentialsHelper.ts';
import { CredentialStore } from './credentialStore.ts';
import { container, core, workflow as n8n } from './n8n.ts';
import { type LogLine, Recorder, type RequestLine } from './recorder.ts';
import { loadTypes, type Types } from './types.ts';
import { readWorkflow, type WorkflowFile } from './workflowFile.ts';
import { changedStaticData, workflowOf } from './workflow.ts';

export interface PollingOptions {
	/** A workflow that starts with a polling trigger, or the path of one. */
	workflow: WorkflowFile | string;
	credentials?: Record<string, object> | CredentialStore;
	/** Time zone of the workflow; its own or UTC when absent. */
	timezone?: string;
	/**
	 * How n8n keeps what a trigger remembers. Off, as by default in 2.41: the static data in the memory of the process counts, and it is
	 * stored when a workflow is activated and when a poll gives out items. On (`N8N_POLLER_DURABLE_CURSORS_ENABLED`): each poll works on a
	 * copy of what is stored, which is stored when the poll ends well; a poll on activation stores it only with items.
	 */
	durableCursors?: boolean;
	/** Milliseconds that n8n gives a poll; five minutes when absent. */
	pollBudgetMs?: number;
	/** Package folders to load nodes from; this package when absent. */
	packages?: string[];
}

/** Result of one poll. */
export interface PollRun {
	/** Items with which an execution starts; absent when none does. */
	items?: INodeExecutionData[];
	/** Why it failed. */
	error?: Error;
	requests: RequestLine[];
	logs: LogLine[];
}

/**
 * A workflow that n8n has activated: polls run in n8n's own executor and context. How n8n stores what a trigger remembers lies in its server,
 * which is not here, and is repeated after `TriggerExecutionContextFactory` of n8n 2.41.
 */
export class ActiveWorkflow {
	/** Static data as in n8n's database. */
	stored: IDataObject = {};
	private readonly options: PollingOptions;
	private readonly file: WorkflowFile;
	private readonly types: Types;
	private readonly store: CredentialStore;
	private execute?: (onActivation?: boolean) => Promise<void>;
	private latest: Pick<PollRun, 'items' | 'error'> = {};

	private constructor(options: PollingOptions, file: WorkflowFile, types: Types, store: CredentialStore) {
		this.options = options;
		this.file = file;
		this.types = types;
		this.store = store;
	}

	static async create(options: PollingOptions): Promise<ActiveWorkflow> {
		const file = typeof options.workflow === 'string' ? readWorkflow(options.workflow) : n8n.deepCopy(options.workflow);
		const store =
			options.credentials instanceof CredentialStore
				? options.credentials
				: await CredentialStore.create(options.credentials ?? {});
		return new ActiveWorkflow(options, file, await loadTypes(options.packages), store);
	}

	/**
	 * Activates the workflow, as a person does (`activate`) or n8n itself after a start (`init`): it polls once, and the workflow stays off
	 * when that poll fails.
	 *
	 * @param parameters changes of the trigger's parameters, as an edit of the workflow makes them
	 */
	async activate(mode: WorkflowActivateMode = 'activate', parameters: IDataObject = {}): Promise<PollRun> {
		const { workflow, node } = this.load(parameters);
		const execute = container
			.get(core.PollTriggerExecutor)
			.create(workflow, node, this.context(workflow, node, mode), () => this.execute === execute);
		return await this.record(async () => {
			try {
				await workflow.expression.withIsolate(async () => await execute(true));
			} catch (error) {
				this.latest.error = error as Error;
				return;
			}
			this.execute = execute;
			this.save(workflow);
		});
	}

	/** One scheduled poll. */
	async poll(): Promise<PollRun> {
		const { execute } = this;
		if (!execute) throw new n8n.UserError('The workflow is not active.');
		return await this.record(execute);
	}

	/** The process of n8n ends; what is stored stays. */
	stop(): void {
		this.execute = undefined;
	}

	/** Fetch Test Event of the editor. */
	async fetchTestEvent(parameters: IDataObject = {}): Promise<PollRun> {
		const { workflow, node } = this.load(parameters);
		const run = await this.record(async () => {
			try {
				this.latest.items = await testEvent(
					workflow,
					node,
					new CredentialsHelper(this.types, this.store),
					this.options.pollBudgetMs,
				);
			} catch (error) {
				this.latest.error = error as Error;
			}
		});
		this.save(workflow);
		return run;
	}

	private load(parameters: IDataObject): { workflow: Workflow; node: INode } {
		Object.assign(this.trigger().parameters, parameters);
		const workflow = workflowOf(this.file, this.types, this.store, {
			timezone: this.options.timezone,
			staticData: n8n.deepCopy(this.stored),
		});
		return { workflow, node: workflow.getNode(this.trigger().name)! };
	}

	private trigger(): INode {
		const polls = ({ type, typeVersion }: INode) =>
			type !== 'n8n-nodes-base.stickyNote' && this.types.getByNameAndVersion(type, typeVersion).poll !== undefined;
		const node = this.file.nodes.find(polls);
		if (!node) throw new n8n.UserError('The workflow has no polling trigger.');
		return node;
	}

	private context(workflow: Workflow, node: INode, mode: WorkflowActivateMode): IPollFunctions {
		const data = additionalData(new CredentialsHelper(this.types, this.store), { workflowId: workflow.id });
		const property = `node:${node.name}`;
		let staged: IDataObject | undefined;
		const commit = () => {
			const seed = (this.stored[property] ?? {}) as IDataObject;
			if (staged && !isEqual(staged, seed)) this.stored = { ...this.stored, [property]: cloneDeep(staged) };
		};
		const durable = this.options.durableCursors === true;
		return new core.PollContext(
			workflow,
			node,
			data,
			'trigger',
			mode,
			([items]) => {
				this.latest.items = items;
				if (durable) commit();
				else this.save(workflow);
			},
			(error) => {
				this.latest.error = error;
			},
			async () => {
				if (durable) commit();
			},
			async (poll) => {
				staged = cloneDeep((this.stored[property] ?? {}) as IDataObject);
				return await poll();
			},
			() => (durable && staged ? staged : workflow.getStaticData('node', node)),
			this.options.pollBudgetMs === undefined ? undefined : () => this.options.pollBudgetMs!,
		);
	}

	/** n8n stores static data as JSON when a node has changed it. */
	private save(workflow: Workflow): void {
		const { staticData } = changedStaticData(workflow);
		if (!staticData) return;
		this.stored = JSON.parse(JSON.stringify(staticData)) as IDataObject;
		workflow.staticData.__dataChanged = false;
	}

	private async record(work: () => Promise<void>): Promise<PollRun> {
		this.latest = {};
		const recorder = new Recorder();
		await recorder.record(work);
		const { logs, requests } = recorder;
		return { ...this.latest, logs, requests };
	}
}

/** Calls a polling trigger as the editor does for Fetch Test Event. */
export async function testEvent(
	workflow: Workflow,
	node: INode,
	helper: CredentialsHelper,
	pollBudgetMs?: number,
): Promise<INodeExecutionData[] | undefined> {
	const type = workflow.nodeTypes.getByNameAndVersion(node.type, node.typeVersion);
	const budget = pollBudgetMs === undefined ? undefined : () => pollBudgetMs;
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
		budget,
	);
	return (await type.poll!.call(context))?.[0];
}
