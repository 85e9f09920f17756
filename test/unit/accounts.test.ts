import { type Account, Accounts } from '../../dist/nodes/connector/transport/accounts.js';

const TEN_A_SECOND = { requests: 10, seconds: 1, per: 'service', concurrency: 10 } as const;
const LOCKING = { requests: 30, seconds: 60, lockSeconds: 300, per: 'operation', concurrency: 5 } as const;
const RECORD = '65f0c0ffee65f0c0ffee0001';

interface SignIn {
	id: string;
	edition: string;
	platform: string;
	facts: string[];
}

let accounts: Accounts;
beforeEach(() => {
	jest.useFakeTimers({ now: 0 });
	accounts = new Accounts();
});
afterEach(() => {
	jest.useRealTimers();
});

const signIn = (id: string, changes: Partial<SignIn> = {}): SignIn => ({
	id,
	edition: '1',
	platform: 'eu',
	facts: [`client ${id}`],
	...changes,
});
const account = (id: string, changes: Partial<SignIn> = {}): Account => accounts.of(signIn(id, changes)).account;

/** Sends calls of an account that are answered after 20 ms, and notes when each left. */
function sends(of: Account, count: number, left: number[] = []): number[] {
	for (let call = 0; call < count; call += 1) {
		void of
			.pacer('writes', TEN_A_SECOND)
			.admit({ share: 1, job: left })
			.then(async (ticket: { sent(): void; release(): void }) => {
				left.push(performance.now());
				ticket.sent();
				await new Promise((resolve) => setTimeout(resolve, 20));
				ticket.release();
			});
	}
	return left;
}

/** Most calls that left within any second. */
const most = (left: number[]) =>
	Math.max(...left.map((start) => left.filter((time) => time >= start && time < start + 1000).length));

test('two credentials that name the same client have one budget', () => {
	expect(account('a', { facts: ['client x'] }).known).toBe(account('b', { facts: ['client x'] }).known);
	expect(account('a', { facts: ['client x'] }).known).not.toBe(account('c', { facts: ['client y'] }).known);
	expect(account('d', { facts: ['client x'], platform: 'us' }).known).not.toBe(account('a').known);
});

test('two credentials that see the same record have one account, on one platform', () => {
	const [one, other, elsewhere] = [account('a'), account('b'), account('c', { platform: 'us' })];
	accounts.saw(one, 'eu', [RECORD]);
	expect(other.known).not.toBe(one.known);
	accounts.saw(other, 'eu', ['65f0c0ffee65f0c0ffee0002', RECORD]);
	accounts.saw(elsewhere, 'us', [RECORD]);
	expect(other.known).toBe(one.known);
	expect(elsewhere.known).not.toBe(one.known);
	expect(account('b').known).toBe(one.known);
});

test('once two accounts turn out to be one, their calls together keep the limit, those under way and waiting included', async () => {
	const left: number[] = [];
	const [one, other] = [account('a'), account('b')];
	sends(one, 40, left);
	sends(other, 40, left);
	await jest.advanceTimersByTimeAsync(1_500);
	expect(most(left)).toBeGreaterThan(10);
	accounts.saw(one, 'eu', [RECORD]);
	accounts.saw(other, 'eu', [RECORD]);
	const known = performance.now();
	await jest.advanceTimersByTimeAsync(8_000);
	expect(left).toHaveLength(80);
	const later = left.filter((time) => time > known);
	expect(later.length).toBeGreaterThan(20);
	expect(most(later)).toBeLessThanOrEqual(10);
	expect(left.at(-1)! - known).toBeLessThan((later.length / 10 + 2) * 1000);
});

test('a call that waits at an account that is joined can still be cancelled', async () => {
	const [one, other] = [account('a'), account('b')];
	const job = sends(other, 30);
	const stop = new AbortController();
	const waiting = other.pacer('writes', TEN_A_SECOND).admit({ share: 1, job, signal: stop.signal });
	const cancelled = expect(waiting).rejects.toThrow('canceled');
	await jest.advanceTimersByTimeAsync(100);
	one.join(other);
	stop.abort();
	await cancelled;
	await jest.advanceTimersByTimeAsync(10_000);
	const next = sends(one, 10);
	await jest.advanceTimersByTimeAsync(1_000);
	expect(next).toHaveLength(10);
});

test('a lock of one holds the other back, and an edit of a credential ends it', () => {
	const [one, other] = [account('a'), account('b')];
	one.pacer('calls|list', LOCKING).block(300_000);
	other.join(one);
	expect(other.pacer('calls|list', LOCKING).lockedUntil()).toBe(300_000);
	expect(account('a').pacer('calls|list', LOCKING).lockedUntil()).toBe(300_000);
	expect(account('a', { edition: '2' }).pacer('calls|list', LOCKING).lockedUntil()).toBe(0);
});

test('remembers a bounded number of records', () => {
	const one = account('a');
	for (let page = 0; page < 1_000; page += 1)
		accounts.saw(
			one,
			'eu',
			Array.from({ length: 50 }, (_, index) => `${page}-${index}`),
		);
	const other = account('b');
	accounts.saw(other, 'eu', ['0-0']);
	expect(other.known).not.toBe(one.known);
	accounts.saw(other, 'eu', ['999-49']);
	expect(other.known).toBe(one.known);
});
