import { spawn, type ChildProcess } from 'node:child_process';
import { createWriteStream, mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import axios, { type AxiosInstance } from 'axios';
import { N8N, N8N_VERSION, n8nCommand, WORK } from './install.ts';

/** Owner account of every n8n that is started here. */
export const OWNER = {
	email: 'owner@example.com',
	firstName: 'Training',
	lastName: 'Manager',
	password: 'Sandbox-Owner-1',
};

const API_KEY_LABEL = 'Examples';

/** Longest time for n8n to answer after its start, in milliseconds. */
const START_MS = 300_000;

/** Longest time for n8n to find its database again, in milliseconds. */
const BUSY_MS = 120_000;

/** Whether this n8n publishes versions of a workflow; before 2.0 a workflow was switched on. */
const PUBLISHES = Number(N8N_VERSION.split('.')[0]) >= 2;

/** Longest time for n8n to publish a workflow, in milliseconds. */
const PUBLISH_MS = 60_000;

export interface StartOptions {
	userFolder: string;
	port: number;
	/** Further environment, e.g. queue mode. */
	environment?: Record<string, string>;
	/** `start`, or `worker` in queue mode. */
	command?: 'start' | 'worker';
}

/** Environment of an n8n that keeps to itself and to this machine. */
export function environmentOf({ userFolder, port, environment, command }: StartOptions): NodeJS.ProcessEnv {
	return {
		PATH: process.env.PATH,
		HOME: userFolder,
		N8N_USER_FOLDER: userFolder,
		N8N_PORT: String(port),
		N8N_LISTEN_ADDRESS: '127.0.0.1',
		N8N_HOST: '127.0.0.1',
		WEBHOOK_URL: `http://127.0.0.1:${port}/`,
		N8N_EDITOR_BASE_URL: `http://127.0.0.1:${port}`,
		N8N_ENCRYPTION_KEY: 'a key for made-up credentials only',
		N8N_SECURE_COOKIE: 'false',
		N8N_DIAGNOSTICS_ENABLED: 'false',
		N8N_VERSION_NOTIFICATIONS_ENABLED: 'false',
		N8N_TEMPLATES_ENABLED: 'false',
		N8N_PERSONALIZATION_ENABLED: 'false',
		N8N_HIRING_BANNER_ENABLED: 'false',
		N8N_RUNNERS_ENABLED: 'true',
		N8N_RUNNERS_BROKER_PORT: String(port < 50_000 ? port + 1000 : port - 1000),
		N8N_UNVERIFIED_PACKAGES_ENABLED: 'true',
		GENERIC_TIMEZONE: 'Europe/Paris',
		...(command === 'worker' ? { QUEUE_HEALTH_CHECK_ACTIVE: 'true', QUEUE_HEALTH_CHECK_PORT: String(port) } : {}),
		...environment,
	};
}

/** One running n8n. */
export class RealN8n {
	readonly url: string;
	readonly options: StartOptions;
	private readonly process: ChildProcess;
	private readonly http: AxiosInstance;
	private ended = false;

	private constructor(options: StartOptions, child: ChildProcess) {
		this.options = options;
		this.process = child;
		this.url = `http://127.0.0.1:${options.port}`;
		this.http = axios.create({ baseURL: this.url, validateStatus: () => true, headers: { 'browser-id': 'e2e' } });
		child.on('close', () => (this.ended = true));
	}

	/** Starts n8n and waits until it answers. Its output goes to a log in the work folder. */
	static async start(options: StartOptions): Promise<RealN8n> {
		const logs = path.join(WORK, 'logs');
		mkdirSync(logs, { recursive: true });
		const log = createWriteStream(path.join(logs, `n8n-${options.command ?? 'start'}-${options.port}.log`), {
			flags: 'a',
		});
		const child = spawn(process.execPath, [N8N, options.command ?? 'start'], {
			env: environmentOf(options),
			stdio: ['ignore', 'pipe', 'pipe'],
		});
		child.stdout.pipe(log);
		child.stderr.pipe(log);
		const n8n = new RealN8n(options, child);
		await n8n.ready();
		return n8n;
	}

	/** Sets up the owner account on the first start, signs in on later ones. */
	async signIn(): Promise<void> {
		const first = await this.http.post('/rest/owner/setup', OWNER);
		const answer =
			first.status === 200
				? first
				: await this.http.post('/rest/login', { emailOrLdapLoginId: OWNER.email, password: OWNER.password });
		const cookies = answer.headers['set-cookie'] ?? [];
		const session = cookies.map((cookie) => cookie.split(';')[0]).join('; ');
		if (answer.status !== 200 || session === '')
			throw new Error(`Nobody could sign in to n8n: HTTP ${answer.status} ${JSON.stringify(answer.data)}`);
		this.http.defaults.headers.common.Cookie = session;
	}

	/** Cookie of the signed-in owner, for a browser. */
	get cookie(): string {
		return String(this.http.defaults.headers.common.Cookie);
	}

	/**
	 * Calls the editor's API.
	 *
	 * @throws Error with the answer when it is not a success
	 */
	async rest<T>(method: 'get' | 'post' | 'patch' | 'put' | 'delete', url: string, data?: unknown): Promise<T> {
		let answer = await this.http.request({ method, url: `/rest${url}`, data });
		// n8n takes its database for gone while it has more to do than the machine can bear, and does nothing with the request.
		for (const end = Date.now() + BUSY_MS; answer.status === 503 && Date.now() < end; ) {
			await new Promise((resolve) => setTimeout(resolve, 1_000));
			answer = await this.http.request({ method, url: `/rest${url}`, data });
		}
		if (answer.status >= 300)
			throw new Error(
				`${method.toUpperCase()} /rest${url}: HTTP ${answer.status} ${JSON.stringify(answer.data).slice(0, 600)}`,
			);
		const body = answer.data as { data?: T } | T;
		return (body !== null && typeof body === 'object' && 'data' in body ? body.data : body) as T;
	}

	/** Makes a key for n8n's public API that may read and make workflows; one that was made here before is replaced. */
	async apiKey(): Promise<string> {
		type ListedKey = { id: string; label: string };
		const listed = await this.rest<ListedKey[] | { items: ListedKey[] }>('get', '/api-keys');
		for (const { id } of (Array.isArray(listed) ? listed : listed.items).filter(({ label }) => label === API_KEY_LABEL))
			await this.rest('delete', `/api-keys/${id}`);
		const scopes = ['workflow:list', 'workflow:read', 'workflow:create'];
		return (
			await this.rest<{ rawApiKey: string }>('post', '/api-keys', { label: API_KEY_LABEL, expiresAt: null, scopes })
		).rawApiKey;
	}

	/** Sends a request to one of n8n's production webhooks. */
	async webhook(
		path: string,
		data: unknown,
		headers: Record<string, string> = {},
	): Promise<{ status: number; data: unknown }> {
		return await this.http.post(`/webhook/${path}`, data, { headers });
	}

	/** Puts a workflow into production, as the button Publish does, and waits until n8n has done so. */
	async publish(id: string): Promise<void> {
		const { versionId } = await this.rest<{ versionId: string }>('get', `/workflows/${id}`);
		if (PUBLISHES) await this.rest('post', `/workflows/${id}/activate`, { versionId });
		else await this.rest('patch', `/workflows/${id}`, { active: true, versionId });
		await this.published(id, 'published');
	}

	/** Takes a workflow out of production and waits until n8n has done so. */
	async unpublish(id: string): Promise<void> {
		const { versionId } = await this.rest<{ versionId: string }>('get', `/workflows/${id}`);
		if (PUBLISHES) await this.rest('post', `/workflows/${id}/deactivate`, {});
		else await this.rest('patch', `/workflows/${id}`, { active: false, versionId });
		await this.published(id, 'not_published');
	}

	/** Newer n8n publishes after it has answered. */
	private async published(id: string, wanted: string): Promise<void> {
		const end = Date.now() + PUBLISH_MS;
		for (;;) {
			const answer = await this.http.get(`/rest/workflows/${id}/publication-status`);
			const { status } = (answer.data as { data?: { status?: string } }).data ?? {};
			if (answer.status === 404 || status === wanted) return;
			if (Date.now() > end || status === 'failed')
				throw new Error(`The workflow is not ${wanted}: ${JSON.stringify(answer.data)}`);
			await new Promise((resolve) => setTimeout(resolve, 200));
		}
	}

	/** Runs a command of n8n with the same user folder. */
	async command(...parameters: string[]): Promise<string> {
		return await n8nCommand(
			parameters,
			environmentOf({
				...this.options,
				environment: { ...this.options.environment, N8N_RUNNERS_BROKER_PORT: String(this.options.port + 2000) },
			}),
		);
	}

	async stop(signal: NodeJS.Signals = 'SIGTERM'): Promise<void> {
		if (this.ended) return;
		const closed = new Promise((resolve) => this.process.once('close', resolve));
		this.process.kill(signal);
		const timer = setTimeout(() => this.process.kill('SIGKILL'), 15_000);
		await closed;
		clearTimeout(timer);
	}

	private async ready(): Promise<void> {
		const end = Date.now() + START_MS;
		// Before 2.0 n8n says that it is ready when its database is; the editor's API comes later.
		const doors = ['/healthz/readiness', ...(this.options.command === 'worker' ? [] : ['/rest/settings'])];
		while (Date.now() < end && !this.ended) {
			const answers = await Promise.all(doors.map(async (door) => await this.http.get(door).catch(() => undefined)));
			if (answers.every((answer) => answer?.status === 200)) return;
			await new Promise((resolve) => setTimeout(resolve, 500));
		}
		await this.stop();
		throw new Error(`n8n did not start; see ${path.join(WORK, 'logs')}`);
	}
}

/** Writes JSON into the work folder and gives its path, for n8n's import commands. */
export function workFile(name: string, content: unknown): string {
	mkdirSync(WORK, { recursive: true });
	const file = path.join(WORK, name);
	writeFileSync(file, JSON.stringify(content, undefined, '\t'));
	return file;
}
