/** Simulates processes that use one limit without knowing about each other: discrete events, the real learner, a pacer reduced to what matters. */
import { LearnedShare, type SharedLimit } from '../../nodes/connector/transport/learnedShare.ts';

/** What a process has to do. */
export interface Work {
	/** When it comes, in milliseconds. */
	at: number;
	calls: number;
}

/** One process. */
export interface Process {
	work: Work[];
	/** Requests in flight. */
	concurrency: number;
	/** Share that a person has set. Default: the whole limit. */
	share?: number;
}

/** A case to play through. */
export interface Scenario {
	limit: SharedLimit;
	processes: Process[];
	/** Milliseconds to an answer; single ones take up to twice as long. */
	latency: number;
	/** Whether processes learn a share. Otherwise they wait and go on, as they did before. */
	learns: boolean;
	/** Of the random numbers: the same seed gives the same outcome. */
	seed: number;
}

/** What came out. Times in milliseconds. */
export interface Outcome {
	/** When each process had its last answer. */
	ends: number[];
	accepted: number;
	refused: number;
	locks: number;
}

/** Numbers from 0 to 1 that are the same each time (mulberry32). */
export function randomOf(seed: number): () => number {
	let state = seed;
	return () => {
		state = (state + 0x6d2b79f5) | 0;
		let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
		mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
		return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
	};
}

/** The vendor: counts what it accepts in a window that slides. */
class Vendor {
	refused = 0;
	locks = 0;
	private readonly limit: SharedLimit;
	private taken: number[] = [];
	private lockedUntil = 0;

	constructor(limit: SharedLimit) {
		this.limit = limit;
	}

	accepts(now: number): boolean {
		const { requests, window, lock } = this.limit;
		this.taken = this.taken.filter((time) => time > now - window);
		if (this.lockedUntil <= now && this.taken.length < requests) {
			this.taken.push(now);
			return true;
		}
		this.refused += 1;
		if (lock > 0 && this.lockedUntil <= now) {
			this.locks += 1;
			this.lockedUntil = now + lock;
		}
		return false;
	}
}

/** Milliseconds after which a place is used again at the earliest, beside the window. */
const ROUNDED = 2;

interface Sent {
	left: number;
	/** When it no longer counts. */
	until: number;
	isRefused: boolean;
	wasHeld: boolean;
}

/** Waits for a limit without a lock double up to this exponent, as in the transport. */
const DOUBLED = 4;

class Client {
	waiting = 0;
	running = 0;
	end = 0;
	isHeld = false;
	wakeAt = Infinity;
	readonly process: Process;
	private readonly share: LearnedShare;
	private readonly scenario: Scenario;
	private readonly random: () => number;
	private sent: Sent[] = [];
	private blockedUntil = 0;
	private fastest = Infinity;
	private refusals = 0;

	constructor(scenario: Scenario, process: Process, random: () => number) {
		this.scenario = scenario;
		this.process = process;
		this.random = random;
		this.share = new LearnedShare(scenario.limit, random);
	}

	/** Milliseconds until the next call may leave; Infinity when that takes an answer or more work. */
	delay(now: number): number {
		const { limit, learns } = this.scenario;
		const stretch = this.stretch;
		this.sent = this.sent.filter(({ until, left }) => until + stretch > now || left > now - limit.window);
		if (this.waiting === 0 || this.running >= this.process.concurrency) return Infinity;
		const ends = this.sent.map(({ until }) => until).sort((one, other) => one - other);
		const inWindow = ends.filter((until) => until > now).length;
		const isCareful = learns && inWindow >= this.share.abreast;
		if (learns && this.running > 0 && (this.running >= inWindow || isCareful)) return Infinity;
		const places = Math.max(1, Math.floor(limit.requests * (this.process.share ?? 1)));
		const next = isCareful ? Math.max(...this.sent.map(({ left }) => left)) + this.share.apart : 0;
		const ms = Math.max(0, next - now, this.blockedUntil - now, this.opening(ends, places, 0, now));
		if (!learns || !this.share.isReduced) return ms;
		const held = this.opening(ends, Math.ceil(this.share.allowed), stretch, now);
		if (held > ms) this.isHeld = true;
		return Math.max(ms, held);
	}

