import fc from 'fast-check';
import { LearnedShare, LEAST, PATIENCE, type SharedLimit } from '../../nodes/connector/transport/learnedShare.ts';
import { ROWS, play, best, WRITES, ZOHO } from '../../scripts/limits/scenarios.ts';

const middle = () => 0.5;

/** Refusals, each long after the one before it, with so many own calls in the window. */
function after(limit: SharedLimit, ...own: number[]): number {
	const share = new LearnedShare(limit, middle);
	own.forEach((calls, index) => share.refused(calls, index * 1e6, index * 1e6 + 10));
	return share.allowed;
}

/** Calls that wait for the share, until it changes. Returns how many there were. */
function heldUntilMore(share: LearnedShare, now = 1e7): number {
	const before = share.allowed;
	let calls = 0;
	while (share.allowed === before && calls < 100_000) {
		share.accepted(1, true, now);
		calls += 1;
	}
	return calls;
}

describe('What is left at a refusal', () => {
	test.each<[string, SharedLimit, number[], number]>([
		['nothing was refused: all of it', ZOHO, [], 30],
		['a lock at half of the limit leaves nine tenths of that', ZOHO, [15], 13.5],
		['a lock among three', ZOHO, [10], 9],
		['a lock with nearly everything: somebody else is there, so half', ZOHO, [29], 13.5],
		['a lock at the first call: half, and not nothing', ZOHO, [0], 13.5],
		['a second lock', ZOHO, [15, 8], 7.2],
		['a second lock at the first call', ZOHO, [15, 0], 13.5 * 0.7 * 0.9],
		['a refusal without a lock: half', WRITES, [5], 5],
		['a refusal at the first call', WRITES, [0], 5],
		['a later one at the first call says nothing', WRITES, [5, 0], 5],
		['a later one below the share says nothing', WRITES, [5, 3], 5],
		['a later one at the share', WRITES, [5, 4], 4],
	])('%s', (_what, limit, own, allowed) => {
		expect(after(limit, ...own)).toBeCloseTo(allowed);
	});

	test('calls that were in flight together are refused once', () => {
		const share = new LearnedShare(ZOHO, middle);
		share.refused(12, 0, 300);
		share.refused(2, 200, 400);
		expect(share.allowed).toBeCloseTo(10.8);
	});

	test.each([
		[ZOHO, 6],
		[WRITES, 2],
	])('until others are ruled out, a fifth of the limit is in flight side by side', (limit, abreast) => {
		const share = new LearnedShare(limit, middle);
		expect(share.abreast).toBe(abreast);
		share.leaves(0, 1_000);
		share.accepted(limit.requests - 1, false, 1_500);
		expect(share.abreast).toBe(abreast);
		share.accepted(limit.requests, false, 1_600);
		expect(share.abreast).toBe(Infinity);
		share.refused(limit.requests, 1_700, 1_800);
		expect(share.abreast).toBe(abreast);
		share.accepted(1, false, 1_800 + limit.window);
		expect(share.abreast).toBe(Infinity);
	});

	test.each([
		[ZOHO, 0],
		[WRITES, 50],
	])(
		'until others are ruled out, the calls after those are some time apart where windows are short',
		(limit, apart) => {
			const share = new LearnedShare(limit, middle);
			share.leaves(0, 1_000);
			expect(share.apart).toBe(apart);
			share.accepted(limit.requests, false, 1_600);
			expect(share.apart).toBe(0);
		},
	);

	test.each([
		['where windows are short, after each pause', WRITES, false, 2],
		['where windows are long, only if others have been noticed', ZOHO, false, Infinity],
		['where windows are long, only if others have been noticed', ZOHO, true, 6],
	])('others may have come: %s', (_title, limit, isShared, abreast) => {
		const share = new LearnedShare(limit, middle);
		share.leaves(0, 1_000);
		if (isShared) share.refused(limit.requests, 1_100, 1_200);
		share.accepted(limit.requests, false, 2_000 + limit.window);
		expect(share.abreast).toBe(Infinity);
		share.leaves(3, 3_000 + limit.window);
		expect(share.abreast).toBe(Infinity);
		share.leaves(0, 4_000 + 2 * limit.window);
		expect(share.abreast).toBe(abreast);
	});
});

