import type {
	IDataObject,
	INode,
	INodeExecutionData,
	INodeType,
	IWebhookData,
	IWebhookDescription,
	IWebhookResponseData,
	Workflow,
	WorkflowActivateMode,
	WorkflowExecuteMode,
} from 'n8n-workflow';
import { additionalData } from '../additionalData.ts';
import { CredentialsHelper } from '../credentialsHelper.ts';
import { CredentialStore } from '../credentialStore.ts';
import { core, workflow as n8n } from '../n8n.ts';
import { type LogLine, Recorder } from '../recorder.ts';
import { type RunOptions, runWorkflow, type WorkflowRun } from '../runWorkflow.ts';
import { changedStaticData, workflowOf } from '../workflow.ts';
import { type GivenNodes, loadTypes, type Types } from '../types.ts';
import { readWorkflow, type WorkflowFile } from '../workflowFile.ts';
import type { Request, Response } from './express.ts';
import { type PollRun, runPoll, testEvent } from './poller.ts';
import { StaticDataStorage } from './storage.ts';

/** An execution that a trigger has started. */
export interface Start {
	/** The trigger. */
	node: string;
	mode: WorkflowExecuteMode;
	/** Items that the trigger puts out. */
	items: INodeExecutionData[];
}

export interface PublishOptions {
	workflow: WorkflowFile | string;
	credentials?: Record<string, object> | CredentialStore;
	/** Address of the n8n that is played, as the outside sees it; `/webhook/…` comes after it. Needed by webhooks only. */
	baseUrl?: string;
	/** Time zone of the workflow; its own or UTC when absent. */
	timezone?: string;
	/**
	 * How n8n keeps what a polling trigger remembers. Off, as by default in 2.41: the static data in the memory of the process counts, and it is
	 * stored when a workflow is activated and when a poll gives out items. On (`N8N_POLLER_DURABLE_CURSORS_ENABLED`): each poll works on a
	 * copy of what is stored, which is stored when the poll ends well; a poll on activation stores it only with items.
	 */
	durableCursors?: boolean;
	/** Milliseconds that n8n gives a poll; five minutes when absent. */
	pollBudgetMs?: number;
	/** The database; pass the same one again after a restart. */
	storage?: StaticDataStorage;
	/** Told of each execution before it runs; what it throws is n8n's failure to make the execution. */
	onStart?: (start: Start) => void | Promise<void>;
	/** Awaited after an execution was made for a webhook and before n8n's answer: n8n may be slow. */
	beforeAnswer?: () => Promise<void>;
	/** Executions are made and not run: enough to count many of them. */
	isLean?: boolean;
	/** Told when a node of an execution starts and when it has ended. */
	onNode?: RunOptions['onNode'];
	/** Package folders to load nodes from; this package when absent. */
	packages?: string[];
	/** Nodes that are in no package or take the place of a stand-in, by full name. */
	nodes?: GivenNodes;
}

/** What n8n does with static data around an execution that a webhook starts. */
interface Steps {
	/** Before the execution is made. */
	prepare?: () => Promise<void>;
	/** After it was made, before the answer. */
	save?: () => Promise<void>;
}

/** Time in which a database stores an execution, in milliseconds; a fast one. */
const DATABASE_MS = 5;

/** A webhook of a node: where it is reached and what it is. */
export interface Webhook {
	node: string;
	method: string;
	/** Path below `/webhook` or `/webhook-test`. */
	path: string;
	description: IWebhookDescription;
}

/**
 * A workflow as n8n keeps it between executions: it runs the lifecycle, webhook and poll methods of its triggers with n8n's own contexts, in
 * n8n's order and with n8n's rules for static data (n8n 2.41: `active-workflow-manager`, `live-webhooks`, `webhook-helpers`,
 * `trigger-execution-context.factory`, `test-webhooks`).
 */
export class PublishedWorkflow {
	readonly storage: StaticDataStorage;
	/** Executions that have come to an end. */
	readonly runs: WorkflowRun[] = [];
	/** What the triggers logged outside of executions. */
	readonly logs: LogLine[] = [];
	/** Failures of polls and what they reported, each of which n8n shows as a failed execution. */
	readonly pollFailures: Error[] = [];
	/** What the latest `publish` or `poll` came to, one for each polling trigger. */
	polls: PollRun[] = [];
	private known?: Webhook[];
	private readonly running = new Set<Promise<unknown>>();
	private readonly cancelled = new AbortController();
	/** The object that polls use: made once, so it does not see what webhooks store. */
	private pollWorkflow?: Workflow;
	private readonly file: WorkflowFile;
	private readonly types: Types;
	private readonly store: CredentialStore;
	private readonly options: PublishOptions;

