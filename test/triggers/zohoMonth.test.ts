import fc from 'fast-check';
import type { DateTime } from 'luxon';
import type { Fault, Sandbox } from '../../sandbox/index.ts';
import { startSandbox } from '../../sandbox/index.ts';
import type { PollRun } from '../harness/index.ts';
import { type Batch, chosen, jsonOf, type Polled, School, Time, trigger } from './world.ts';

/**
 * A month at Zoho, made up at random: sessions are added, moved, renamed and deleted, batches come, go and are completed, reads fail half-way,
 * n8n is started anew. Five triggers watch; after each poll what came out is held against the sandbox's own records.
 */
const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;
const AHEAD = 720;

type Event = 'sessionCreated' | 'sessionChanged' | 'sessionCanceled' | 'sessionStartingSoon' | 'batchCompleted';
const EVENTS: Event[] = [
	'sessionCreated',
	'sessionChanged',
	'sessionCanceled',
	'sessionStartingSoon',
	'batchCompleted',
];

/** What there is to know about a session or batch. */
interface Fact {
	id: string;
	/** Everything about it that a change would show in. */
	content: string;
	start: number;
	batchId: string;
	missing?: boolean;
}

type Facts = Map<string, Fact>;

/** The records as they are, read from the sandbox directly. */
class Truth {
	private readonly sandbox: Sandbox;
	private readonly courseId: string;

	constructor(sandbox: Sandbox, courseId: string) {
		this.sandbox = sandbox;
		this.courseId = courseId;
	}

	/** Sessions of batches that are not over. */
	sessions(now: number): Fact[] {
		const { sessions } = this.sandbox.state.zohoPeople;
		return (sessions as unknown as Array<Record<string, string>>)
			.filter((session) => session.courseId === this.courseId && !this.isOver(session.batchId, now))
			.map((session) => ({
				id: session.sessionId,
				batchId: session.batchId,
				content: [session.sessionName, session.sessionStartDate, session.sessionStartTime].join(' '),
				start: startOf(session),
			}));
	}

	completed(): Fact[] {
		const { batches } = this.sandbox.state.zohoPeople;
		return batches
			.filter((batch) => batch.courseId === this.courseId && batch.isComplete)
			.map(({ batchId }) => ({ id: batchId, batchId, content: '', start: 0 }));
	}

	batches(): string[] {
		return this.sandbox.state.zohoPeople.batches
			.filter(({ courseId }) => courseId === this.courseId)
			.map(({ batchId }) => batchId);
	}

	/** Whether a batch is there and its last day was over a day ago. */
	isOver(batchId: string, now: number): boolean {
		const batch = this.sandbox.state.zohoPeople.batches.find((entry) => entry.batchId === batchId);
		if (!batch) return false;
		const [day, month, year] = batch.endDate.split('-').map(Number);
		return Date.UTC(year, month - 1, day + 1) - 1 + DAY <= now;
	}

	/** Moments around which it would be chance whether a poll comes before or after. */
	edges(now: number): number[] {
		return this.sessions(now).flatMap(({ start }) => [start, start - AHEAD * MINUTE, start + 30 * DAY]);
	}
}

function startOf({ sessionStartDate, sessionStartTime }: Record<string, string>): number {
	const [day, month, year] = sessionStartDate.split('-').map(Number);
	const [, hour, minute, half] = /^(\d+):(\d+) (AM|PM)$/.exec(sessionStartTime)!;
	return Date.UTC(year, month - 1, day, (Number(hour) % 12) + (half === 'PM' ? 12 : 0), Number(minute));
}

/** One trigger and what it ought to know. */
class Watched {
	readonly event: Event;
	readonly active: Polled;
	known: Facts | undefined;
	stored: Facts | undefined;
	given = 0;
	private readonly truth: Truth;
	private readonly durable: boolean;

	constructor(event: Event, active: Polled, truth: Truth, durable: boolean) {
		this.event = event;
		this.active = active;
		this.truth = truth;
		this.durable = durable;
	}

