/** Something that waits in a {@link FairQueue}, on behalf of a job. */
export interface Waiting {
	/** Whoever it belongs to: entries of one job are served in the order in which they came. */
	job: object;
}

/** Serves jobs in turn: a job that has just been served comes last, so that a single entry never waits behind thousands of another job. */
export class FairQueue<Entry extends Waiting> {
	/** Entries by job. The order of the jobs is that of their turns. */
	private readonly jobs = new Map<object, Entry[]>();

	/** Whether nothing waits. */
	get isEmpty(): boolean {
		return this.jobs.size === 0;
	}

	/** The entry of each job whose turn is next, in the order of the turns. */
	heads(): Entry[] {
		return [...this.jobs.values()].flatMap(([head]) => head ?? []);
	}

	add(entry: Entry): void {
		const entries = this.jobs.get(entry.job);
		if (entries) entries.push(entry);
		else this.jobs.set(entry.job, [entry]);
	}

	/** Takes an entry out because it is served: its job comes last from now on. */
	serve(entry: Entry): void {
		const entries = this.jobs.get(entry.job) ?? [];
		this.remove(entry);
		if (entries.length === 0) return;
		this.jobs.delete(entry.job);
		this.jobs.set(entry.job, entries);
	}

	/** Takes all entries out, job by job. */
	drain(): Entry[] {
		const entries = [...this.jobs.values()].flat();
		this.jobs.clear();
		return entries;
	}

	/** Removes an entry that no longer needs to be served. */
	remove(entry: Entry): void {
		const entries = this.jobs.get(entry.job);
		const place = entries?.indexOf(entry) ?? -1;
		if (!entries || place < 0) return;
		entries.splice(place, 1);
		if (entries.length === 0) this.jobs.delete(entry.job);
	}
}