	private constructor(file: WorkflowFile, types: Types, store: CredentialStore, options: PublishOptions) {
		this.file = file;
		this.types = types;
		this.store = store;
		this.options = options;
		this.storage = options.storage ?? new StaticDataStorage();
	}

	static async load(options: PublishOptions): Promise<PublishedWorkflow> {
		const file = typeof options.workflow === 'string' ? readWorkflow(options.workflow) : n8n.deepCopy(options.workflow);
		const { credentials = {} } = options;
		const store = credentials instanceof CredentialStore ? credentials : await CredentialStore.create(credentials);
		return new PublishedWorkflow(file, await loadTypes(options.packages, options.nodes), store, options);
	}

	/** Webhooks of all its triggers. */
	webhooks(): Webhook[] {
		this.known ??= this.findWebhooks();
		return this.known;
	}

	private findWebhooks(): Webhook[] {
		const workflow = this.workflow({});
		return Object.values(workflow.nodes).flatMap((node) => this.webhooksOf(workflow, node));
	}

	/**
	 * Publishes the workflow, or takes it up again after a restart of n8n (`init`): subscriptions first, then each poll once.
	 *
	 * @throws what a trigger throws; subscriptions are taken back first when one of them cannot be made
	 */
	async publish(activation: WorkflowActivateMode = 'activate'): Promise<void> {
		const workflow = this.workflow(await this.storage.read());
		try {
			for (const webhook of this.webhooks()) {
				const exists = await this.callHook('checkExists', workflow, webhook, 'trigger', activation);
				if (!exists) await this.callHook('create', workflow, webhook, 'trigger', activation);
			}
		} catch (error) {
			await this.unpublish().catch((failure: Error) => this.logs.push({ level: 'error', message: failure.message }));
			throw error;
		}
		await this.save(workflow);
		this.pollWorkflow = workflow;
		this.polls = [];
		for (const node of workflow.getPollNodes()) {
			const run = await this.pollNode(workflow, node, activation, true);
			this.polls.push(run);
			if (!run.error) continue;
			// n8n then polls none of its triggers; subscriptions stay.
			this.pollWorkflow = undefined;
			throw run.error;
		}
		await this.save(workflow);
	}

	/** Edits parameters of a node, which count from the next `publish` on. */
	edit(name: string, parameters: INode['parameters']): void {
		const node = this.file.nodes.find((entry) => entry.name === name);
		if (!node) throw new n8n.UserError(`The workflow has no node "${name}".`);
		node.parameters = { ...node.parameters, ...parameters };
		this.known = undefined;
	}

	/** Takes the workflow back: subscriptions are removed. */
	async unpublish(): Promise<void> {
		this.pollWorkflow = undefined;
		const workflow = this.workflow(await this.storage.read());
		for (const webhook of this.webhooks()) await this.callHook('delete', workflow, webhook, 'internal', 'update');
		await this.save(workflow);
	}

	/** Ends polling, as n8n does when it stops; subscriptions stay. Waits for executions. */
	async stop(): Promise<void> {
		this.pollWorkflow = undefined;
		await this.settled();
	}

	/** Cancels what is running, as n8n does when it is told to stop and executions take too long. */
	async cancel(): Promise<void> {
		this.cancelled.abort();
		await this.settled();
	}

	/** Waits until no execution is running. */
	async settled(): Promise<void> {
		while (this.running.size > 0) await Promise.allSettled([...this.running]);
	}

	/** What happens when the time for a poll has come; nothing in a workflow that is not published. */
	async poll(): Promise<PollRun[]> {
		const workflow = this.pollWorkflow;
		const polls: PollRun[] = [];
		for (const node of workflow?.getPollNodes() ?? [])
			polls.push(await this.pollNode(workflow!, node, 'activate', false));
		this.polls = polls;
		return polls;
	}

	/**
	 * Fetch Test Event of the editor, for the polling trigger. n8n drops what a test has written to static data; here it is stored, so that a trigger
	 * which writes any is found out.
	 */
	async fetchTestEvent(): Promise<PollRun> {
		const workflow = this.workflow(await this.storage.read());
		const [node] = workflow.getPollNodes();
		if (!node) throw new n8n.UserError('The workflow has no polling trigger.');
		const helper = new CredentialsHelper(this.types, this.store);
		const recorder = new Recorder();
		const run: PollRun = { node: node.name, requests: recorder.requests, logs: recorder.logs };
		try {
			const items = await recorder.record(
				async () => await testEvent(workflow, node, helper, this.options.pollBudgetMs),
			);
			if (items) run.items = items;
		} catch (error) {
			run.error = error as Error;
		}
		await this.save(workflow);
		return run;
	}

