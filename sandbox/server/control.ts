import type { Fault } from '../types.ts';
import type { Answer } from './answer.ts';

/** What can be done to a running sandbox from outside, the same as in process. */
export interface Controls {
	requests(): unknown;
	clearRequests(): void;
	addFault(fault: Fault): { id: number };
	listFaults(): unknown;
	removeFault(id: number): boolean;
	clearFaults(): void;
	reset(): Promise<void>;
	peaks(): unknown;
	emit(type: string, data: Record<string, unknown>): void;
	completePath(userId: string, pathSessionId: string): void;
	deliveries(): unknown;
	expireTokens(): void;
	revokeTokens(): void;
	credentials(): unknown;
	routes(): unknown;
	addresses(): unknown;
}

type Action = (controls: Controls, body: unknown, id: string) => unknown;

const ACTIONS: Record<string, Action> = {
	'GET requests': (controls) => controls.requests(),
	'DELETE requests': (controls) => controls.clearRequests(),
	'GET faults': (controls) => controls.listFaults(),
	'POST faults': (controls, body) => ({ id: controls.addFault(body as Fault).id }),
	'DELETE faults': (controls) => controls.clearFaults(),
	'DELETE faults/:id': (controls, _body, id) => ({ removed: controls.removeFault(Number(id)) }),
	'POST reset': (controls) => controls.reset(),
	'GET peaks': (controls) => controls.peaks(),
	'POST events': (controls, body) => {
		const { type, data } = body as { type: string; data: Record<string, unknown> };
		controls.emit(type, data);
	},
	'POST events/completePath': (controls, body) => {
		const { userId, pathSessionId } = body as { userId: string; pathSessionId: string };
		controls.completePath(userId, pathSessionId);
	},
	'GET deliveries': (controls) => controls.deliveries(),
	'POST tokens/expire': (controls) => controls.expireTokens(),
	'POST tokens/revoke': (controls) => controls.revokeTokens(),
	'GET credentials': (controls) => controls.credentials(),
	'GET routes': (controls) => controls.routes(),
	'GET addresses': (controls) => controls.addresses(),
};

/** The sandbox's own calls under `/_sandbox/`, for other processes. They are not logged and meet no fault. */
export class Control {
	private readonly controls: Controls;

	constructor(controls: Controls) {
		this.controls = controls;
	}

	async handle(method: string, url: string, bytes: Buffer): Promise<Answer> {
		const path = (url.split('?')[0] ?? '').slice('/_sandbox/'.length).replace(/\/$/, '');
		const id = /^faults\/(\d+)$/.exec(path)?.[1] ?? '';
		const name = `${method} ${id ? 'faults/:id' : path}`;
		const action = Object.hasOwn(ACTIONS, name) ? ACTIONS[name] : undefined;
		if (!action) return { status: 404, body: { error: `no such control: ${name}`, controls: Object.keys(ACTIONS) } };
		let body: unknown;
		try {
			body = bytes.length > 0 ? JSON.parse(bytes.toString('utf8')) : undefined;
		} catch (error) {
			return { status: 400, body: { error: `the body is not JSON: ${(error as Error).message}` } };
		}
		if (/^POST (faults|events)/.test(name) && (body === null || typeof body !== 'object')) {
			return { status: 400, body: { error: 'a JSON object is needed' } };
		}
		try {
			return { status: 200, body: (await action(this.controls, body, id)) ?? { done: true } };
		} catch (error) {
			return { status: 400, body: { error: (error as Error).message } };
		}
	}
}
