import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A server on loopback with tokens that end, for the harness's own tests. */
export interface TinyServer {
	url: string;
	/** `METHOD path?query` of every request, in order. */
	requests: string[];
	/** Body of the last request to a token address. */
	lastTokenBody: string;
	/** Makes every token that was given out so far invalid. */
	expireTokens(): void;
	close(): Promise<void>;
}

export async function startTinyServer(): Promise<TinyServer> {
	let generation = 1;
	let failuresLeft = 1;
	let locked = false;
	const requests: string[] = [];
	const tiny = { url: '', requests, lastTokenBody: '', expireTokens: () => void generation++, close };

	const server = createServer((request, response) => {
		void answer(request, response);
	});

	async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
		const body = await read(request);
		const { pathname, searchParams } = new URL(request.url ?? '/', 'http://localhost');
		requests.push(`${request.method} ${request.url}`);
		if (pathname === '/token' || pathname === '/oauth/token') {
			tiny.lastTokenBody = body;
			if (pathname === '/oauth/token')
				return send(response, 200, { access_token: `token-${generation}`, expires_in: 3600 });
			const { secret } = JSON.parse(body) as { secret: string };
			locked = secret === 'locked';
			if (secret === 'wrong') return send(response, 403, { message: 'wrong secret' });
			return send(response, 200, { token: `token-${generation}` });
		}
		const signed =
			request.headers.authorization === `Bearer token-${generation}` || searchParams.get('key') === 'default-key';
		if (!signed) return send(response, 401, { message: 'token expired' });
		if (pathname === '/me') return send(response, 200, { account: { locked } });
		if (pathname === '/records') return send(response, 200, page(searchParams));
		if (pathname === '/file')
			return void response.writeHead(200, { 'content-type': 'text/plain' }).end('bytes of a file');
		if (pathname === '/flaky' && failuresLeft-- > 0) return send(response, 503, { message: 'try again' });
		if (pathname === '/slow') await new Promise((resolve) => setTimeout(resolve, 5000).unref());
		if (pathname.startsWith('/status/')) return send(response, Number(pathname.split('/')[2]), { message: 'as asked' });
		send(response, 200, { path: pathname, token: request.headers.authorization ?? null });
	}

	function close(): Promise<void> {
		server.closeAllConnections();
		return new Promise((resolve, reject) => server.close((error) => (error ? reject(error) : resolve())));
	}

	await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
	tiny.url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
	return tiny;
}

/** Two pages of records, or those whose name has the filter in it. */
function page(search: URLSearchParams): unknown {
	const all = ['Anna', 'Ben', 'Carla', 'Dan'].map((name, index) => ({ id: String(index + 1), name }));
	const filter = search.get('filter');
	if (filter) return { records: all.filter(({ name }) => name.includes(filter)) };
	return search.get('page') === '2' ? { records: all.slice(2) } : { records: all.slice(0, 2), next: '2' };
}

function send(response: ServerResponse, status: number, body: unknown): void {
	response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
}

async function read(request: IncomingMessage): Promise<string> {
	const chunks: Buffer[] = [];
	for await (const chunk of request) chunks.push(chunk as Buffer);
	return Buffer.concat(chunks).toString();
}