	/** Answers a request to a webhook in production. */
	async receive(webhook: Webhook, request: Request, response: Response): Promise<void> {
		const staticData = await this.storage.read();
		const workflow = this.workflow(staticData);
		await this.answer(workflow, webhook, request, response, 'webhook', {
			prepare: async () => {
				// n8n makes another workflow of the same static data, which thereby counts as unchanged, and then an execution in its database.
				this.workflow(staticData);
				await new Promise((resolve) => setTimeout(resolve, DATABASE_MS));
			},
			save: async () => await this.save(workflow),
		});
	}

	/**
	 * Starts a test run ("Listen for test event"): subscriptions to the test address, until the first event or `cancel`.
	 *
	 * @param server takes the calls, from before the subscriptions are made
	 */
	async listen(server: { listenFor(workflow: PublishedWorkflow, test: TestRun): void }): Promise<TestRun> {
		const workflow = this.workflow({});
		const test = new TestRun(this, workflow);
		server.listenFor(this, test);
		try {
			for (const webhook of this.webhooks()) {
				const exists = await this.callHook('checkExists', workflow, webhook, 'manual', 'manual', true);
				if (!exists) await this.callHook('create', workflow, webhook, 'manual', 'manual', true);
			}
		} catch (error) {
			await test.cancel();
			throw error;
		}
		return test;
	}

	/** Runs a webhook method of a node and, when it gives items, an execution with them; then sends n8n's answer. */
	async answer(
		workflow: Workflow,
		{ node: name, description }: Webhook,
		request: Request,
		response: Response,
		mode: WorkflowExecuteMode,
		{ prepare, save }: Steps = {},
	): Promise<boolean> {
		const node = workflow.getNode(name) as INode;
		const data = this.additional({ httpRequest: request, httpResponse: response });
		const webhookData = this.webhookData(name, description, mode === 'manual');
		const context = new core.WebhookContext(workflow, node, data, mode, webhookData, [], null);
		let result: IWebhookResponseData;
		try {
			result = await this.record(async () => (await this.type(node).webhook?.call(context)) ?? {});
		} catch (error) {
			this.logs.push({ level: 'error', message: (error as Error).message });
			response.status(500).json({ message: (error as Error).message });
			return false;
		}
		const items = result.workflowData?.[0];
		let ended: Promise<WorkflowRun | undefined> | undefined;
		if (items) {
			try {
				await prepare?.();
				({ ended } = await this.start({ node: name, mode, items }));
			} catch (error) {
				response.status(500).json({ message: (error as Error).message });
				return false;
			}
		}
		// n8n writes the static data after it has made the execution and before it answers.
		await save?.();
		if (items) await this.options.beforeAnswer?.();
		if (items && this.responseMode(workflow, node, description, mode) === 'lastNode') {
			const run = await ended;
			response.status(run && run.status !== 'success' ? 500 : 200).end();
			return true;
		}
		if (!response.headersSent && !result.noWebhookResponse)
			response.json(result.webhookResponse ?? { message: 'Workflow was started' });
		return items !== undefined;
	}

	private responseMode(
		workflow: Workflow,
		node: INode,
		{ responseMode }: IWebhookDescription,
		mode: WorkflowExecuteMode,
	): unknown {
		return workflow.expression.getSimpleParameterValue(node, responseMode, mode, {}, undefined, 'onReceived');
	}

	/** Calls a lifecycle method of a webhook, where the node has it. */
	async callHook(
		method: 'checkExists' | 'create' | 'delete',
		workflow: Workflow,
		{ node: name, description }: Webhook,
		mode: WorkflowExecuteMode,
		activation: WorkflowActivateMode,
		isTest = false,
	): Promise<boolean> {
		const node = workflow.getNode(name) as INode;
		const call = this.type(node).webhookMethods?.[description.name]?.[method];
		if (!call) return false;
		const context = new core.HookContext(
			workflow,
			node,
			this.additional(),
			mode,
			activation,
			this.webhookData(name, description, isTest),
		);
		return await this.record(async () => await call.call(context));
	}

	private async pollNode(
		workflow: Workflow,
		node: INode,
		activation: WorkflowActivateMode,
		isFirst: boolean,
	): Promise<PollRun> {
		const { durableCursors, pollBudgetMs } = this.options;
		const run = await runPoll({
			workflow,
			node,
			activation,
			isFirst,
			pollBudgetMs,
			data: this.additional(),
			cursors: durableCursors === true ? this.storage : undefined,
			isCurrent: () => this.pollWorkflow === workflow,
			emit: ([items], _response, done) => {
				void this.save(workflow);
				const started = this.start({ node: node.name, mode: 'trigger', items });
				started
					.then(async ({ ended }) => done?.resolve((await ended) as never))
					.catch((error: Error) => done?.reject(error));
				started.catch((error: Error) => this.logs.push({ level: 'error', message: error.message }));
			},
			emitError: (error) => void this.pollFailures.push(error),
		});
		this.logs.push(...run.logs);
		return run;
	}

