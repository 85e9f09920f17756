import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { express, type Request, type Response } from './express.ts';
import type { PublishedWorkflow, TestRun, Webhook } from './publishedWorkflow.ts';

/** n8n's limit for what a webhook may be sent. */
const LARGEST_BODY = '16mb';

/**
 * The part of n8n's server that takes webhook calls, on 127.0.0.1: `/webhook/…` for published workflows, `/webhook-test/…` for test runs. Bodies
 * are kept as received beside the parsed ones; JSON that cannot be read is refused before the node sees it.
 */
export class WebhookServer {
	private server?: Server;
	private port = 0;
	private readonly workflows = new Set<PublishedWorkflow>();
	private readonly tests = new Map<PublishedWorkflow, TestRun>();

	/** `http://127.0.0.1:port`, the same after a restart. */
	get url(): string {
		return `http://127.0.0.1:${this.port}`;
	}

	/** Starts to listen, on the port it had before. */
	async start(): Promise<void> {
		const app = express();
		app.use(express.raw({ type: () => true, limit: LARGEST_BODY }), keepRawBody);
		app.all('/webhook/*path', async (request, response) => await this.production(request, response));
		app.all('/webhook-test/*path', async (request, response) => await this.test(request, response));
		await new Promise<void>((resolve, reject) => {
			this.server = app.listen(this.port, '127.0.0.1', (error?: Error) => (error ? reject(error) : resolve()));
		});
		this.port = (this.server?.address() as AddressInfo).port;
	}

	/** Stops to listen; connections are cut, whatever goes on in them. */
	async stop(): Promise<void> {
		const { server } = this;
		if (!server) return;
		this.server = undefined;
		const closed = new Promise<void>((resolve) => server.close(() => resolve()));
		server.closeAllConnections();
		await closed;
	}

	/** Takes calls for a published workflow from now on. */
	add(workflow: PublishedWorkflow): void {
		this.workflows.add(workflow);
	}

	remove(workflow: PublishedWorkflow): void {
		this.workflows.delete(workflow);
	}

	/** Takes calls for a test run from now on; n8n does so before the subscriptions are made. */
	listenFor(workflow: PublishedWorkflow, test: TestRun): void {
		this.tests.set(workflow, test);
	}

	private async production(request: Request, response: Response): Promise<void> {
		const found = [...this.workflows].flatMap((workflow) =>
			workflow
				.webhooks()
				.filter(isFor(request))
				.map((webhook) => ({ workflow, webhook })),
		)[0];
		if (!found) return notRegistered(request, response);
		await found.workflow.receive(found.webhook, request, response);
	}

	private async test(request: Request, response: Response): Promise<void> {
		for (const [workflow, test] of this.tests) {
			const webhook = workflow.webhooks().find(isFor(request));
			if (webhook && test.isListening) return await test.receive(webhook, request, response);
		}
		notRegistered(request, response);
	}
}

function isFor(request: Request): (webhook: Webhook) => boolean {
	const path = [request.params.path].flat().join('/');
	return (webhook) => webhook.method === request.method && webhook.path === path;
}

function notRegistered(request: Request, response: Response): void {
	response
		.status(404)
		.json({ code: 404, message: `The requested webhook "${request.method} ${request.path}" is not registered.` });
}

/** Puts the bytes and the parsed body where n8n's nodes look for them. */
function keepRawBody(request: Request, response: Response, next: () => void): void {
	const rawBody = Buffer.isBuffer(request.body) ? request.body : Buffer.alloc(0);
	Object.assign(request, { rawBody, readRawBody: async () => {}, body: {} });
	if (rawBody.length === 0 || !request.is('application/json')) return next();
	try {
		request.body = JSON.parse(rawBody.toString('utf8').replace(/^\uFEFF/, ''));
	} catch {
		response.status(422).json({ code: 422, message: 'Failed to parse request body' });
		return;
	}
	next();
}
