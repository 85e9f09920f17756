import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Recipes } from '../../sandbox/server/recipes.ts';
import { Seeder } from '../../sandbox/server/seeder.ts';

const folder = mkdtempSync(join(tmpdir(), 'recipes-'));
afterAll(() => rmSync(folder, { recursive: true }));

/** Recipes in a file, with two lists that they may name. */
function recipes(yaml: string): Recipes {
	const file = join(folder, 'recipes.yaml');
	writeFileSync(file, yaml);
	return new Recipes(file, new Seeder(1), {
		sites: ['Lyon', 'Milan'],
		users: [{ _id: 'a' }, { _id: 'b' }, { _id: 'c' }],
	});
}

/** What a recipe makes of one property, for four records. */
function values(part: string): unknown[] {
	return recipes(`things: { count: 4, record: { value: ${part} } }`)
		.make<{ value: unknown }>('things')
		.map(({ value }) => value);
}

describe('recipes of seeded records', () => {
	it.each([
		['{ $cycle: [x, y] }', ['x', 'y', 'x', 'y']],
		["{ $when: ['{index%2}', 0, even, odd] }", ['even', 'odd', 'even', 'odd']],
		["{ $when: ['{index}', 1, one] }", [undefined, 'one', undefined, undefined]],
		["{ $unless: ['{index}', 1, other] }", ['other', undefined, 'other', 'other']],
		['{ $at: users._id }', ['a', 'b', 'c', 'a']],
		['{ $at: [users._id, 1, 2] }', ['b', 'a', 'c', 'b']],
		["'No. {index+10}, {index*3:3}'", ['No. 10, 000', 'No. 11, 003', 'No. 12, 006', 'No. 13, 009']],
		["'{index+10}'", [10, 11, 12, 13]],
		['~', [null, null, null, null]],
		[
			"{ $shift: ['2026-01-01T00:00:00.000Z', '{index}', 1] }",
			['01', '02', '03', '04'].map((day) => `2026-01-${day}T01:00:00.000Z`),
		],
	])('%s', (part, expected) => {
		expect(values(part)).toEqual(expected);
	});

	it('makes a record for each entry of a list, or of two', () => {
		const made = recipes(`
some: { each: { user: users }, skip: 1, count: 1, record: { _id: '{user._id}' } }
pairs: { each: { site: sites, user: users }, record: { number: '{number}', name: '{site} {user._id}' } }`);
		expect(made.make('some')).toEqual([{ _id: 'b' }]);
		expect(made.make('pairs').slice(2, 4)).toEqual([
			{ number: 2, name: 'Lyon c' },
			{ number: 10, name: 'Milan a' },
		]);
	});

	it('lets a record refer to what stands above, and to records of earlier recipes', () => {
		const made = recipes(`
first: { with: { hidden: { $pick: [sites] } }, record: { name: '{hidden}', same: '{own.name}' } }
second: { record: { name: { $at: first.name } } }`);
		const [row] = made.make<{ name: string; same: string }>('first');
		expect(['Lyon', 'Milan']).toContain(row?.name);
		expect(row).toEqual({ name: row?.name, same: row?.name });
		expect(made.make('second')).toEqual([{ name: row?.name }]);
	});

	it('makes the same choices each time, and only those that are needed', () => {
		const part =
			"[{ $pick: users._id }, { $when: ['{index%2}', 0, { $integer: [1, 900] }, none] }, { $chance: [0.5, yes] }]";
		expect(values(part)).toEqual(values(part));
		const seeder = new Seeder(1);
		const first = [seeder.pick(['a', 'b', 'c']), seeder.integer(1, 900), seeder.chance(0.5) ? 'yes' : undefined];
		const second = [seeder.pick(['a', 'b', 'c']), 'none', seeder.chance(0.5) ? 'yes' : undefined];
		expect(values(part).slice(0, 2)).toEqual([first, second]);
	});

	it.each([
		['{ $pcik: users }', 'There is no rule $pcik'],
		['{ $pick: user }', 'There is no list user'],
		["'{indx}'", 'There is no value for {indx}'],
	])('stops at what it does not know: %s', (part, message) => {
		expect(() => values(part)).toThrow(message);
	});
});
