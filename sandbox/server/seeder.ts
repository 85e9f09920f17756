import { createHash } from 'node:crypto';

/** Makes the same choices every time: ids, picks and dates of seeded records. */
export class Seeder {
	private state: number;

	constructor(seed: number) {
		this.state = seed;
	}

	/** 24 hexadecimal digits, always the same for a kind and an index. */
	objectId(kind: string, index: number): string {
		return createHash('sha1').update(`${kind} ${index}`).digest('hex').slice(0, 24);
	}

	/** An 18-digit number above 2^53, always the same for a kind and an index. */
	longId(kind: string, index: number): string {
		const digest = createHash('sha1').update(`${kind} ${index}`).digest('hex');
		return `478346${(BigInt(`0x${digest.slice(0, 12)}`) % 1_000_000_000_000n).toString().padStart(12, '0')}`;
	}

	/** A whole number from `low` to `high`, both included. */
	integer(low: number, high: number): number {
		return low + Math.floor(this.next() * (high - low + 1));
	}

	chance(probability: number): boolean {
		return this.next() < probability;
	}

	pick<T>(choices: readonly T[]): T {
		return choices[this.integer(0, choices.length - 1)] as T;
	}

	/** Some different choices. */
	pickSome<T>(choices: readonly T[], count: number): T[] {
		const left = [...choices];
		const picked: T[] = [];
		while (picked.length < count && left.length > 0) picked.push(...left.splice(this.integer(0, left.length - 1), 1));
		return picked;
	}

	/** A moment between two dates, in full minutes, as ISO 8601 text. */
	date(from: string, to: string): string {
		const start = Date.parse(from);
		const minutes = Math.floor((Date.parse(to) - start) / 60_000);
		return new Date(start + this.integer(0, Math.max(0, minutes)) * 60_000).toISOString();
	}

	/** Mulberry32: small, fast and good enough for made-up data. */
	private next(): number {
		this.state = (this.state + 0x6d2b79f5) | 0;
		let mixed = Math.imul(this.state ^ (this.state >>> 15), 1 | this.state);
		mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
		return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
	}
}

/** Moves an ISO 8601 date by days (and hours). */
export function shift(date: string, days: number, hours = 0): string {
	return new Date(Date.parse(date) + days * 86_400_000 + hours * 3_600_000).toISOString();
}
