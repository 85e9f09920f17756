import { readFileSync } from 'node:fs';
import path from 'node:path';
import type { Catalogue } from '../../nodes/connector/model/catalogue.ts';
import type { Field } from '../../nodes/connector/model/field.ts';
import { root } from '../harness/index.ts';

const NODES: Array<[node: string, service: string]> = [
	['360Learning', 'Learning360'],
	['360Learning (API v1)', 'Learning360V1'],
	['Zoho People LMS', 'ZohoPeopleLms'],
];

const page = readFileSync(path.join(root, 'docs', 'lists.md'), 'utf8');

/** Parameters of the table, of one node. */
const told = (node: string) =>
	[...page.matchAll(/^\| ([^|]+) \| [^|]+ \| ([^|]+) \|/gm)]
		.filter(([, name]) => name === node)
		.flatMap(([, , names]) => [...names.matchAll(/`(\w+)`/g)].map(([, name]) => name));

const OPERATORS = ['eq', 'ne', 'in', 'nin'];

/** Fields in which an ID of the vendor is typed in, however deep; what is written as JSON shows no fields. */
function typedIn(field: Field): string[] {
	const name = [...field.wire].reverse().find((part) => !OPERATORS.includes(part)) ?? field.name;
	const isId = [name, field.name].some((text) => /Ids?$|^_?id$|erecno/i.test(text)) && !/externalIds?$/i.test(name);
	const own =
		isId && !field.list && field.constant === undefined && (field.kind === 'string' || field.kind === 'strings')
			? [field.name]
			: [];
	return [...own, ...(field.kind === 'json' ? [] : (field.fields ?? []).flatMap(typedIn))];
}

test.each(NODES)('docs/lists.md names every ID of %s that cannot be picked, and no other', (node, service) => {
	const { resources } = JSON.parse(
		readFileSync(path.join(root, 'dist', 'nodes', service, 'catalogue.json'), 'utf8'),
	) as Catalogue;
	const fields = resources.flatMap(({ operations }) => operations.flatMap((operation) => operation.fields));
	expect(told(node).sort()).toEqual([...new Set(fields.flatMap(typedIn))].sort());
});
