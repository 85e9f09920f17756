import { setTimeout } from 'node:timers/promises';

/** Real time, also where a test lets the time of the process run at another speed. */
const elapsed = performance.now.bind(performance);

/** The sandbox's own time: starts now and runs `speed` times as fast. */
export class Clock {
	readonly speed: number;
	private readonly startedAt = Date.now();
	private readonly origin = elapsed();
	private skipped = 0;

	constructor(speed = 1) {
		this.speed = speed;
	}

	/** Milliseconds since 1970 on this clock; never goes back. */
	now(): number {
		return this.startedAt + (elapsed() - this.origin) * this.speed + this.skipped;
	}

	/** Puts the clock forward by so many milliseconds. */
	skip(milliseconds: number): void {
		this.skipped += Math.max(0, milliseconds);
	}

	/** Now (or so many milliseconds later) as ISO 8601 text in UTC. */
	iso(later = 0): string {
		return new Date(this.now() + later).toISOString();
	}

	/** Waits milliseconds of this clock. */
	async sleep(milliseconds: number): Promise<void> {
		await setTimeout(milliseconds / this.speed);
	}
}
