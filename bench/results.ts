import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { N8N_VERSION } from '../test/e2e/install.ts';
import { figureOf, type Figure } from './figures.ts';
import type { Job, Round, Target } from './jobs/job.ts';
import type { Run } from './run.ts';

const FILE = path.join(import.meta.dirname, 'results.json');

/** What a contender did in a job, with one number of items. */
export interface Line {
	contender: string;
	items: number;
	/** Milliseconds, of the vendor's clock. */
	wall: Figure;
	/** Milliseconds of processor time for each item. */
	cpu: Figure;
	/** Bytes. */
	memory: Figure;
	/** Bytes that were needed at a time besides the output, where that was measured. */
	reachable?: Figure;
	requests: Figure;
	done: Figure;
	refused: Figure;
	doubled: Figure;
	/** Why runs failed, as a person reads it. */
	messages: string[];
}

/** A target and what came of it. */
export interface Verdict extends Pick<Target, 'text' | 'most' | 'least'> {
	figure: Figure;
	met: boolean;
}

/** All figures of one job. */
export interface JobResult {
	id: string;
	rounds: number;
	lines: Line[];
	verdicts: Verdict[];
	/** The shortest time that the documented limits allow, in milliseconds. */
	best?: number;
}

/** What `npm run bench` keeps. */
export interface Results {
	/** What it ran on. */
	machine: string;
	jobs: JobResult[];
}

/** Figures and verdicts of a job from all its runs. */
export function resultOf(job: Job, runs: Run[]): JobResult {
	const rounds = [...new Set(runs.map(({ round }) => round))];
	const items = [...new Set(runs.map((run) => run.items))].sort((one, other) => one - other);
	const best = job.best?.(items[0]);
	const seen = rounds.map(
		(round): Round => ({ of: (title, count = items[0]) => found(runs, round, title, count), items, best }),
	);
	const lines = [...new Set(runs.map(({ contender }) => contender))].flatMap((title) =>
		items.map((count) =>
			lineOf(
				title,
				count,
				runs.filter((run) => run.contender === title && run.items === count),
			),
		),
	);
	return {
		id: job.id,
		rounds: rounds.length,
		lines,
		verdicts: job.targets.map((target) =>
			verdictOn(
				target,
				seen.map((round) => target.value(round)),
			),
		),
		...(best === undefined ? {} : { best }),
	};
}

function found(runs: Run[], round: number, title: string, items: number): Run {
	return runs.find((run) => run.round === round && run.contender === title && run.items === items)!;
}

/** @param values one figure per round */
export function verdictOn({ text, most, least }: Pick<Target, 'text' | 'most' | 'least'>, values: number[]): Verdict {
	const figure = figureOf(values);
	const met = (most === undefined || figure.median <= most) && (least === undefined || figure.median >= least);
	return { text, ...(most === undefined ? {} : { most }), ...(least === undefined ? {} : { least }), figure, met };
}

function lineOf(contender: string, items: number, runs: Run[]): Line {
	const figure = (value: (run: Run) => number) => figureOf(runs.map(value));
	return {
		contender,
		items,
		wall: figure(({ wall }) => wall),
		cpu: figure(({ cpu }) => cpu / items),
		memory: figure(({ memory }) => memory),
		...(runs[0].reachable === undefined ? {} : { reachable: figure(({ reachable }) => reachable!) }),
		requests: figure(({ tally }) => tally.requests),
		done: figure(({ done }) => done),
		refused: figure(({ tally }) => tally.refused),
		doubled: figure(({ tally }) => tally.doubled),
		messages: [...new Set(runs.flatMap(({ message }) => (message === undefined ? [] : [message])))],
	};
}

/** Results of earlier runs, with those of this run in place of older ones; writes them. */
export function keep(results: JobResult[], machine: string): Results {
	let before: JobResult[] = [];
	try {
		before = (JSON.parse(readFileSync(FILE, 'utf8')) as Results).jobs;
	} catch {
		// The first run.
	}
	const others = before.filter(({ id }) => !results.some((result) => result.id === id));
	const kept: Results = { machine, jobs: [...others, ...results] };
	writeFileSync(
		FILE,
		`${JSON.stringify(kept, (_key, value: unknown) => (typeof value === 'number' ? Number(value.toPrecision(6)) : value), '\t')}\n`,
	);
	return kept;
}

/** The machine in a word, as far as it matters. */
export function machine(cores: number): string {
	return `${cores} cores, Node ${process.versions.node}, n8n ${N8N_VERSION}`;
}
