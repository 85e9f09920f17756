import { cell } from '../../compiler/pages/markdown.ts';
import { around, EMPTY, FORMS, given, MISHAPS, ZONE, type Form, type FormKind, type Samples } from './forms.ts';

/** The kinds of fields in the order of the page, as it calls them. */
const KINDS: Array<{ kind: FormKind; title: string; about: string }> = [
	{
		kind: 'text',
		title: 'Names, titles and other single lines',
		about: 'What surrounds the text goes. Inside it nothing changes, except that zero-width characters go.',
	},
	{
		kind: 'message',
		title: 'Messages and descriptions',
		about: 'What surrounds the text goes; inside it everything stays.',
	},
	{
		kind: 'id',
		title: 'IDs and email addresses',
		about:
			'Capitals in addresses do not matter where a person is looked up. An ID that came as a number of more than 15 digits is refused: the sheet has already rounded it. Format such columns as text.',
	},
	{
		kind: 'ids',
		title: 'Lists of IDs and email addresses',
		about: 'A list, or a text whose entries are separated by commas, semicolons or line breaks.',
	},
	{
		kind: 'texts',
		title: 'Lists of texts',
		about:
			'The entries of a list stay whole. A text is split at line breaks if it has any, else at semicolons, else at commas.',
	},
	{ kind: 'number', title: 'Numbers', about: 'Digits, with a point before decimals.' },
	{ kind: 'switch', title: 'Switches', about: 'Without regard to capitals.' },
	{
		kind: 'choice',
		title: 'Choices',
		about: "By the label that n8n shows or by the vendor's value, without regard to capitals, spaces and hyphens.",
	},
	{ kind: 'choices', title: 'Several choices', about: 'A list, or a text with separators.' },
	{
		kind: 'moment',
		title: 'Dates with a time',
		about: `A value without a zone is meant in the time zone of the workflow; the table was made with ${ZONE}. An hour that comes twice when summer time ends is its first time.`,
	},
	{
		kind: 'day',
		title: 'Dates without a time',
		about: 'Midnight is the day as written, in whatever zone: a date column of a database comes as midnight UTC.',
	},
	{
		kind: 'json',
		title: 'JSON',
		about: 'An object or a list, or JSON as a text. What the object holds is read by the rules of its fields.',
	},
	{
		kind: 'file',
		title: 'Files',
		about:
			'The name of the field of the item that holds the file, `data` for most nodes. Several names are separated by commas.',
	},
];

/** Values that stand in the tables for what would be right in the field. */
const SAMPLES: Samples = { one: 'value', other: 'other', label: 'Label' };

const introduction = () => [
	'# What your sheet may contain',
	'',
	'Values for the nodes come from sheets, HR exports, forms, databases, AI agents and other nodes. This page says how each of them is read. Two rules stand above all:',
	'',
	'- A value is understood as a person means it, or it is refused: the message names the field, the item and what is accepted, and nothing is sent for that item.',
	'- Nothing is removed, replaced, closed or unsubscribed because a cell was empty.',
	'',
	'The tables are the data of the tests in `test/inputs`: each of these values is run into the fields of that kind of every operation.',
	'',
	'## What counts as empty',
	'',
	'Whether something is empty is decided after spaces, line breaks and characters that cannot be seen are gone, and after a text was split.',
	'',
	'| Where | What an empty value does |',
	'|---|---|',
	'| a required field | refused |',
	'| an optional field | left out, as if it had not been added |',
	'| a field of *Update Fields* that is a list, and a list that replaces what the vendor has | refused; to empty it on purpose, write `[]` into the field or use *Fields to Clear* |',
	'| a field that narrows what is removed, closed or unsubscribed | refused |',
	'| a filter with one value | refused |',
	'| a filter with a list | nothing can match: no call, no items |',
	'| *Limit*, *Return All*, *Options* | refused |',
	'',
	'An empty list from an expression is an expression that found nothing. Only `[]` that somebody has written into the field empties a list.',
	...table(EMPTY),
	'',
	'## Around a value',
	'',
	'Spaces, line breaks and characters that cannot be seen go, but in passwords and secrets.',
	...table(around(() => undefined)),
	'',
	'## Cells that nobody means',
	'',
	'They are refused in fields of every kind.',
	...table(MISHAPS),
	'',
	'## People',
	'',
	'Fields that take a person read IDs, email addresses and, where the vendor has them, user names. Addresses are compared without regard to capitals. When nobody is found, or more than one person, nothing is sent.',
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
		'| In the cell | What it is | What becomes of it |',
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
