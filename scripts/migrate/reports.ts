import type { NodeReport, ReaderReport, Status, WorkflowReport } from '../../nodes/LmsMigration/migration/report.ts';

const MARKS: Record<Status, string> = { converted: '✔', changed: '!', notConvertible: '✖' };
const WORDS: Record<Status, string> = {
	converted: 'converted',
	changed: 'converted, read this',
	notConvertible: 'not convertible',
};

/** Width of the first column of the table at most, in characters. */
const WIDEST = 36;

/** The report for a terminal: workflow by workflow, a line per node, what to read below it. */
export function asTable(reports: WorkflowReport[]): string {
	return reports
		.filter(({ nodes, status }) => nodes.length > 0 || status === 'notAWorkflow')
		.map(tableOf)
		.join('\n\n');
}

function tableOf({ name, id, status, nodes, readers, notes }: WorkflowReport): string {
	const title = `${name || 'Workflow without a name'}${id ? ` (${id})` : ''}${status === 'notAWorkflow' ? ': not a workflow' : ''}`;
	const width = Math.min(WIDEST, Math.max(0, ...nodes.map(({ node }) => node.length)));
	const rows = nodes.flatMap((node) => [
		`  ${MARKS[node.status]} ${node.node.padEnd(width)}  ${node.from}${node.to ? ` → ${node.to}` : ''}`,
		...node.findings.map(
			({ kind, field, text }) => `      ${kind === 'todo' ? 'To do: ' : ''}${field ? `${field}: ` : ''}${text}`,
		),
		...(node.added.length > 0 ? [`      Put in before it: ${node.added.join(', ')}`] : []),
	]);
	return [
		title,
		...rows,
		...readers.map((reader) => `  · ${readingOf(reader)}`),
		...notes.map((note) => `  ${note}`),
	].join('\n');
}

function readingOf({ node, reads, before, after, finding }: ReaderReport): string {
	return `${node} reads ${before} of ${reads}${after === undefined ? '' : `: now ${after}`}${finding ? `. ${finding}` : ''}`;
}

/** The report as a document, for whoever goes through the workflows afterwards. */
export function asMarkdown(reports: WorkflowReport[]): string {
	const lines = ['# Migration report', '', summary(reports), ''];
	for (const report of reports.filter(({ nodes, status }) => nodes.length > 0 || status === 'notAWorkflow')) {
		lines.push(`## ${escaped(report.name || 'Workflow without a name')}`, '');
		for (const note of report.notes) lines.push(escaped(note), '');
		if (report.nodes.length > 0)
			lines.push('| Node | Was | Is | Result | To read |', '|---|---|---|---|---|', ...report.nodes.map(rowOf), '');
		for (const reader of report.readers) lines.push(`- ${escaped(readingOf(reader))}`);
		if (report.readers.length > 0) lines.push('');
	}
	return lines.join('\n');
}

function rowOf({ node, from, to, status, findings, added }: NodeReport): string {
	const told = findings.map(
		({ kind, field, text }) => `${kind === 'todo' ? '**To do.** ' : ''}${field ? `${field}: ` : ''}${text}`,
	);
	if (added.length > 0) told.push(`Put in before it: ${added.join(', ')}`);
	return `| ${[node, from, to ?? '', WORDS[status], told.join('<br>')].map(escaped).join(' | ')} |`;
}

function escaped(text: string): string {
	return text.replaceAll('|', '\\|').replaceAll('\n', ' ');
}

/** One sentence per fact. */
export function summary(reports: WorkflowReport[], target?: string): string {
	const sum = (status: Status) => reports.reduce((total, { counts }) => total + counts[status], 0);
	const migrated = reports.filter(({ status }) => status === 'migrated').length;
	const nodes = `${counted(sum('converted'), 'node')} converted, ${sum('changed')} converted with something to read, ${sum('notConvertible')} not convertible`;
	const where = target === undefined ? 'Nothing was written.' : `Written to ${target}.`;
	return `${migrated} of ${counted(reports.length, 'workflow')} changed: ${nodes}. ${where}`;
}

function counted(count: number, thing: string): string {
	return `${count} ${thing}${count === 1 ? '' : 's'}`;
}
