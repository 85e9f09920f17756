import type { Fault, FaultHandle, LoggedRequest } from '../types.ts';
import type { Clock } from './clock.ts';
import type { Operation } from './operations.ts';

interface Planned {
	id: number;
	fault: Fault;
	seen: number;
	applied: number;
	/** When the first request was met, on the sandbox's clock. */
	since?: number;
}

/** Things that go wrong on purpose. The first fault that fits a request is applied, in the order they were added. */
export class Faults {
	private planned: Planned[] = [];
	private last = 0;
	private readonly clock: Clock;

	constructor(clock: Clock) {
		this.clock = clock;
	}

	add(fault: Fault): FaultHandle {
		this.last += 1;
		const planned: Planned = { id: this.last, fault, seen: 0, applied: 0 };
		this.planned.push(planned);
		return {
			id: planned.id,
			seen: () => planned.seen,
			applied: () => planned.applied,
			remove: () => this.remove(planned.id),
		};
	}

	remove(id: number): boolean {
		const before = this.planned.length;
		this.planned = this.planned.filter((planned) => planned.id !== id);
		return this.planned.length < before;
	}

	clear(): void {
		this.planned = [];
	}

	list(): Array<{ id: number; fault: Fault; seen: number; applied: number }> {
		return this.planned.map(({ since: _since, ...planned }) => ({
			...planned,
			fault: { ...planned.fault, path: planned.fault.path?.toString() },
		}));
	}

	/** The fault for this request, if any; counts the request. */
	take(entry: LoggedRequest, operation?: Operation): Fault | undefined {
		let chosen: Planned | undefined;
		for (const planned of this.planned) {
			if (!fits(planned.fault, entry, operation)) continue;
			planned.seen += 1;
			const { after = 0, times = Infinity } = planned.fault;
			if (!chosen && planned.seen > after && planned.applied < times && !this.isOver(planned)) chosen = planned;
		}
		if (!chosen) return undefined;
		chosen.applied += 1;
		chosen.since ??= this.clock.now();
		entry.fault = describe(chosen.fault);
		return chosen.fault;
	}

	private isOver({ fault: { seconds = Infinity }, since = Infinity }: Planned): boolean {
		return this.clock.now() - since >= seconds * 1000;
	}
}

function fits(fault: Fault, entry: LoggedRequest, operation?: Operation): boolean {
	if (fault.vendor && fault.vendor !== entry.vendor) return false;
	if (fault.method && fault.method.toUpperCase() !== entry.method) return false;
	if (fault.operationId && fault.operationId !== operation?.id) return false;
	if (fault.api && fault.api !== operation?.api) return false;
	return fault.path === undefined || fitsPath(fault.path, entry.path, operation);
}

function fitsPath(path: string | RegExp, actual: string, operation?: Operation): boolean {
	if (path instanceof RegExp) return new RegExp(path.source, path.flags.replace('g', '')).test(actual);
	if (path.startsWith('^')) return new RegExp(path).test(actual);
	return path === actual || path === operation?.path || path === operation?.template;
}

/** The effect as text, e.g. `status 429, delayMs 20`. */
function describe(fault: Fault): string {
	const target = [
		'vendor',
		'method',
		'path',
		'operationId',
		'api',
		'after',
		'times',
		'seconds',
		'body',
		'headers',
		'contentType',
		'fields',
	];
	const effects = Object.entries(fault).filter(([name, value]) => !target.includes(name) && value !== undefined);
	if (fault.body !== undefined && fault.status === undefined) effects.push(['body', 'replaced']);
	if (fault.fields !== undefined) effects.push(['fields', Object.keys(fault.fields).join(' ')]);
	if (effects.length === 0 && fault.contentType !== undefined) effects.push(['contentType', fault.contentType]);
	return effects.map(([name, value]) => `${name} ${String(value)}`).join(', ');
}
