import { connect, createServer, type Server, type Socket } from 'node:net';

/** Below the ports that systems give out by themselves, so that nobody takes one while its door is closed. */
const [FIRST_PORT, PORTS] = [20_000, 10_000];

/** Seconds between which a door is closed. */
export interface Closed {
	from: number;
	to: number;
}

/** Turns of the event loop in which the end of a connection gets around. */
const TURNS = 20;

/** An address in front of a server of the sandbox that can be closed, so that connections to it are refused, and opened again. */
export class Door {
	private readonly server: Server;
	private readonly sockets = new Set<Socket>();
	private port = 0;

	private readonly closed: Closed;

	private constructor(target: string, closed: Closed) {
		this.closed = closed;
		const { hostname, port } = new URL(target);
		this.server = createServer((outside) => {
			const inside = connect(Number(port), hostname);
			for (const [socket, other] of [
				[outside, inside],
				[inside, outside],
			]) {
				this.sockets.add(socket);
				socket.on('error', () => other.destroy());
				socket.on('close', () => this.sockets.delete(socket));
				socket.pipe(other);
			}
		});
	}

	/** @param target address of the server, e.g. `http://127.0.0.1:3601` */
	static async to(target: string, times: Closed): Promise<Door> {
		const door = new Door(target, times);
		while (door.port === 0) {
			const port = FIRST_PORT + Math.floor(Math.random() * PORTS);
			if (await door.listen(port)) door.port = port;
		}
		await door.close();
		return door;
	}

	get url(): string {
		return `http://127.0.0.1:${this.port}`;
	}

	/**
	 * Opens or closes it, as it is to be at a second of the run.
	 *
	 * @throws Error when somebody has taken the port
	 */
	async at(second: number): Promise<void> {
		const isOpen = second < this.closed.from || second >= this.closed.to;
		if (isOpen === this.server.listening) return;
		if (!isOpen) await this.close();
		else if (!(await this.listen(this.port))) throw new Error(`Port ${this.port} is taken`);
		// Those who keep connections hear of their end, before they use them again.
		for (let turn = 0; turn < TURNS; turn += 1) await new Promise(setImmediate);
	}

	/** Connections that are open end as well. */
	async close(): Promise<void> {
		if (!this.server.listening) return;
		const closed = new Promise((resolve) => this.server.close(resolve));
		for (const socket of this.sockets) socket.destroy();
		await closed;
	}

	/** @returns whether the port is free */
	private async listen(port: number): Promise<boolean> {
		return await new Promise((resolve) => {
			this.server.once('error', () => resolve(false));
			this.server.listen(port, '127.0.0.1', () => {
				this.server.removeAllListeners('error');
				resolve(true);
			});
		});
	}
}
