import type { Measured } from './measure.ts';
import type { Tally } from './vendors.ts';

/** One run of one contender. */
export interface Run extends Measured {
	contender: string;
	round: number;
	items: number;
	tally: Tally;
	/** Milliseconds that each part took, in jobs with parts. */
	parts?: number[];
}