	leave(now: number): Sent {
		this.waiting -= 1;
		this.running += 1;
		this.share.leaves(this.own(now), now);
		const { window } = this.scenario.limit;
		const call = { left: now, until: now + 2 * window + ROUNDED, isRefused: false, wasHeld: this.isHeld };
		this.isHeld = false;
		this.sent.push(call);
		return call;
	}

	answered(call: Sent, isAccepted: boolean, now: number): void {
		const { limit, learns } = this.scenario;
		this.running -= 1;
		this.end = now;
		const took = now - call.left;
		this.fastest = Math.min(this.fastest, took);
		const usual = this.fastest - Math.min(this.fastest / 4, limit.window / 100);
		call.until = call.left + limit.window + ROUNDED + Math.min(limit.window, took - usual);
		call.isRefused = !isAccepted;
		const own = this.own(call.left);
		if (isAccepted) {
			this.refusals = 0;
			this.share.accepted(own, call.wasHeld, now);
			return;
		}
		this.waiting += 1;
		this.refusals += 1;
		this.share.refused(own, call.left, now);
		this.blockedUntil = Math.max(this.blockedUntil, now + this.pause(learns && this.own(now) > 0));
	}

	private pause(hasPlaces: boolean): number {
		const { limit, learns } = this.scenario;
		const doublings = learns && limit.lock === 0 ? Math.min(this.refusals, DOUBLED) : this.refusals;
		const backoff = Math.min(30_000, 500 * 2 ** doublings) * (0.5 + this.random() / 2);
		if (limit.lock > 0) return this.refusals === 1 ? limit.lock : Math.max(limit.lock, backoff);
		return hasPlaces && this.refusals === 1 ? 0 : backoff;
	}

	private get stretch(): number {
		const { allowed } = this.share;
		return this.scenario.limit.window * (Math.ceil(allowed) / allowed - 1);
	}

	private opening(ends: number[], places: number, stretch: number, now: number): number {
		const taken = ends.filter((until) => until + stretch > now);
		return taken.length < places ? 0 : taken[taken.length - places]! + stretch - now;
	}

	/** Calls in the window up to a time that were not refused. */
	private own(time: number): number {
		return this.sent.filter(
			({ isRefused, left }) => !isRefused && left > time - this.scenario.limit.window && left <= time,
		).length;
	}
}

interface Event {
	at: number;
	action: () => void;
}

/** Runs a scenario to its end. */
export function simulate(scenario: Scenario): Outcome {
	const random = randomOf(scenario.seed);
	const vendor = new Vendor(scenario.limit);
	const clients = scenario.processes.map((process) => new Client(scenario, process, random));
	const agenda = new Agenda();
	const way = () => (scenario.latency / 2) * (1 + 0.2 * random());
	let accepted = 0;
	const send = (client: Client): void => {
		const call = client.leave(agenda.now);
		agenda.after(way(), () => {
			const isAccepted = vendor.accepts(agenda.now);
			if (isAccepted) accepted += 1;
			agenda.after(way(), () => {
				client.answered(call, isAccepted, agenda.now);
				look(client);
			});
		});
	};
	const look = (client: Client): void => {
		let ms = client.delay(agenda.now);
		for (; ms === 0; ms = client.delay(agenda.now)) send(client);
		const wake = agenda.now + ms;
		if (ms === Infinity || (client.wakeAt <= wake && client.wakeAt > agenda.now)) return;
		client.wakeAt = wake;
		agenda.after(ms, () => look(client));
	};
	for (const client of clients) {
		for (const { at, calls } of client.process.work) {
			agenda.after(at, () => {
				client.waiting += calls;
				look(client);
			});
		}
	}
	agenda.run();
	return { ends: clients.map(({ end }) => end), accepted, refused: vendor.refused, locks: vendor.locks };
}

/** What happens when. */
class Agenda {
	now = 0;
	/** The next one last. */
	private readonly entries: Event[] = [];

	after(ms: number, action: () => void): void {
		const at = this.now + ms;
		let [low, high] = [0, this.entries.length];
		while (low < high) {
			const middle = (low + high) >> 1;
			if (this.entries[middle]!.at > at) low = middle + 1;
			else high = middle;
		}
		this.entries.splice(low, 0, { at, action });
	}

	run(): void {
		for (let next = this.entries.pop(); next; next = this.entries.pop()) {
			this.now = next.at;
			next.action();
		}
	}
}
