import { Pacer } from '../../dist/nodes/connector/transport/pacing.js';

const TEN_A_SECOND = { requests: 10, seconds: 1, per: 'service', concurrency: 10 } as const;
const THIRTY_A_MINUTE = { requests: 30, seconds: 60, lockSeconds: 300, per: 'operation', concurrency: 5 } as const;

beforeEach(() => {
	jest.useFakeTimers({ now: 0 });
});
afterEach(() => {
	jest.useRealTimers();
});

/** Sends calls that are answered at once and notes when each left, in milliseconds. */
function sends(pacer: Pacer, count: number, share = 1, job: object = {}): number[] {
	const left: number[] = [];
	for (let call = 0; call < count; call += 1) {
		void pacer.admit({ share, job }).then((ticket) => {
			left.push(performance.now());
			ticket.sent();
			ticket.release();
		});
	}
	return left;
}

/** A job that has some calls under way at a time, each answered after so many milliseconds and followed by the next after a rest; notes when each left. */
function runs(pacer: Pacer, count: number, { share = 1, concurrency = 5, took = 100, rest = 0 } = {}): number[] {
	const left: number[] = [];
	const job = {};
	let begun = 0;
	const worker = async () => {
		while (begun < count) {
			begun += 1;
			const ticket = await pacer.admit({ share, job });
			left.push(performance.now());
			ticket.sent();
			await new Promise((resolve) => setTimeout(resolve, took));
			ticket.release();
			if (rest > 0) await new Promise((resolve) => setTimeout(resolve, rest));
		}
	};
	for (let started = 0; started < concurrency; started += 1) void worker();
	return left;
}

/** Most calls that left within any second. */
function most(left: number[]): number {
	return Math.max(...left.map((start) => left.filter((time) => time >= start && time < start + 1000).length));
}