	/** What has to come out now, and what is known afterwards. */
	due(now: number): { out: string[]; known: Facts } {
		const facts = this.event === 'batchCompleted' ? this.truth.completed() : this.truth.sessions(now);
		if (this.event === 'sessionStartingSoon') return this.dueSoon(facts, now);
		const inTime = facts.filter(
			({ start }) =>
				this.event === 'batchCompleted' || (this.event === 'sessionCanceled' ? start > now : start + 30 * DAY > now),
		);
		const known: Facts = new Map(inTime.map((fact) => [fact.id, fact]));
		const out: string[] = [];
		for (const fact of inTime) {
			const before = this.known?.get(fact.id);
			if (this.known && !before && (this.event === 'sessionCreated' || this.event === 'batchCompleted'))
				out.push(fact.id);
			if (this.event === 'sessionChanged' && before && before.content !== fact.content) out.push(fact.id);
		}
		const present = new Set(this.event === 'batchCompleted' ? this.truth.batches() : facts.map(({ id }) => id));
		for (const fact of this.known?.values() ?? []) {
			if (present.has(fact.id) || this.truth.isOver(fact.batchId, now)) continue;
			if (!fact.missing) known.set(fact.id, { ...fact, missing: true });
			else if (this.event === 'sessionCanceled' && fact.start > now) out.push(fact.id);
		}
		return { out, known };
	}

	private dueSoon(facts: Fact[], now: number): { out: string[]; known: Facts } {
		const completed = this.truth.completed().map(({ id }) => id);
		const soon = facts.filter(
			({ start, batchId }) => start > now && start <= now + AHEAD * MINUTE && !completed.includes(batchId),
		);
		const out = this.known
			? soon.filter(({ id, start }) => this.known!.get(id)?.start !== start).map(({ id }) => id)
			: [];
		const still = [...(this.known?.values() ?? [])].filter(({ start }) => start > now);
		return { out, known: new Map([...still, ...soon].map((fact) => [fact.id, fact])) };
	}

	/** Holds a poll against what had to come out. */
	check(run: PollRun, now: number, onActivation: boolean): void {
		if (run.error) return expect(run.items).toBeUndefined();
		const { out, known } = this.due(now);
		const name = this.event === 'batchCompleted' ? 'batchId' : 'sessionId';
		expect({
			event: this.event,
			out: jsonOf(run)
				.map((json) => String(json[name]))
				.sort(),
		}).toEqual({ event: this.event, out: out.sort() });
		this.given += out.length;
		const isStored = this.durable ? !onActivation || out.length > 0 : onActivation || out.length > 0;
		if (isStored) this.stored = known;
		this.known = this.durable && !isStored ? this.stored : known;
	}
}

const KINDS = [
	'add',
	'add',
	'add',
	'move',
	'move',
	'rename',
	'delete',
	'delete',
	'addBatch',
	'deleteBatch',
	'complete',
	'complete',
	'reopen',
] as const;
const act = fc.record({ kind: fc.constantFrom(...KINDS), which: fc.nat(99), hours: fc.integer({ min: 1, max: 480 }) });
const EFFECTS: Fault[] = [
	{ status: 500 },
	{ drop: 'before' },
	{ drop: 'after' },
	{ truncate: true },
	{ empty: true },
	{ body: '<html>Sorry</html>', contentType: 'text/html' },
];
const fault = fc.record({
	operationId: fc.constantFrom('listCourses', 'listBatches', 'listBatchSessions'),
	after: fc.nat(2),
	effect: fc.constantFrom(...EFFECTS),
});
const step = fc.record({
	acts: fc.array(act, { maxLength: 3 }),
	minutes: fc.constantFrom(5, 25, 55, 240, 720, 1440),
	faults: fc.array(fc.option(fault, { nil: undefined, freq: 2 }), {
		minLength: EVENTS.length,
		maxLength: EVENTS.length,
	}),
	restarts: fc.array(fc.integer({ min: 0, max: 5 }), { minLength: EVENTS.length, maxLength: EVENTS.length }),
});

type Act = typeof act extends fc.Arbitrary<infer Value> ? Value : never;

/** A batch and its sessions. */
interface Held {
	batch: Batch;
	from: DateTime;
	sessions: string[];
}

async function happen(school: School, time: Time, held: Held[], { kind, which, hours }: Act): Promise<void> {
	const here = held[which % held.length];
	if (kind === 'addBatch' && held.length < 4) {
		held.push({ batch: await school.addBatch(time.now, 15 + (which % 10)), from: time.now, sessions: [] });
		return;
	}
	if (!here) return;
	const sessionId = here.sessions[which % Math.max(1, here.sessions.length)];
	const last = here.from.plus({ days: 14 });
	const start = time.now.plus({ hours: hours % 200, minutes: which % 60 });
	const isInside = start < last;
	if (kind === 'add' && isInside) here.sessions.push(await school.addSession(here.batch, start, `Session ${hours}`));
	if (kind === 'move' && sessionId && isInside) await school.moveSession(here.batch, sessionId, start);
	if (kind === 'rename' && sessionId) await school.editSession(here.batch, sessionId, { name: `Renamed ${hours}` });
	if (kind === 'delete' && sessionId) {
		here.sessions.splice(here.sessions.indexOf(sessionId), 1);
		await school.deleteSession(here.batch, sessionId);
	}
	if (kind === 'deleteBatch' && held.length > 2) {
		held.splice(held.indexOf(here), 1);
		await school.write('DELETE', here.batch.path);
	}
	if (kind === 'complete') await school.act(here.batch, 'markAsComplete').catch(() => {});
	if (kind === 'reopen') await school.act(here.batch, 'markAsIncomplete');
}

