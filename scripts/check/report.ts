/** The report of a check, as Markdown: names of fields, types, codes, counts and nothing of what records say. */
import { cell } from '../../compiler/pages/markdown.ts';
import { SERIOUS, type Finding } from './findings.ts';
import type { Answered } from './questions.ts';
import type { ServiceUnderCheck } from './service.ts';
import type { Written } from './writes.ts';

export interface Checked {
	service: ServiceUnderCheck;
	written?: Written[];
	answered: Answered[];
}

const WORDS: Record<Finding['kind'], string> = {
	type: 'another type',
	missing: 'a required field is missing',
	undocumented: 'not documented',
	code: 'an unknown code',
	form: 'another form',
	host: 'another host',
	header: 'a header that is not documented',
	limit: 'another limit',
	status: 'another status',
	'left behind': 'left behind',
};

const table = (head: string[], rows: string[][]) =>
	rows.length === 0
		? ['None.']
		: [head, head.map(() => '---'), ...rows.map((row) => row.map(cell))].map((cells) => `| ${cells.join(' | ')} |`);

/** @param version of the pack */
export function reportOf(checked: Checked[], findings: Finding[], version: string): string {
	const serious = findings.filter(({ kind }) => SERIOUS.has(kind));
	const other = findings.filter(({ kind }) => !SERIOUS.has(kind));
	const row = ({ operation, at, kind, documented, seen, count }: Finding) => [
		operation,
		at,
		WORDS[kind],
		documented,
		seen,
		String(count),
	];
	const head = ['Operation', 'Where', 'What', 'Documented', 'Seen', 'Times'];
	return `${[
		`# What an account says about the documents of n8n-nodes-lms ${version}`,
		'',
		'This report contains names of fields, types, codes, domains of vendors and counts, and no data of the account. It can be attached to an issue.',
		'',
		'## Summary',
		'',
		...table(
			['Service', 'Operations called', 'With success', 'Records', 'Differences', 'Not documented'],
			checked.map(({ service }) => {
				const seen = [...service.seen.values()];
				const own = (list: Finding[]) =>
					String(list.filter((finding) => finding.service === service.documents.title).length);
				return [
					service.documents.title,
					String(seen.filter(({ calls }) => calls > 0).length),
					String(seen.filter(({ calls, reason }) => calls > 0 && reason === undefined).length),
					String(seen.reduce((sum, { records }) => sum + records, 0)),
					own(serious),
					own(other),
				];
			}),
		),
		'',
		'## Differences',
		'',
		...table(head, serious.map(row)),
		'',
		'## Fields that are documented and never came',
		'',
		...table(
			['Operation', 'Field', 'In how many'],
			checked.flatMap(({ service }) => neverThere(service)),
		),
		'',
		'## Not documented',
		'',
		...table(head, other.map(row)),
		'',
		'## What the documents guess',
		'',
		...table(
			['Service', 'Question', 'Answer'],
			checked.flatMap(({ answered }) => answered.map(({ service, question, answer }) => [service, question, answer])),
		),
		'',
		...table(
			['Operation', 'Guess (`x-inferred`)', 'What the account says'],
			checked.flatMap(({ service }) => guesses(service, findings)),
		),
		'',
		'## Written and removed',
		'',
		...table(
			['Service', 'Resource', 'Steps'],
			checked.flatMap(({ service, written = [] }) =>
				written.map(({ resource, steps }) => [service.documents.title, resource, steps.join(', ')]),
			),
		),
		'',
		'## Not called',
		'',
		...table(
			['Operation', 'Why'],
			checked.flatMap(({ service }) =>
				[...service.seen].flatMap(([{ operation, level }, { reason }]) =>
					reason === undefined ? [] : [[level ? `${operation.id} (${level})` : operation.id, reason]],
				),
			),
		),
	].join('\n')}\n`;
}

function neverThere({ seen }: ServiceUnderCheck): string[][] {
	return [...seen].flatMap(([{ operation, level }, { shape }]) =>
		[...shape.fields]
			.filter(([, { objects, present }]) => objects > 0 && present === 0)
			.map(([place, { objects }]) => [level ? `${operation.id} (${level})` : operation.id, place, `0 of ${objects}`]),
	);
}

/** Every guess at an operation that was called, beside what came. */
function guesses({ seen, documents }: ServiceUnderCheck, findings: Finding[]): string[][] {
	return [...seen].flatMap(([{ operation, level, described }, { statuses, records, reason }]) => {
		const guessed = described['x-inferred'] ?? [];
		if (statuses.size === 0 || guessed.length === 0) return [];
		const own = findings.filter((finding) => finding.service === documents.title && finding.operation === operation.id);
		const differences = own.filter(({ kind }) => SERIOUS.has(kind)).length;
		const open = own.filter(({ kind }) => kind === 'undocumented').length;
		const came = `${[...statuses].map(([status, count]) => `${count} × ${status}`).join(', ')}; ${records} records`;
		const says =
			reason ??
			(differences > 0
				? `${differences} differences (above)`
				: open > 0
					? `${open} fields that are not documented (above)`
					: 'as documented');
		return guessed.map((guess) => [level ? `${operation.id} (${level})` : operation.id, guess, `${came}; ${says}`]);
	});
}