describe('Pacing', () => {
	test('lets a burst out at once and the rest as places become free, in order', async () => {
		const pacer = new Pacer(THIRTY_A_MINUTE);
		const left = sends(pacer, 65);
		await jest.advanceTimersByTimeAsync(0);
		expect(left).toEqual(Array(30).fill(0));
		await jest.advanceTimersByTimeAsync(121_000);
		expect(left).toHaveLength(65);
		expect(left.at(-1)).toBeLessThan(121_000);
	});

	test('begins a short window with two calls and the next ones some time apart, because others may begin at the same moment', async () => {
		const left = sends(new Pacer(TEN_A_SECOND), 25);
		await jest.advanceTimersByTimeAsync(0);
		expect(left).toEqual([0, 0]);
		await jest.advanceTimersByTimeAsync(900);
		expect(left).toHaveLength(10);
		const apart = left.slice(2).map((time, index) => time - left[index + 1]!);
		expect(Math.min(...apart)).toBeGreaterThanOrEqual(50);
		expect(Math.max(...apart)).toBeLessThan(60);
		await jest.advanceTimersByTimeAsync(5_000);
		expect(left).toHaveLength(25);
		expect(most(left)).toBeLessThanOrEqual(10);
		expect(left.at(-1)).toBeLessThan(3_000);
	});

	test('uses the share of the allowance that it may, at least one call', async () => {
		const [part, tiny] = [sends(new Pacer(TEN_A_SECOND), 6, 0.25), sends(new Pacer(TEN_A_SECOND), 2, 0.01)];
		await jest.advanceTimersByTimeAsync(0);
		expect([part.length, tiny.length]).toEqual([2, 1]);
		await jest.advanceTimersByTimeAsync(5_000);
		expect([part.length, tiny.length]).toEqual([6, 2]);
		expect(most(part)).toBe(2);
	});

	test('holds everything back while the vendor has locked it', async () => {
		const pacer = new Pacer(TEN_A_SECOND);
		pacer.block(300_000);
		expect(pacer.lockedUntil()).toBe(300_000);
		const told: number[] = [];
		void pacer.admit({ share: 1, told: (ms: number) => told.push(ms) }).then((ticket) => ticket.release());
		const left = sends(pacer, 3);
		await jest.advanceTimersByTimeAsync(299_000);
		expect(left).toEqual([]);
		expect(told[0]).toBeGreaterThan(290_000);
		await jest.advanceTimersByTimeAsync(3_000);
		expect(left).toHaveLength(3);
		expect(Math.min(...left)).toBeGreaterThanOrEqual(300_000);
		expect(pacer.lockedUntil()).toBe(0);
	});

	test('takes a call that was answered late for one that arrived late, by a window at most', async () => {
		for (const [answered, next] of [
			[0, 1_000],
			[600, 1_600],
			[5_000, 2_000],
		]) {
			const pacer = new Pacer({ requests: 1, seconds: 1, per: 'service', concurrency: 2 });
			const start = Date.now();
			const ticket = await pacer.admit({ share: 1 });
			ticket.sent();
			setTimeout(() => ticket.release(), answered);
			const left = sends(pacer, 1);
			await jest.advanceTimersByTimeAsync(10_000);
			expect(left[0] - start).toBeGreaterThanOrEqual(next);
			expect(left[0] - start).toBeLessThan(next + 50);
		}
	});

	test('waits for the end of another where so many may run at a time', async () => {
		const pacer = new Pacer({ concurrent: 2, per: 'service', concurrency: 2 });
		const [first] = [await pacer.admit({ share: 1 }), await pacer.admit({ share: 1 })];
		let third = false;
		void pacer.admit({ share: 1 }).then(() => (third = true));
		await jest.advanceTimersByTimeAsync(60_000);
		expect(third).toBe(false);
		first.release();
		first.release();
		await jest.advanceTimersByTimeAsync(1);
		expect(third).toBe(true);
	});

	test('a place given back before anything was sent has used up nothing', async () => {
		const pacer = new Pacer({ requests: 1, seconds: 60, per: 'service', concurrency: 1 });
		for (let call = 0; call < 5; call += 1) (await pacer.admit({ share: 1 })).release();
		const left = sends(pacer, 1);
		await jest.advanceTimersByTimeAsync(0);
		expect(left).toEqual([0]);
	});

	test('one that is cancelled while it waits leaves its place to the next', async () => {
		const pacer = new Pacer({ requests: 1, seconds: 60, per: 'service', concurrency: 1 });
		sends(pacer, 1);
		await jest.advanceTimersByTimeAsync(0);
		const stop = new AbortController();
		const cancelled = pacer.admit({ share: 1, signal: stop.signal }).catch((error: Error) => error.message);
		const after = sends(pacer, 1);
		await jest.advanceTimersByTimeAsync(5_000);
		stop.abort();
		await jest.advanceTimersByTimeAsync(0);
		expect(await cancelled).toBe('The execution was canceled');
		expect(after).toEqual([]);
		await jest.advanceTimersByTimeAsync(70_000);
		expect(after).toHaveLength(1);
		await expect(pacer.admit({ share: 1, signal: stop.signal })).rejects.toThrow('canceled');
	});

	test('the first call in a window goes alone, and a lock that it meets holds all others back', async () => {
		const pacer = new Pacer({ ...THIRTY_A_MINUTE, lockSeconds: 300 });
		const tickets = Array.from({ length: 30 }, async () => await pacer.admit({ share: 1 }));
		const first = await tickets[0];
		first.sent();
		const left = sends(pacer, 1);
		await jest.advanceTimersByTimeAsync(300);
		first.refused();
		first.release();
		pacer.block(Date.now() + 300_000);
		let others = 0;
		for (const ticket of tickets.slice(1)) void ticket.then((it) => [(others += 1), it.sent(), it.release()]);
		await jest.advanceTimersByTimeAsync(299_000);
		expect([others, left.length]).toEqual([0, 0]);
		await jest.advanceTimersByTimeAsync(1_000_000);
		expect([others, left.length]).toEqual([29, 1]);
	});

	test('a first call that hangs holds others back for five seconds', async () => {
		const pacer = new Pacer(THIRTY_A_MINUTE);
		(await pacer.admit({ share: 1 })).sent();
		const left = sends(pacer, 1);
		await jest.advanceTimersByTimeAsync(4_900);
		expect(left).toEqual([]);
		await jest.advanceTimersByTimeAsync(200);
		expect(left).toHaveLength(1);
	});

	describe('jobs take turns', () => {
		test('a single call waits for the next window and not for the thousands before it', async () => {
			const pacer = new Pacer(THIRTY_A_MINUTE);
			const big = sends(pacer, 5_000);
			await jest.advanceTimersByTimeAsync(1_000);
			expect(big).toHaveLength(30);
			const single = sends(pacer, 1);
			await jest.advanceTimersByTimeAsync(60_000);
			expect(single).toHaveLength(1);
			expect(single[0]).toBeLessThan(61_000);
		});

		test('jobs that wait get the same number of places, whoever asked first', async () => {
			const pacer = new Pacer(TEN_A_SECOND);
			const jobs = [sends(pacer, 100), sends(pacer, 100), sends(pacer, 100), sends(pacer, 3)];
			await jest.advanceTimersByTimeAsync(10_500);
			// The first call goes alone, so all four jobs wait when the others go.
			expect(jobs.map(({ length }) => length)).toEqual([37, 35, 35, 3]);
		});
	});

	describe('a share bounds its own job', () => {
		test('a job with a small share holds up no other', async () => {
			const alone = runs(new Pacer(THIRTY_A_MINUTE), 60);
			await jest.advanceTimersByTimeAsync(120_000);
			const pacer = new Pacer(THIRTY_A_MINUTE);
			const start = performance.now();
			const [large, small] = [runs(pacer, 60), runs(pacer, 20, { share: 0.1 })];
			await jest.advanceTimersByTimeAsync(600_000);
			expect([alone.length, large.length, small.length]).toEqual([60, 60, 20]);
			expect(large[59] - start).toBeLessThanOrEqual(1.25 * alone[59]);
			// It waits while the larger job needs every place, then goes on at three a minute.
			expect(small[0] - start).toBeLessThan(121_500);
			expect(small[19] - start).toBeLessThan(121_500 + 6 * 60_500);
			for (const from of small)
				expect(small.filter((time) => time >= from && time < from + 60_000).length).toBeLessThanOrEqual(3);
		});

		test('a job with a small share does not slip in while a larger one makes its next call ready', async () => {
			const pacer = new Pacer(THIRTY_A_MINUTE);
			const large = runs(pacer, 30, { concurrency: 1, rest: 200 });
			await jest.advanceTimersByTimeAsync(10);
			const small = runs(pacer, 5, { share: 0.1 });
			await jest.advanceTimersByTimeAsync(70_000);
			expect(large).toHaveLength(30);
			expect(small[0]).toBeGreaterThan(large[29]);
		});

		test('calls with the same share are bounded together', async () => {
			const pacer = new Pacer(TEN_A_SECOND);
			const left = [sends(pacer, 20, 0.5), sends(pacer, 20, 0.5)];
			await jest.advanceTimersByTimeAsync(20_000);
			expect(left.map(({ length }) => length)).toEqual([20, 20]);
			expect(most(left.flat())).toBe(5);
		});

		test('a call with a small share waits two windows at most, however busy others are', async () => {
			const pacer = new Pacer(THIRTY_A_MINUTE);
			sends(pacer, 5_000);
			await jest.advanceTimersByTimeAsync(1_000);
			const single = sends(pacer, 1, 0.1);
			await jest.advanceTimersByTimeAsync(120_000);
			expect(single).toHaveLength(1);
		});
	});

	test.each([
		['set back an hour', -3_600_000],
		['set forward 65 seconds', 65_000],
	])('a clock that is %s changes nothing', async (_what, jump) => {
		const pacer = new Pacer(THIRTY_A_MINUTE);
		const left = sends(pacer, 60);
		await jest.advanceTimersByTimeAsync(5_000);
		jest.setSystemTime(Date.now() + jump);
		await jest.advanceTimersByTimeAsync(54_000);
		expect(left).toHaveLength(30);
		await jest.advanceTimersByTimeAsync(2_000);
		expect(left).toHaveLength(60);
	});

	test('a lock ends in its time although the clock is set', async () => {
		const pacer = new Pacer(THIRTY_A_MINUTE);
		pacer.block(Date.now() + 300_000);
		jest.setSystemTime(Date.now() - 3_600_000);
		expect(pacer.lockedUntil()).toBe(Date.now() + 300_000);
		const left = sends(pacer, 1);
		await jest.advanceTimersByTimeAsync(301_000);
		expect(left).toHaveLength(1);
	});
});
