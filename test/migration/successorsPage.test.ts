import { readFileSync } from 'node:fs';
import path from 'node:path';
import { root } from '../harness/index.ts';
import { catalogue, rules, successors } from './before.ts';

const page = readFileSync(path.join(root, 'docs', 'v1-to-v2.md'), 'utf8');

/** Cells of the page by address in v1. */
const rows = new Map(
	[...page.matchAll(/^\| [^|]+<br>`?([A-Z]+ [^`]+|any endpoint)`? \| ([^|]*) \| ([^|]*) \| ([^|]*) \| (.*) \|$/gm)].map(
		([, address, becomes, output, , remarks]) => [address, { becomes, output, remarks }],
	),
);

const subjects = catalogue.resources.flatMap(({ value, operations }) =>
	operations.map((operation): [string, string] => [
		`${value}.${operation.value}`,
		operation.request ? 'any endpoint' : `${operation.method} ${String(operation.path)}`,
	]),
);

function labelOf(to: string): string {
	const [resource, name] = to.split('.');
	const { name: title, operations } = successors.resources.find(({ value }) => value === resource)!;
	return `${title} › ${operations.find(({ value }) => value === name)!.name}`;
}

test('docs/v1-to-v2.md counts what the shipped rules convert', () => {
	const all = Object.values(rules.learning360V1);
	const lone = all.filter(({ none }) => none !== undefined).length;
	expect(page).toContain(
		`Of the ${all.length} operations of *360Learning (API v1)*, ${all.length - lone} have a counterpart in *360Learning* and ${lone} have none.`,
	);
	expect(rows.size).toBe(all.length);
});

test.each(subjects)('docs/v1-to-v2.md says of %s what the shipped rule does', (key, address) => {
	const { to, none, before, when, output, gone, notes } = rules.learning360V1[key];
	const row = rows.get(address)!;
	const used = [...before.map((step) => step.to), ...when.map(({ rule }) => rule.to!), ...(to ? [to] : [])].map(
		labelOf,
	);
	if (none !== undefined) expect(row).toMatchObject({ becomes: 'none', remarks: expect.stringContaining(none) });
	else expect(used.filter((label) => !row.becomes.includes(label))).toEqual([]);
	expect(
		[...Object.keys(output), ...gone].filter(
			(name) => output[name]?.to !== name && !row.output.includes(`\`${name}\``),
		),
	).toEqual([]);
	expect(notes.filter((note) => !row.remarks.includes(note))).toEqual([]);
});
