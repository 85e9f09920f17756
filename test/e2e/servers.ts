import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { chownSync, mkdtempSync, rmSync } from 'node:fs';
import { connect, createServer } from 'node:net';
import { tmpdir, userInfo } from 'node:os';
import path from 'node:path';
import { folderOf, programPath } from './programs.ts';

/** A server of the system that n8n uses when it is scaled out. */
export interface Server {
	port: number;
	close(): Promise<void>;
}

/** A free port of this machine. */
export async function freePort(): Promise<number> {
	const server = createServer();
	await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
	const { port } = server.address() as { port: number };
	await new Promise((resolve) => server.close(resolve));
	return port;
}

/** Starts Redis without a file on disk. */
export async function startRedis(): Promise<Server> {
	const port = await freePort();
	const child = spawn(
		programPath('redis'),
		['--port', String(port), '--bind', '127.0.0.1', '--save', '', '--appendonly', 'no'],
		{ stdio: 'ignore' },
	);
	await answers(port);
	return { port, close: async () => await end(child) };
}

/** Starts PostgreSQL with an empty database `n8n` of the user `n8n`, which needs no password. */
export async function startPostgres(): Promise<Server> {
	const port = await freePort();
	const folder = mkdtempSync(path.join(tmpdir(), 'postgres-'));
	const owner = ownerOf(folder);
	const tool = (name: string, ...parameters: string[]) => {
		const { status, stderr } = spawnSync(path.join(folderOf('postgres'), name), parameters, {
			...owner,
			encoding: 'utf8',
			cwd: folder,
		});
		if (status !== 0) throw new Error(`${name}: ${stderr}`);
	};
	const data = path.join(folder, 'data');
	tool('initdb', '-D', data, '-U', 'n8n', '--auth=trust', '--encoding=UTF8', '--no-sync');
	const child = spawn(
		programPath('postgres'),
		['-D', data, '-p', String(port), '-k', folder, '-c', 'listen_addresses=127.0.0.1', '-c', 'fsync=off'],
		{ ...owner, stdio: 'ignore' },
	);
	await answers(port);
	tool('createdb', '-h', folder, '-p', String(port), '-U', 'n8n', 'n8n');
	return {
		port,
		close: async () => {
			await end(child, 'SIGINT');
			rmSync(folder, { recursive: true, force: true });
		},
	};
}

/** PostgreSQL refuses to run as root: there it runs as the user that its package made. */
function ownerOf(folder: string): { uid?: number; gid?: number } {
	if (userInfo().uid !== 0) return {};
	const id = (kind: string) => Number(spawnSync('id', [kind, 'postgres'], { encoding: 'utf8' }).stdout);
	const owner = { uid: id('-u'), gid: id('-g') };
	chownSync(folder, owner.uid, owner.gid);
	return owner;
}

async function answers(port: number): Promise<void> {
	for (let tries = 0; tries < 300; tries++) {
		const open = await new Promise<boolean>((resolve) => {
			const socket = connect(port, '127.0.0.1', () => resolve(true)).on('error', () => resolve(false));
			socket.unref();
		});
		if (open) return;
		await new Promise((resolve) => setTimeout(resolve, 100));
	}
	throw new Error(`Nothing answers on port ${port}`);
}

async function end(child: ChildProcess, signal: NodeJS.Signals = 'SIGTERM'): Promise<void> {
	if (child.exitCode !== null || child.signalCode !== null) return;
	const closed = new Promise((resolve) => child.once('close', resolve));
	child.kill(signal);
	await closed;
}
