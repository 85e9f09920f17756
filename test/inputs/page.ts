import { cell } from '../../compiler/pages/markdown.ts';
import { around, EMPTY, FORMS, given, MISHAPS, ZONE, type Form, type FormKind, type Samples } from './forms.ts';

/** The kinds of fields in the order of the page, as it calls them. */
const KINDS: Array<{ kind: FormKind; title: string; about: string }> = [
	{
		kind: 'text',
		title: 'Names, titles and other single lines',
		about: 'Spaces around the text are removed, and zero-width characters inside it. Nothing else changes.',
	},
	{
		kind: 'message',
		title: 'Messages and descriptions',
		about: 'Spaces around the text are removed. The text itself does not change.',
	},
	{
		kind: 'id',
		title: 'IDs and email addresses',
		about:
			'Email addresses are not case-sensitive. An ID that arrives as a number of more than 15 digits is refused, because the sheet has already rounded it. Format such columns as text.',
	},
	{
		kind: 'ids',
		title: 'Lists of IDs and email addresses',
		about: 'An array, or text with commas, semicolons or line breaks between the entries.',
	},
	{
		kind: 'texts',
		title: 'Lists of texts',
		about:
			'The entries of an array are used as they are. Text is split at line breaks if it has any, otherwise at semicolons, otherwise at commas.',
	},
	{ kind: 'number', title: 'Numbers', about: 'Digits, with a decimal point.' },
	{ kind: 'switch', title: 'Switches', about: 'Not case-sensitive.' },
	{
		kind: 'choice',
		title: 'Choices',
		about: "The label that n8n shows or the vendor's value. Case, spaces and hyphens do not matter.",
	},
	{ kind: 'choices', title: 'Several choices', about: 'An array, or text with separators.' },
	{
		kind: 'moment',
		title: 'Dates with a time',
		about: `A value without a time zone is read in the time zone of the workflow, which is ${ZONE} in this table. When summer time ends and an hour occurs twice, the first one is used.`,
	},
	{
		kind: 'day',
		title: 'Dates without a time',
		about:
			'Midnight stands for the day as written, in any time zone, because databases return date columns as midnight UTC.',
	},
	{
		kind: 'json',
		title: 'JSON',
		about: 'An object, an array, or either as JSON text. Values inside follow the rules of their own fields.',
	},
	{
		kind: 'file',
		title: 'Files',
		about:
			'The name of the binary field that holds the file, `data` for most nodes. Separate several names with commas.',
	},
];

/** Values that stand in the tables for what would be right in the field. */
const SAMPLES: Samples = { one: 'value', other: 'other', label: 'Label' };

const introduction = () => [
	'# What your sheet may contain',
	'',
	'The nodes receive values from sheets, HR exports, forms, databases, AI agents and other nodes. This page shows how each value is read. Two rules always apply:',
	'',
	'- A value is read as it was meant, or refused. The error names the field, the item and what is accepted, and nothing is sent for that item.',
	'- An empty cell never removes, replaces, closes or unsubscribes anything.',
	'',
	'The tables are also the test data of `test/inputs`, which runs these values through every field of the same kind in every operation.',
	'',
	'## What counts as empty',
	'',
	'A value is empty if nothing is left after removing spaces, line breaks and invisible characters, and after splitting text into entries.',
	'',
	'| Where | What an empty value does |',
	'|---|---|',
	'| a required field | refused |',
	'| an optional field | left out, as if it had not been added |',
	'| a list in *Update Fields*, or any list that replaces existing values | refused; to empty the list on purpose, enter `[]` or use *Fields to Clear* |',
	'| a field that narrows what is removed, closed or unsubscribed | refused |',
	'| a filter with one value | refused |',
	'| a filter with a list | nothing can match: no request, no items |',
	'| *Limit*, *Return All*, *Options* | refused |',
	'',
	'An empty array from an expression is treated as an expression that found nothing. Only `[]` typed into the field empties a list.',
	...table(EMPTY),
	'',
	'## Around a value',
	'',
	'Spaces, line breaks and invisible characters around a value are removed, except in passwords and secrets.',
	...table(around(() => undefined)),
	'',
	'## Values that are never meant',
	'',
	'Fields of every kind refuse these.',
	...table(MISHAPS),
	'',
	'## Users',
	'',
	'Fields for users accept IDs, email addresses and, where the vendor has them, usernames. Email addresses are not case-sensitive. If no user is found, or more than one, nothing is sent.',
];

/** The lines of `docs/input.md`. */
export function inputPage(): string[] {
	const shared = new Set([...EMPTY, ...MISHAPS, ...around(() => undefined)].map(nameOf));
	return [
		...introduction(),
		...KINDS.flatMap(({ kind, title, about }) => [
			'',
			`## ${title}`,
			'',
			about,
			...table(FORMS[kind].filter((form) => !shared.has(nameOf(form)))),
		]),
	];
}

function nameOf({ cell: text, what }: Form): string {
	return `${text} ${what}`;
}

function table(forms: Form[]): string[] {
	const rows = new Map<string, string[]>();
	for (const form of forms) {
		const row = `${form.what}|${outcomeOf(form)}`;
		rows.set(row, [...(rows.get(row) ?? []), `\`${form.cell}\``]);
	}
	return [
		'',
		'| Value | What it is | Result |',
		'|---|---|---|',
		...[...rows].map(([row, cells]) => line([[...new Set(cells)].join(', '), ...row.split('|')])),
	];
}

function line(cells: string[]): string {
	return `| ${cells.map(cell).join(' | ')} |`;
}

function outcomeOf({ outcome, meant }: Form): string {
	if (outcome === 'refused') return 'refused';
	if (outcome === 'empty') return 'empty';
	if (outcome === 'emptied') return 'the list is emptied';
	const arrives = given(meant, SAMPLES);
	return arrives === undefined || arrives === SAMPLES.one ? 'read' : `read: ${shown(arrives)}`;
}

function shown(value: unknown): string {
	if (typeof value === 'boolean') return value ? 'yes' : 'no';
	if (Number.isNaN(value)) return 'the number';
	return Array.isArray(value) ? value.map((entry) => `\`${String(entry)}\``).join(' and ') : `\`${String(value)}\``;
}