describe('The share grows', () => {
	test('after a lock when twice the price of a lock was missed', () => {
		const share = new LearnedShare(ZOHO, middle);
		share.refused(15, 0, 300);
		expect(heldUntilMore(share)).toBe(Math.ceil((PATIENCE * 150) / (30 / 13.5 - 1)));
		expect(share.allowed).toBeCloseTo(16.5);
	});

	test('later after a lock that followed growth', () => {
		const share = new LearnedShare(ZOHO, middle);
		share.refused(15, 0, 300);
		heldUntilMore(share);
		share.refused(15, 1e8, 1e8);
		expect(heldUntilMore(share)).toBe(Math.ceil((2 * PATIENCE * 150) / (30 / 13.5 - 1)));
	});

	test('without a lock up to the whole limit in windows when nobody is left', () => {
		const share = new LearnedShare(WRITES, middle);
		share.refused(5, 0, 10);
		const calls = [heldUntilMore(share), heldUntilMore(share), heldUntilMore(share)];
		expect(share.allowed).toBe(10);
		expect(calls[0]).toBe(160);
		expect(calls[1] + calls[2]).toBeLessThan(20);
	});

	test('back to the former share soon, when only a moment was short', () => {
		const share = new LearnedShare(WRITES, middle);
		share.refused(5, 0, 10);
		share.refused(4, 1e6, 1e6);
		expect(share.allowed).toBe(4);
		expect(heldUntilMore(share)).toBeLessThan(20);
		expect(share.allowed).toBe(5);
	});

	test('not while nobody waits for it', () => {
		for (const limit of [ZOHO, WRITES]) {
			const share = new LearnedShare(limit, middle);
			share.refused(limit.requests / 2, 0, 10);
			const { allowed } = share;
			for (let call = 0; call < 10_000; call += 1) share.accepted(1, false, call * 1e5);
			expect(share.allowed).toBe(allowed);
		}
	});
});

test('stays between nothing and the limit, whatever happens', () => {
	const event = fc.record({ isRefused: fc.boolean(), own: fc.nat(60), ms: fc.nat(400_000), wasHeld: fc.boolean() });
	fc.assert(
		fc.property(
			fc.constantFrom(ZOHO, WRITES),
			fc.array(event, { maxLength: 200 }),
			fc.infiniteStream(fc.double({ min: 0, max: 1, noNaN: true })),
			(limit, events, random) => {
				const share = new LearnedShare(limit, () => random.next().value as number);
				let now = 0;
				for (const { isRefused, own, ms, wasHeld } of events) {
					const before = share.allowed;
					share.leaves(own, now);
					now += ms;
					if (isRefused) share.refused(own, now - Math.min(ms, 50), now);
					else share.accepted(own, wasHeld, now);
					expect(share.allowed).toBeGreaterThanOrEqual(LEAST);
					expect(share.allowed).toBeLessThanOrEqual(limit.requests);
					if (isRefused && limit.lock > 0) expect(share.allowed).toBeLessThanOrEqual(before);
					if (!isRefused) expect(share.allowed).toBeGreaterThanOrEqual(before);
				}
			},
		),
	);
});

describe('Processes that know nothing of each other (docs/limits.md)', () => {
	const rowNamed = (title: string) => ROWS.find((row) => row.title === title)!;

	test.each(ROWS.filter(({ processes }) => processes.length > 1).map((row) => [row.title, row] as const))(
		'%s: done sooner than without learning',
		(_title, row) => {
			// A day of work cannot end before its last call has come.
			expect(play(row, true).seconds.median).toBeLessThan(play(row, false).seconds.median * 1.001);
		},
	);

	test.each(['2 × 45 calls', '2 × 45 calls, again after 20 minutes', '3 × 90 calls'])(
		'%s: one lock, and each process is refused once',
		(title) => {
			const row = rowNamed(title);
			const { locks, refused } = play(row, true);
			expect(locks.highest).toBe(1);
			expect(refused.highest).toBe(row.processes.length);
		},
	);

	test.each(['360Learning, 500 writes, alone', 'Zoho, 300 calls, alone'])(
		'%s: nothing is refused and little time lost',
		(title) => {
			const row = rowNamed(title);
			const { refused, seconds } = play(row, true);
			expect(refused.highest).toBe(0);
			expect(seconds.highest / best(row)).toBeLessThan(1.03);
		},
	);

	test.each(ROWS.filter(({ title }) => title.startsWith('2 × 250')).map((row) => [row.title, row] as const))(
		'%s: within a tenth or so of the best schedule',
		(_title, row) => {
			const { seconds } = play(row, true);
			expect(seconds.median / best(row)).toBeLessThan(1.12);
			expect(seconds.highest / best(row)).toBeLessThan(1.35);
		},
	);
});
