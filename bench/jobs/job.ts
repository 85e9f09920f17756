import type { INodeExecutionData } from 'n8n-workflow';
import type { SandboxOptions } from '../../sandbox/index.ts';
import type { Contender } from '../contenders/contender.ts';
import type { Run } from '../run.ts';

/** Names of the contenders that most jobs have. */
export const PACK = 'This pack';
export const HTTP_REQUEST = 'HTTP Request';
export const DECLARATIVE = 'Declarative node';
export const AXIOS = 'Axios loop';

/** The pack with the same pacing, except that a refusal teaches it nothing about other processes. */
export const NOT_LEARNING = 'Without learning';

/** The second run of a contender in the same processes. */
export const again = (title: string) => `${title}, next run`;

/** What is asked of the figures of a job. */
export interface Target {
	/** What is compared, e.g. `wall time / Axios loop`. */
	text: string;
	/** One figure per round, from what the contenders did in it; the median of them counts. */
	value(round: Round): number;
	most?: number;
	least?: number;
}

/** What the contenders did in one round. */
export interface Round {
	/** The run of a contender, by its title; with a number of items where there are several. */
	of(title: string, items?: number): Run;
	/** The numbers of items. */
	items: number[];
	/** Milliseconds of the vendor's clock of the shortest possible time under the documented limits; absent in jobs without a limit. */
	best?: number;
}

/** One job that all contenders do. */
export interface Job {
	id: string;
	title: string;
	/** What the reader should know about it; one or two sentences. */
	about: string;
	/**
	 * `together`: all contenders in one process, one after the other in each round.
	 * `alone`: each run in a process of its own, for figures of memory, and where the garbage of one contender would hold up the clock of another.
	 */
	runs: 'together' | 'alone';
	/** Numbers of input items, in a full and in a short bench. */
	items: { full: number[]; short: number[] };
	rounds: { full: number; short: number };
	vendors: SandboxOptions;
	/**
	 * Parts that run at the same time instead of one contender after the other; the title of the only contender stands for all of them. Parts with another
	 * `process` run in processes of their own.
	 */
	parts?: Part[];
	/** The parts run a second time in the same processes; its figures stand under {@link again}. */
	twice?: boolean;
	/** The pack knows of no limit either, so that its own pace does not count. */
	withoutLimits?: boolean;
	/** Nothing is written, so the vendors need not go back to their first day between runs. */
	readsOnly?: boolean;
	/** Speed of all clocks, as a multiple of real time. */
	speed?: number;
	/** Items of the run before each one that counts, which loads and signs in. Default 20. */
	warmUp?: number;
	/** Seconds of the vendor's clock to wait after that, so that no limit remembers it. */
	settle?: number;
	/** The shortest time that the documented limits allow, in milliseconds of the vendor's clock. */
	best?(items: number): number;
	/** Input item number `index`. */
	input(index: number): INodeExecutionData;
	contenders: Contender[];
	/** Columns of the table. */
	columns: Column[];
	targets: Target[];
}

/** A part of a job that runs beside others. */
export interface Part {
	/** Number of the process. */
	process: number;
	items: number;
	/** Seconds, of the vendor's clock, after which it begins. Default 0. */
	after?: number;
	contender: Contender;
}

/** Columns of the table of a job; see `report.ts`. */
export type Column =
	| 'wall'
	| 'cpu'
	| 'cpuSeconds'
	| 'requests'
	| 'done'
	| 'refused'
	| 'doubled'
	| 'outcome'
	| 'memory'
	| 'reachable';