let sandbox: Sandbox;
let time: Time;
beforeAll(async () => {
	sandbox = await startSandbox({ limits: false });
	time = await Time.startAt(sandbox, '2027-01-11T08:00:00Z');
});
afterAll(async () => await sandbox.close());

/** What happens in every month, so that no event is left to chance: one that nothing calls forth would prove nothing. */
const SURE: Act[][] = [
	[
		{ kind: 'add', which: 0, hours: 5 },
		{ kind: 'add', which: 1, hours: 60 },
		{ kind: 'add', which: 2, hours: 100 },
	],
	[
		{ kind: 'rename', which: 1, hours: 1 },
		{ kind: 'delete', which: 2, hours: 1 },
	],
	[],
	[{ kind: 'complete', which: 0, hours: 1 }],
	[{ kind: 'reopen', which: 0, hours: 1 }],
];

/** Waits until no moment that decides is nearer than ten seconds. */
async function settle(truth: Truth): Promise<number> {
	while (truth.edges(Date.now()).some((edge) => Math.abs(edge - Date.now()) < 10_000)) await time.pass(1);
	return Date.now();
}

async function month(
	steps: Array<typeof step extends fc.Arbitrary<infer Value> ? Value : never>,
	durable: boolean,
): Promise<number[]> {
	await sandbox.reset();
	await time.pass(60);
	const school = await School.open(sandbox);
	const truth = new Truth(sandbox, school.courseId);
	const held: Held[] = [{ batch: await school.addBatch(time.now, 20), from: time.now, sessions: [] }];
	const watched: Watched[] = [];
	for (const event of EVENTS) {
		const active = await trigger(
			sandbox,
			'zohoPeopleLmsTrigger',
			{ operation: event, minutesBefore: AHEAD, options: { tries: 1 }, ...chosen({ courseId: school.courseId }) },
			{ durableCursors: durable },
		);
		watched.push(new Watched(event, active, truth, durable));
	}
	for (const entry of watched) entry.check(await entry.active.activate(), await settle(truth), true);
	const calm = (acts: Act[] = []) => ({ acts, minutes: 5, faults: [], restarts: [] });
	for (const { acts, minutes, faults, restarts } of [
		calm(),
		...SURE.map((acts) => calm(acts)),
		...steps,
		calm(),
		calm(),
		calm(),
	]) {
		for (const entry of acts) await happen(school, time, held, entry);
		await time.pass(minutes);
		for (const [index, entry] of watched.entries()) {
			await time.pass(1);
			const planned = faults[index];
			if (planned)
				sandbox.faults.add({ operationId: planned.operationId, after: planned.after, times: 1, ...planned.effect });
			const restart = restarts[index] === 0;
			if (restart) {
				await entry.active.stop();
				entry.known = entry.stored;
			}
			const now = await settle(truth);
			let run = restart ? await entry.active.activate('init') : await entry.active.poll();
			entry.check(run, now, restart);
			sandbox.faults.clear();
			// n8n tries again until a workflow can be activated.
			if (restart && run.error) {
				run = await entry.active.activate('init');
				entry.check(run, now, true);
			}
		}
	}
	expect(
		sandbox.requests.flatMap(({ validationFailures, answerFailures }) => [...validationFailures, ...answerFailures]),
	).toEqual([]);
	return watched.map(({ given }) => given);
}

test.each([
	['as n8n keeps static data by default', false],
	['with durable cursors', true],
])(
	'a month, %s: nothing is missed, nothing comes out twice',
	async (_what, durable) => {
		const given: number[] = EVENTS.map(() => 0);
		await fc.assert(
			fc.asyncProperty(fc.array(step, { minLength: 30, maxLength: 36 }), async (steps) => {
				(await month(steps, durable)).forEach((count, index) => (given[index] += count));
			}),
			{ numRuns: 4, endOnFailure: true },
		);
		expect(EVENTS.filter((_event, index) => given[index] === 0)).toEqual([]);
	},
	300_000,
);