	/** Runs an execution that n8n had made and that its end kept from beginning, as n8n does when it starts again. */
	async makeUp(start: Start): Promise<void> {
		await this.start(start);
	}

	/** Makes an execution, which runs on by itself until it has `ended`. */
	private async start(start: Start): Promise<{ ended: Promise<WorkflowRun | undefined> }> {
		await this.options.onStart?.(start);
		if (this.options.isLean) return { ended: Promise.resolve(undefined) };
		const running = (async () => {
			const { node: startNode, mode, items: input } = start;
			const staticData = await this.storage.read();
			const { packages, onNode } = this.options;
			const { processedItems } = this.storage;
			const run = await runWorkflow({
				workflow: this.file,
				credentials: this.store,
				packages,
				onNode,
				startNode,
				mode,
				input,
				staticData,
				processedItems,
				timezone: this.options.timezone,
				signal: this.cancelled.signal,
			});
			this.runs.push(run);
			if (run.staticData && mode !== 'manual') await this.storage.write(run.staticData);
			return run;
		})();
		this.running.add(running);
		void running
			.finally(() => this.running.delete(running))
			.catch((error: Error) => this.logs.push({ level: 'error', message: error.message }));
		return { ended: running };
	}

	private workflow(staticData: IDataObject): Workflow {
		return workflowOf(this.file, this.types, this.store, { staticData, timezone: this.options.timezone });
	}

	private async save(workflow: Workflow): Promise<void> {
		const { staticData } = changedStaticData(workflow);
		if (!staticData) return;
		await this.storage.write(staticData);
		// As n8n does it: what was changed while this was written counts as stored.
		workflow.staticData.__dataChanged = false;
	}

	private async record<Result>(work: () => Promise<Result>): Promise<Result> {
		const recorder = new Recorder();
		try {
			return await recorder.record(work);
		} finally {
			this.logs.push(...recorder.logs);
		}
	}

	private additional(parts: Parameters<typeof additionalData>[1] = {}) {
		const { baseUrl } = this.options;
		const addresses =
			baseUrl === undefined
				? {}
				: { webhookBaseUrl: `${baseUrl}/webhook`, webhookTestBaseUrl: `${baseUrl}/webhook-test` };
		return additionalData(new CredentialsHelper(this.types, this.store), {
			workflowId: this.file.id ?? 'workflow',
			...addresses,
			...parts,
		});
	}

	private webhookData(node: string, webhookDescription: IWebhookDescription, isTest: boolean): IWebhookData {
		return {
			node,
			webhookDescription,
			isTest,
			httpMethod: webhookDescription.httpMethod as IWebhookData['httpMethod'],
			path: webhookDescription.path,
			workflowId: this.file.id ?? 'workflow',
			workflowExecuteAdditionalData: this.additional(),
		};
	}

	private webhooksOf(workflow: Workflow, node: INode): Webhook[] {
		if (node.disabled) return [];
		return (this.type(node).description.webhooks ?? []).map((description) => {
			const path = n8n.NodeHelpers.getNodeWebhookPath(workflow.id, node, description.path, description.isFullPath);
			return { node: node.name, method: description.httpMethod, path, description };
		});
	}

	private type(node: INode): INodeType {
		return this.types.getByNameAndVersion(node.type, node.typeVersion);
	}
}

/** A test run that listens. */
export class TestRun {
	private readonly owner: PublishedWorkflow;
	private readonly workflow: Workflow;
	private removal?: Promise<void>;

	constructor(owner: PublishedWorkflow, workflow: Workflow) {
		this.owner = owner;
		this.workflow = workflow;
	}

	/** Whether requests to the test address are still taken. */
	get isListening(): boolean {
		return this.removal === undefined;
	}

	/** Answers a request to a test address; the first one that starts an execution ends the test run. */
	async receive(webhook: Webhook, request: Request, response: Response): Promise<void> {
		const started = await this.owner.answer(this.workflow, webhook, request, response, 'manual');
		if (started) await this.cancel();
	}

	/** Ends the test run, unless it has ended, and waits until its subscriptions are removed. */
	async cancel(): Promise<void> {
		this.removal ??= this.remove();
		await this.removal;
	}

	private async remove(): Promise<void> {
		for (const webhook of this.owner.webhooks())
			await this.owner.callHook('delete', this.workflow, webhook, 'internal', 'update', true);
	}
}
