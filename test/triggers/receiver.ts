import type { IDataObject } from 'n8n-workflow';
import { startSandbox, type Sandbox } from '../../sandbox/index.ts';
import { n8nCredentials } from '../../sandbox/n8nCredentials.ts';
import type { SandboxOptions } from '../../sandbox/types.ts';
import {
	PublishedWorkflow,
	type PublishOptions,
	type Start,
	WebhookServer,
	type WorkflowFile,
} from '../harness/index.ts';

export const TRIGGER = '360Learning Trigger';

/** A workflow of the trigger and a node after it. */
export function workflowWith(parameters: object, id = 'wf-certificates'): WorkflowFile {
	return {
		id,
		name: 'Certificates',
		nodes: [
			{
				id: `${id}-trigger`,
				name: TRIGGER,
				type: 'n8n-nodes-lms.learning360Trigger',
				typeVersion: 1,
				position: [0, 0],
				parameters: parameters as never,
				webhookId: `hook-${id}`,
			},
			{ id: `${id}-end`, name: 'End', type: 'n8n-nodes-base.noOp', typeVersion: 1, position: [220, 0], parameters: {} },
		],
		connections: { [TRIGGER]: { main: [[{ node: 'End', type: 'main', index: 0 }]] } },
	};
}

/**
 * The sandbox and an n8n that it can call. n8n's clock follows the sandbox's, so that a test can let hours pass; nothing else is mocked.
 */
export class Stage {
	readonly sandbox: Sandbox;
	readonly server = new WebhookServer();
	/** Executions that triggers have started, in order. */
	readonly starts: Start[] = [];

	private readonly loaded: PublishedWorkflow[] = [];
	/** Of every process, also those that have ended. */
	private readonly all: PublishedWorkflow[] = [];
	private loads = 0;

	private constructor(sandbox: Sandbox) {
		this.sandbox = sandbox;
	}

	static async open(options: SandboxOptions = {}): Promise<Stage> {
		const stage = new Stage(await startSandbox(options));
		await stage.server.start();
		jest.spyOn(Date, 'now').mockImplementation(() => Math.floor(stage.sandbox.now()));
		jest.spyOn(performance, 'now').mockImplementation(() => stage.sandbox.now());
		return stage;
	}

	async close(): Promise<void> {
		jest.restoreAllMocks();
		await this.server.stop();
		await this.sandbox.close();
	}

	/** Everything as on the first day, nothing published. */
	async reset(): Promise<void> {
		for (const workflow of this.loaded) await workflow.stop();
		this.forget();
		await this.sandbox.reset();
		this.starts.length = 0;
		this.all.length = 0;
	}

	/** n8n's process ends: nothing is published in the next one until it is loaded. */
	forget(): void {
		for (const workflow of this.loaded.splice(0)) this.server.remove(workflow);
	}

	/**
	 * Loads a workflow into n8n, to be published; a storage makes it one that n8n knew before. The trigger gets a new id each time, so that it
	 * finds nothing in memory, as in a new process.
	 */
	async load(
		{ nodes: [trigger, ...others], ...workflow }: WorkflowFile,
		options: Partial<PublishOptions> = {},
	): Promise<PublishedWorkflow> {
		this.loads += 1;
		const published = await PublishedWorkflow.load({
			workflow: { ...workflow, nodes: [{ ...trigger, id: `process ${this.loads}` }, ...others] },
			credentials: n8nCredentials(this.sandbox),
			baseUrl: this.server.url,
			...options,
			onStart: async (start) => {
				await options.onStart?.(start);
				this.starts.push(start);
			},
		});
		this.server.add(published);
		this.loaded.push(published);
		this.all.push(published);
		return published;
	}

	/** The events that have started executions, in order. */
	startedEvents(): string[] {
		return this.starts.flatMap(({ items }) => items.map(({ json }) => String(json.eventId)));
	}

	/** What executions have passed on to the node behind the trigger, in the order in which they ended, process by process. */
	passedOn(): IDataObject[] {
		const items = this.all.flatMap(({ runs }) =>
			runs.flatMap(({ nodes }) => nodes.End?.runs.flatMap((run) => run.items.flat()) ?? []),
		);
		return items.map(({ json }) => json);
	}

	/** Subscriptions to this n8n. */
	subscriptions(): Array<{
		_id: string;
		eventType: string;
		name: string;
		url: string;
		status: string;
		secret: string;
	}> {
		return this.sandbox.state.learning360.webhookSubscriptions.filter(({ url }) =>
			url.startsWith(this.server.url),
		) as never;
	}
}
