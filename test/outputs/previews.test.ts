import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import type { Part } from '../../sandbox/server/documents.ts';
import { readDefinition } from '../../sandbox/server/documents.ts';
import { listOperations } from '../../sandbox/server/operations.ts';
import { root } from '../harness/index.ts';

/** Deepest level that a preview shows. */
const DEEPEST = 6;

/** Every place of a schema, through lists and all alternatives, e.g. `steps[].options.minScore`. */
function places(schema: Part, at = '', depth = 0, found = new Set<string>()): Set<string> {
	if (!schema || depth > DEEPEST) return found;
	for (const part of [...(schema.oneOf ?? []), ...(schema.anyOf ?? []), ...(schema.allOf ?? [])])
		places(part, at, depth, found);
	if (schema.items) places(schema.items, `${at}[]`, depth + 1, found);
	for (const [name, inner] of Object.entries<Part>(schema.properties ?? {})) {
		const place = at === '' ? name : `${at}.${name}`;
		if (depth < DEEPEST) found.add(place);
		places(inner, place, depth + 1, found);
	}
	return found;
}

const PREVIEW = (service: string, resource: string, operation: string) =>
	path.join(root, 'dist', 'nodes', service, '__schema__', 'v1.0.0', resource, `${operation}.json`);
let compared = 0;
afterAll(() => expect(compared).toBeGreaterThan(1_400));

test.each(['Learning360', 'Learning360V1', 'ZohoPeopleLms'])(
	'%s: previews show every alternative of a record',
	(service) => {
		const missing: string[] = [];
		for (const { document, successes, path: address } of listOperations(
			readDefinition(path.join(root, 'nodes', service, 'api')),
			service,
		)) {
			const { 'x-operation': operation, 'x-items': items } = document as Record<string, string>;
			const resource = String((document as { tags?: string[] }).tags?.[0]);
			const schema: Part = successes.find(({ schema: shape }) => shape)?.schema;
			if (!operation || !schema || !existsSync(PREVIEW(service, resource, operation))) continue;
			let record: Part = items ? schema.properties?.[items] : schema;
			record = record?.type === 'array' ? record.items : record;
			const preview = JSON.parse(readFileSync(PREVIEW(service, resource, operation), 'utf8')) as Part;
			const shown = places(preview);
			// Simplify and session fields choose among the properties: below those that are shown nothing is left out.
			const wanted = [...places(record)].filter((place) => shown.has(place.split(/[.[]/)[0]));
			compared += wanted.length;
			for (const place of wanted)
				if (!shown.has(place)) missing.push(`${resource}.${operation} (${address}): ${place}`);
		}
		expect(missing).toEqual([]);
	},
);
