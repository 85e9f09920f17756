import type { WorkflowFile, WorkflowRun } from '../engine/index.ts';

/** Width of the bar, in characters. */
const BAR = 24;

/** Shows how far a number of workflows is: one line that changes on a terminal, a plain line per workflow elsewhere. */
export class Progress {
	private done = 0;
	private name = '';
	private readonly total: number;

	constructor(total: number) {
		this.total = total;
	}

	workflow(name: string): void {
		if (this.name !== '') this.done += 1;
		this.name = name;
		if (process.stdout.isTTY) this.draw('');
		else console.log(`[${this.done + 1}/${this.total}] ${name}`);
	}

	node(name: string, finished: boolean): void {
		if (process.stdout.isTTY && !finished) this.draw(` › ${name}`);
	}

	end(): void {
		if (process.stdout.isTTY) process.stdout.write('\r\x1b[K');
		else console.log('');
	}

	private draw(detail: string): void {
		const filled = Math.round((this.done / this.total) * BAR);
		process.stdout.write(`\r\x1b[K${'█'.repeat(filled)}${'░'.repeat(BAR - filled)} ${this.done}/${this.total} ${this.name}${detail}`);
	}
}

/** What one run did, as text: a line per node with items in and out, requests and time. */
export function account({ name, run, workflow }: { name: string; run: WorkflowRun; workflow: WorkflowFile }): string {
	const rows = Object.entries(run.nodes).map(([node, { runs }]) => {
		const sum = (count: (entry: (typeof runs)[number]) => number) => runs.reduce((total, entry) => total + count(entry), 0);
		const requests = run.requests.filter((request) => request.node === node).length;
		const itemsOut = sum(({ items }) => items.reduce((total, output) => total + output.length, 0));
		const failure = runs.find(({ error }) => error)?.error?.message;
		return [failure ? '✖' : '✔', node, String(sum(({ itemsIn }) => itemsIn)), String(itemsOut), String(requests), `${sum(({ ms }) => ms)} ms`];
	});
	const head = ['', 'Node', 'Items in', 'Items out', 'Requests', 'Time'];
	const widths = head.map((title, column) => Math.max(title.length, ...rows.map((row) => row[column].length)));
	const line = (row: string[]) => row.map((cell, column) => (column < 2 ? cell.padEnd(widths[column]) : cell.padStart(widths[column]))).join('  ');
	const outcome = run.status === 'success' ? `✔ ${name}` : `✖ ${name}: ${run.error?.message ?? 'stopped'}`;
	const advice = run.error && 'description' in run.error && run.error.description ? `\n  ${run.error.description}` : '';
	const notes = workflow.nodes.filter(({ type }) => type.endsWith('.stickyNote')).length;
	const nodes = `${workflow.nodes.length - notes} nodes, ${run.requests.length} requests, ${run.ms} ms`;
	return `${outcome} (${nodes})${advice}\n${[head, ...rows].map((row) => `  ${line(row)}`).join('\n')}\n`;
}
