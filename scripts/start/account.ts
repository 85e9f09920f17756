import { styleText } from 'node:util';
import type { RequestLine, WorkflowFile, WorkflowRun } from '../../engine/index.ts';

/** Addresses where tokens are fetched, with every vendor. */
const SIGN_IN = /\/oauth2?\/(v\d\/)?token$/;

/** What a workflow did: each node with its items, requests and time, why it stopped where it did, and what it did not reach. */
export function account(title: string, workflow: WorkflowFile, run: WorkflowRun): string {
	const rows = Object.entries(run.nodes).map(([name, { runs }]) => {
		const sum = (count: (pass: (typeof runs)[number]) => number) =>
			runs.reduce((total, pass) => total + count(pass), 0);
		const itemsOut = sum(({ items }) => items.reduce((total, output) => total + output.length, 0));
		const requests = run.requests.filter(({ node }) => node === name);
		return [
			name,
			String(sum(({ itemsIn }) => itemsIn)),
			String(itemsOut),
			requestCount(requests),
			seconds(sum(({ ms }) => ms)),
		];
	});
	const total = ['', '', '', requestCount(run.requests), seconds(run.ms)];
	const lines = table([['node', 'items in', 'items out', 'requests', 'time'], ...rows, total]);
	const mark = run.status === 'success' ? styleText('green', '✔') : styleText('red', '✖');
	const shown = lines.map((line, index) => `  ${index === 0 ? styleText('dim', line) : line}`);
	return [`${mark} ${styleText('bold', title)}`, ...shown, ...failure(run), ...notReached(workflow, run)].join('\n');
}

/** `12`, or `12 + 1 sign-in` when a token was fetched. */
export function requestCount(requests: RequestLine[]): string {
	const signIns = requests.filter(({ url }) => SIGN_IN.test(new URL(url).pathname)).length;
	return signIns > 0 ? `${requests.length - signIns} + ${signIns} sign-in` : String(requests.length);
}

export function seconds(ms: number): string {
	return `${(ms / 1000).toFixed(2)} s`;
}

/** Why the run failed and, where n8n knows, what to do. */
function failure({ status, error, nodes }: WorkflowRun): string[] {
	if (status === 'success') return [];
	const [place] =
		Object.entries(nodes).find(([, { runs }]) =>
			runs.some((pass) => pass.error === error || pass.error?.message === error?.message),
		) ?? [];
	const description = error && 'description' in error ? error.description : undefined;
	return [
		styleText('red', `  ${place ? `${place}: ` : ''}${error?.message ?? 'The run was stopped'}`),
		...(description && description !== error?.message ? [`  ${description}`] : []),
	];
}

/** Nodes that did not run: a node before them failed or put out no items. */
function notReached({ nodes }: WorkflowFile, run: WorkflowRun): string[] {
	const names = nodes
		.filter(({ name, type, disabled }) => !type.endsWith('.stickyNote') && !disabled && !run.nodes[name])
		.map(({ name }) => name);
	return names.length > 0 ? [styleText('yellow', `  Not reached: ${names.join(', ')}`)] : [];
}

/** Columns side by side; all but the first to the right. */
function table(rows: string[][]): string[] {
	const widths = (rows[0] ?? []).map((_title, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
	const align = (cell: string, column: number) =>
		column === 0 ? cell.padEnd(widths[0] ?? 0) : cell.padStart(widths[column] ?? 0);
	return rows.map((row) => row.map(align).join('   ').trimEnd());
}
