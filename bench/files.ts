/**
 * `npm run bench:files`: memory that an upload and a download of a large file take. Each runs through n8n's engine in a fresh process, the
 * file kept on disk as n8n keeps it; a bare server in this process drinks what is sent and pours out what is asked for.
 */
import { spawn } from 'node:child_process';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Readable } from 'node:stream';
import { CredentialStore, runWorkflow, storeBinary } from '../engine/index.ts';

const MEGABYTE = 1024 * 1024;
const SIZE = Number(process.env.MEGABYTES ?? 100) * MEGABYTE;

/** Milliseconds between two looks at the memory of the process. */
const LOOK_EVERY = 2;

interface Measured {
	/** Bytes that the process grew by at most. */
	grown: number;
	seconds: number;
	/** Bytes that arrived on the other side. */
	arrived: number;
}

function chunks(size: number): Readable {
	return Readable.from(
		(function* () {
			for (let left = size; left > 0; left -= MEGABYTE) yield Buffer.alloc(Math.min(left, MEGABYTE), 1);
		})(),
	);
}

const USER = '58eb5f371a92bb4fb526b305';
const NODES: Record<string, object> = {
	upload: {
		resource: 'userCertificate',
		operation: 'import',
		userId: { __rl: true, mode: 'id', value: USER },
		title: 'Large',
		file: 'data',
		deliveryDate: '2027-03-02T10:00:00.000Z',
	},
	download: {
		resource: 'userCertificate',
		operation: 'download',
		userId: { __rl: true, mode: 'id', value: USER },
		certificateId: { __rl: true, mode: 'id', value: USER },
	},
};

/** In the process that is measured. */
async function transfer(kind: string, url: string): Promise<void> {
	const file =
		kind === 'upload'
			? await storeBinary(chunks(SIZE), { fileName: 'large.pdf', mimeType: 'application/pdf' })
			: undefined;
	const credentials = await CredentialStore.create({
		learning360OAuth2Api: { region: 'custom', baseUrl: url, clientId: 'bench', clientSecret: 'bench' },
	});
	const run = async (parameters: object, input: object) =>
		await runWorkflow({
			workflow: {
				name: 'Files',
				nodes: [
					{
						id: '1',
						name: 'Start',
						type: 'n8n-nodes-base.manualTrigger',
						typeVersion: 1,
						position: [0, 0],
						parameters: {},
					},
					{ id: '2', name: 'Node', type: 'n8n-nodes-lms.learning360', typeVersion: 1, position: [200, 0], parameters },
				],
				connections: { Start: { main: [[{ node: 'Node', type: 'main', index: 0 }]] } },
			} as never,
			input: [input as never],
			credentials,
		});
	// Modules and the token come first, so that they do not count.
	await run(
		{ resource: 'userCertificate', operation: 'getAll', userId: { __rl: true, mode: 'id', value: USER } },
		{ json: {} },
	);
	global.gc?.();
	const before = process.memoryUsage().rss;
	let highest = before;
	const look = setInterval(() => (highest = Math.max(highest, process.memoryUsage().rss)), LOOK_EVERY);
	const started = performance.now();
	const { status, error, nodes } = await run(NODES[kind], { json: {}, ...(file ? { binary: { data: file } } : {}) });
	clearInterval(look);
	highest = Math.max(highest, process.memoryUsage().rss);
	if (status !== 'success') throw error ?? new Error(status);
	const item = nodes.Node.runs[0].items[0][0];
	const arrived = kind === 'upload' ? Number(item.json.received) : (item.binary?.data.bytes ?? 0);
	process.stdout.write(
		JSON.stringify({
			grown: highest - before,
			seconds: (performance.now() - started) / 1000,
			arrived,
		} satisfies Measured),
	);
}

async function serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
	let received = 0;
	for await (const chunk of request) received += (chunk as Buffer).length;
	if (request.url?.endsWith('/pdf')) {
		response.writeHead(200, { 'content-type': 'application/pdf', 'content-length': SIZE });
		chunks(SIZE).pipe(response);
		return;
	}
	const answers: Record<string, object> = {
		token: { access_token: 'bench', token_type: 'Bearer', expires_in: 3600 },
		certificates: request.method === 'GET' ? [] : { received },
	};
	response
		.writeHead(200, { 'content-type': 'application/json' })
		.end(JSON.stringify(answers[request.url?.split('?')[0].split('/').pop() ?? ''] ?? {}));
}

async function measure(kind: string, url: string): Promise<Measured> {
	const child = spawn(process.execPath, ['--expose-gc', ...process.execArgv, import.meta.filename, kind, url], {
		stdio: ['ignore', 'pipe', 'inherit'],
	});
	let text = '';
	for await (const chunk of child.stdout) text += String(chunk);
	return JSON.parse(text) as Measured;
}

const [kind, address] = process.argv.slice(2);
if (kind) await transfer(kind, address);
else {
	const server = createServer((request, response) => void serve(request, response));
	await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
	const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
	const table: Record<string, object> = {};
	for (const name of Object.keys(NODES)) {
		const { grown, seconds, arrived } = await measure(name, url);
		table[name] = {
			'Memory MB': Math.round(grown / MEGABYTE),
			Seconds: seconds.toFixed(1),
			'Arrived MB': Math.round(arrived / MEGABYTE),
		};
	}
	console.table(table);
	server.close();
}
