import type { SharedLimit } from '../../nodes/connector/transport/learnedShare.ts';
import { simulate, type Outcome, type Process, type Work } from './simulation.ts';

/** Source: https://360learning.readme.io/docs/copy-of-rate-limiting-errors */
export const WRITES: SharedLimit = { requests: 10, window: 1_000, lock: 0 };
export const READS: SharedLimit = { requests: 50, window: 1_000, lock: 0 };

/** Source: the pages of the API, e.g. https://www.zoho.com/people/api/LMS/create_module.html */
export const ZOHO: SharedLimit = { requests: 30, window: 60_000, lock: 300_000 };

const DAY = 24 * 3_600_000;

/** A row of the table. */
export interface Row {
	title: string;
	limit: SharedLimit;
	processes: Process[];
	/** How often it is played, with other random numbers. */
	rounds: number;
	/** Milliseconds to an answer. */
	latency?: number;
}

const job = (calls: number, at = 0, concurrency = 5): Process => ({ concurrency, work: [{ at, calls }] });
const many = (count: number, apart: number, calls: number) =>
	Array.from({ length: count }, (_, index) => job(calls, index * apart));
const every = (ms: number, calls: number, from: number, until: number): Work[] =>
	Array.from({ length: Math.ceil((until - from) / ms) }, (_, index) => ({ at: from + index * ms, calls }));

/** Work of a day: a large job each two hours, a small one each ten minutes, single calls each minute; each process has another mixture. */
const mixture = (index: number): Process => ({
	concurrency: 5,
	work: [
		every(7_200_000, 300, index * 300_000, DAY),
		every(600_000, 20, index * 37_000, DAY),
		every(60_000, 1, index * 11_000, DAY),
	][index % 3]!,
});

export const ROWS: Row[] = [
	{ title: '360Learning, 500 writes, alone', limit: WRITES, processes: [job(500)], rounds: 3 },
	{ title: '2 × 250 writes, together', limit: WRITES, processes: many(2, 0, 250), rounds: 15 },
	{
		title: '2 × 250 writes, together, answers after 150 ms',
		limit: WRITES,
		processes: many(2, 0, 250),
		rounds: 15,
		latency: 150,
	},
	...[100, 300, 700, 1_500, 5_000].map(
		(apart): Row => ({
			title: `2 × 250 writes, ${apart / 1000} s apart`,
			limit: WRITES,
			processes: many(2, apart, 250),
			rounds: 15,
		}),
	),
	{ title: '400 writes next to 100', limit: WRITES, processes: [job(400), job(100)], rounds: 15 },
	{ title: '4 × 250 writes', limit: WRITES, processes: many(4, 10, 250), rounds: 9 },
	{ title: '16 × 100 writes', limit: WRITES, processes: many(16, 13, 100), rounds: 5 },
	{
		title: '1,000 writes next to one each 5 s',
		limit: WRITES,
		processes: [job(1_000), { concurrency: 5, work: every(5_000, 1, 321, 100_000) }],
		rounds: 9,
	},
	{ title: '2 × 2,500 reads', limit: READS, processes: [job(2_500, 0, 10), job(2_500, 50, 10)], rounds: 5 },
	{ title: 'Zoho, 300 calls, alone', limit: ZOHO, processes: [job(300)], rounds: 3, latency: 300 },
	{ title: '2 × 45 calls', limit: ZOHO, processes: many(2, 50, 45), rounds: 9, latency: 300 },
	{
		title: '2 × 45 calls, again after 20 minutes',
		limit: ZOHO,
		processes: many(2, 50, 45).map(({ concurrency, work }) => ({
			concurrency,
			work: [...work, { ...work[0]!, at: work[0]!.at + 1_200_000 }],
		})),
		rounds: 9,
		latency: 300,
	},
	{ title: '2 × 45 calls, 10 s apart', limit: ZOHO, processes: many(2, 10_000, 45), rounds: 9, latency: 300 },
	{ title: '3 × 90 calls', limit: ZOHO, processes: many(3, 50, 90), rounds: 9, latency: 300 },
	{ title: '16 × 30 calls', limit: ZOHO, processes: many(16, 50, 30), rounds: 5, latency: 300 },
	...[2, 4, 16].map(
		(count): Row => ({
			title: `A day of mixed work, ${count} processes`,
			limit: ZOHO,
			processes: Array.from({ length: count }, (_, index) => mixture(index)),
			rounds: 1,
			latency: 300,
		}),
	),
	{ title: 'A day, 2 processes always busy', limit: ZOHO, processes: many(2, 50, 20_000), rounds: 1, latency: 300 },
];

/** Median, lowest and highest of the rounds. */
export interface Spread {
	median: number;
	lowest: number;
	highest: number;
}

/** What a row came to. */
export interface Played {
	/** Seconds from the first call to the last answer. */
	seconds: Spread;
	refused: Spread;
	locks: Spread;
}

/** The shortest time that the limit allows for work that is all there at the beginning, in seconds. */
export function best({ limit, processes }: Row): number {
	const calls = processes.flatMap(({ work }) => work).reduce((sum, { calls: some }) => sum + some, 0);
	return ((Math.ceil(calls / limit.requests) - 1) * limit.window) / 1000;
}

/** Plays a row. */
export function play({ limit, processes, rounds, latency = 20 }: Row, learns: boolean): Played {
	const outcomes = Array.from({ length: rounds }, (_, round) =>
		simulate({ limit, processes, latency, learns, seed: round + 1 }),
	);
	const spread = (value: (outcome: Outcome) => number): Spread => {
		const values = outcomes.map(value).sort((one, other) => one - other);
		return { median: values[Math.floor(values.length / 2)]!, lowest: values[0]!, highest: values.at(-1)! };
	};
	return {
		seconds: spread(({ ends }) => Math.max(...ends) / 1000),
		refused: spread(({ refused }) => refused),
		locks: spread(({ locks }) => locks),
	};
}
