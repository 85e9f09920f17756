import { type Answer, type Call, succeed } from '../../server/answer.ts';
import { Refusal } from '../../server/answer.ts';
import type { Limits } from '../../server/limits.ts';
import { Seeder, shift } from '../../server/seeder.ts';
import type { Company } from '../company.ts';
import { refusal } from '../refusals.ts';
import { list, type Handlers } from './answering.ts';
import { BULK_KINDS, type BulkKind, workOn } from './bulkKinds.ts';

/** Milliseconds of the sandbox's clock that a job spends before it is queued, before it runs, and running. */
const PENDING = 100;
const QUEUED = 150;
const RUNNING = 200;
const ITEMS_PER_MILLISECOND = 40;
/** Source: https://360learning.readme.io/docs/copy-of-rate-limiting-errors */
const CONCURRENT = 3;

interface Job {
	_id: string;
	type: string;
	items: Array<Record<string, unknown>>;
	/** Outcome of each item, once the job has begun. */
	results?: Array<Record<string, unknown>>;
	createdAt: number;
	queuedAt: number;
	startedAt: number;
	endedAt: number;
	run?: () => Array<Record<string, unknown>>;
	hasEnded?: boolean;
}

/** Bulk calls: accepted at once, worked on later, read back item by item. */
export class BulkJobs {
	private jobs = new Map<string, Job>();
	private readonly company: Company;
	private readonly limits: Limits;

	constructor(company: Company, limits: Limits) {
		this.company = company;
		this.limits = limits;
		this.reset();
	}

	reset(): void {
		this.jobs = new Map(seedJobs().map((job) => [job._id, job]));
	}

	/** Starts and ends the jobs that are due. */
	settle(): void {
		const now = this.company.clock.now();
		for (const job of this.jobs.values()) {
			if (!job.results && job.run && job.startedAt <= now) job.results = job.run();
			if (!job.hasEnded && job.endedAt <= now) {
				job.hasEnded = true;
				const { _id: bulkOperationId, type, createdAt, endedAt } = job;
				this.company.events.emit('bulk.operation.ended', {
					bulkOperationId,
					type,
					createdAt: iso(createdAt),
					endedAt: iso(endedAt),
					status: 'completed',
				});
			}
		}
	}

	handlers(): Handlers {
		const submit = (kind: BulkKind) => (call: Call) => this.submit(kind, call);
		return {
			...Object.fromEntries(Object.entries(BULK_KINDS).map(([id, kind]) => [id, submit(kind)])),
			listBulkOperations: (call) =>
				list(
					call,
					[...this.jobs.values()].reverse().map((job) => this.show(job)),
				),
			getBulkOperation: (call) => succeed(call, this.show(this.jobOf(call))),
			getBulkOperationResults: (call) => {
				const job = this.jobOf(call);
				if (!job.results) throw refusal(call.operation, 'bulkOperationNotRun');
				return succeed(call, job.results.slice(0, this.done(job)));
			},
		};
	}

	private submit(kind: BulkKind, call: Call): Answer {
		const now = this.company.clock.now();
		const running = [...this.jobs.values()].filter(({ endedAt }) => endedAt > now).length;
		if (this.limits.isFull({ name: 'learning360.bulk', allowed: CONCURRENT }, running)) {
			throw new Refusal(tooMany());
		}
		const items = call.body.input as Array<Record<string, unknown>>;
		kind.check?.(this.company, call, items);
		const startedAt = now + PENDING + QUEUED;
		const job: Job = {
			_id: this.company.newId(),
			type: kind.type,
			items,
			createdAt: now,
			queuedAt: now + PENDING,
			startedAt,
			endedAt: startedAt + RUNNING + items.length / ITEMS_PER_MILLISECOND,
			run: () => items.map((input) => outcome(kind, this.company, input, call.path)),
		};
		this.jobs.set(job._id, job);
		this.company.events.emit('bulk.operation.created', {
			bulkOperationId: job._id,
			type: job.type,
			createdAt: iso(now),
		});
		// The job ends without being polled; the timer keeps no process alive.
		setTimeout(() => this.settle(), (job.endedAt - now) / this.company.clock.speed + 1).unref();
		return { status: 202, headers: { location: `${call.origin}/api/v2/bulk/operations/${job._id}` } };
	}

	private jobOf({ path, operation }: Call): Job {
		const job = this.jobs.get(path.bulkOperationId as string);
		if (!job) throw refusal(operation, 'bulkOperationNotFound');
		return job;
	}

	/** Items worked on so far. */
	private done({ startedAt, endedAt, items }: Job): number {
		const share = (this.company.clock.now() - startedAt) / (endedAt - startedAt);
		return Math.floor(items.length * Math.min(1, Math.max(0, share)));
	}

	private show(job: Job): Record<string, unknown> {
		const now = this.company.clock.now();
		const { _id, type, createdAt, queuedAt, startedAt, endedAt } = job;
		const shown = { _id, type, createdAt: iso(createdAt) };
		if (now < queuedAt) return { ...shown, status: 'pending' };
		if (now < startedAt) return { ...shown, status: 'queued', queuedAt: iso(queuedAt) };
		const begun = { ...shown, queuedAt: iso(queuedAt), startedAt: iso(startedAt) };
		const progress = { index: Math.max(0, this.done(job) - 1), updatedAt: iso(Math.min(now, endedAt)) };
		if (now < endedAt) return { ...begun, status: 'running', progress };
		return { ...begun, status: 'completed', progress, endedAt: iso(endedAt) };
	}
}

function outcome(
	kind: BulkKind,
	company: Company,
	input: Record<string, unknown>,
	path: Record<string, string>,
): Record<string, unknown> {
	try {
		return { input, status: 'success', resourceId: workOn(kind, company, input, path) };
	} catch (error) {
		return { input, status: 'error', errorMessage: (error as Error).message };
	}
}

function tooMany(): Answer {
	const message = `${CONCURRENT} bulk operations are running already`;
	return { status: 429, body: { error: { code: 'bulkOperationsConcurrencyLimitReached', message } } };
}

function iso(time: number): string {
	return new Date(time).toISOString();
}

/** Jobs of the past: more than one page of them. */
function seedJobs(): Job[] {
	const seeder = new Seeder(25);
	const types = [...new Set(Object.values(BULK_KINDS).map(({ type }) => type))];
	return Array.from({ length: 25 }, (_, index): Job => {
		const createdAt = Date.parse(shift('2026-06-01T05:00:00.000Z', index));
		const items = [{ mail: `learner${index}@meridian.example`, type: 'activation' }];
		return {
			_id: seeder.objectId('bulkOperation', index),
			type: types[index % types.length] as string,
			items,
			results: items.map((input) => ({ input, status: 'success', resourceId: seeder.objectId('bulkResult', index) })),
			createdAt,
			queuedAt: createdAt + 1_000,
			startedAt: createdAt + 2_000,
			endedAt: createdAt + 5_000,
			hasEnded: true,
		};
	});
}
