import { readdirSync, readFileSync, rmSync } from 'node:fs';
import path from 'node:path';
import { startSandbox, type Sandbox } from '../../sandbox/index.ts';
import { n8nCredentials } from '../../sandbox/n8nCredentials.ts';
import { installN8n, installPack, n8nCommand, packTarball, ROOT, WORK } from './install.ts';
import { environmentOf, RealN8n, workFile } from './n8n.ts';
import { openWindow, type Window } from './page.ts';

/** Names the example workflows give to their credentials. */
const CREDENTIAL_NAMES: Record<string, string> = {
	learning360OAuth2Api: '360Learning account',
	learning360V1Api: '360Learning API v1 account',
	zohoPeopleOAuth2Api: 'Zoho People account',
	n8nApi: 'n8n account',
};

/** n8n with the pack, credentials and example workflows in it, and the sandbox beside it. */
export interface Workplace {
	n8n: RealN8n;
	sandbox: Sandbox;
	tarball: string;
	/** Ids of the example workflows by file name. */
	workflows: Record<string, string>;
	/** A browser in which the owner of n8n is signed in, one for all parts: signing in takes a while. */
	window(): Promise<Window>;
	/** Keeps what the browser shows, where one is open, beside the logs. */
	keepPicture(name: string): Promise<void>;
	close(): Promise<void>;
}

export interface WorkplaceOptions {
	/** Folder below the work folder that holds n8n's data. */
	name: string;
	port: number;
	sandboxPorts?: { learning360: number; zohoPeople: number; zohoAccounts: number };
	/** Keep what an earlier start left there. */
	keep?: boolean;
	/** Tarballs to install in place of the pack. */
	tarballs?: string[];
	/** Folders with the example workflows to import; the one of the pack when absent. */
	examples?: string[];
	/** Leave the example workflows out, which saves a start of n8n. */
	withoutExamples?: boolean;
	environment?: Record<string, string>;
}

/** Installs what is missing, packs the pack, imports credentials and examples and starts n8n. */
export async function openWorkplace(options: WorkplaceOptions): Promise<Workplace> {
	const userFolder = path.join(WORK, options.name);
	if (!options.keep) rmSync(userFolder, { recursive: true, force: true });
	await installN8n();
	const tarballs = options.tarballs ?? [await packTarball()];
	await installPack(userFolder, tarballs);
	const sandbox = await startSandbox({ ports: options.sandboxPorts });
	const start = { userFolder, port: options.port, environment: options.environment };
	const environment = environmentOf(start);
	await n8nCommand(['import:credentials', `--input=${credentialsFile(sandbox)}`], environment);
	const workflows = options.withoutExamples
		? {}
		: examplesIn(options.examples ?? ['examples', 'examples/v1'].map((folder) => path.join(ROOT, folder)));
	if (!options.withoutExamples)
		await n8nCommand(
			['import:workflow', `--input=${workFile('workflows.json', Object.values(workflows))}`],
			environment,
		);
	const n8n = await RealN8n.start(start);
	try {
		await n8n.signIn();
		// The key can be made when n8n runs, and not before.
		const n8nApi = { apiKey: await n8n.apiKey(), baseUrl: `${n8n.url}/api/v1` };
		await n8n.rest('patch', '/credentials/n8nApi', { name: CREDENTIAL_NAMES.n8nApi, type: 'n8nApi', data: n8nApi });
	} catch (error) {
		// Nobody else knows of them yet.
		await n8n.stop();
		await sandbox.close();
		throw error;
	}
	let window: Promise<Window> | undefined;
	return {
		n8n,
		sandbox,
		tarball: tarballs[0]!,
		workflows: Object.fromEntries(Object.entries(workflows).map(([file, { id }]) => [file, id])),
		window: async () => await (window ??= openWindow(n8n)),
		keepPicture: async (name) => {
			const file = path.join(WORK, 'logs', `${name.replace(/[^a-z0-9]+/gi, '-')}.png`);
			await (await window?.catch(() => undefined))?.page.screenshot({ path: file }).catch(() => {});
		},
		close: async () => {
			await (await window?.catch(() => undefined))?.close();
			await n8n.stop();
			await sandbox.close();
		},
	};
}

/** Credentials with their types as ids, as the example workflows name them. */
function credentialsFile(sandbox: Sandbox): string {
	const credentials: Record<string, object> = { ...n8nCredentials(sandbox), n8nApi: {} };
	const entries = Object.entries(credentials).map(([type, data]) => ({
		id: type,
		name: CREDENTIAL_NAMES[type],
		type,
		data,
	}));
	return workFile('credentials.json', entries);
}

interface ExampleWorkflow {
	id: string;
	name: string;
	active: boolean;
}

function examplesIn(folders: string[]): Record<string, ExampleWorkflow> {
	const files = folders.flatMap((folder) =>
		readdirSync(folder)
			.filter((file) => file.endsWith('.json'))
			.sort()
			.map((file) => path.join(folder, file)),
	);
	return Object.fromEntries(
		files.map((file, index) => {
			const content = JSON.parse(readFileSync(file, 'utf8')) as ExampleWorkflow;
			return [path.basename(file), { ...content, id: `example${String(index + 1).padStart(9, '0')}`, active: false }];
		}),
	);
}
