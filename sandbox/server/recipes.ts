import { readFileSync } from 'node:fs';
import { readYaml } from './yaml.ts';
import { type Seeder, shift } from './seeder.ts';

/** How the records of a collection are made. Every text and rule in `record` is worked out anew for each. */
interface Recipe {
	/** How many records; with `each`, at the most. */
	count?: number;
	/** A record for each entry of a list, or for each pair of entries of two: names of the entry by name of its list. */
	each?: Record<string, string>;
	/** Entries of the list that are left out at its beginning. */
	skip?: number;
	/** Values that the record needs and does not hold. */
	with?: Record<string, unknown>;
	/** The record. Properties without a value are left out. */
	record: Record<string, unknown>;
}

/** What texts and rules refer to by name. */
export type Values = Record<string, unknown>;

/** A part of a recipe: makes its value for a record. */
type Part = (values: Values) => unknown;

/** Rules that choose one of their operands; only that one is worked out. */
const CHOICES: Record<string, (operands: Part[], values: Values, seeder: Seeder) => Part | undefined> = {
	/** One after the other. */
	$cycle: (operands, { index }) => operands[Number(index) % operands.length],
	/** The third if the first two are the same, otherwise the fourth or nothing. */
	$when: ([value, other, then, otherwise], values) => (value?.(values) === other?.(values) ? then : otherwise),
	/** The third, unless the first two are the same. */
	$unless: ([value, other, otherwise], values) => (value?.(values) === other?.(values) ? undefined : otherwise),
	/** The second, with the probability of the first; otherwise nothing. */
	$chance: ([probability, value], values, seeder) => (seeder.chance(Number(probability?.(values))) ? value : undefined),
};

/** Rules that make a value of their operands. A list can be named with a property of its entries: `users._id`. */
const RULES: Record<string, (recipes: Recipes, operands: unknown[], values: Values) => unknown> = {
	/** An ID, always the same for a kind and a number. */
	$id: ({ seeder }, [kind, own], { number }) => seeder.objectId(String(kind), Number(own ?? number)),
	/** The same for IDs of Zoho. */
	$longId: ({ seeder }, [kind, own], { number }) => seeder.longId(String(kind), Number(own ?? number)),
	/** An entry of a list: from an offset on, in steps. */
	$at: (recipes, [list, offset = 0, step = 1], { index }) => {
		const entries = recipes.list(list);
		return entries[(Number(offset) + Number(step) * Number(index)) % entries.length];
	},
	/** Any entry of a list. */
	$pick: (recipes, [list]) => recipes.seeder.pick(recipes.list(list)),
	/** So many different entries of a list. */
	$some: (recipes, [list, count]) => recipes.seeder.pickSome(recipes.list(list), Number(count)),
	/** The same without one of them: what is picked in its place is missing. */
	$others: (recipes, [list, count, one]) =>
		recipes.seeder.pickSome(recipes.list(list), Number(count)).filter((entry) => entry !== one),
	/** A whole number, times a unit. */
	$integer: ({ seeder }, [low, high, unit = 1]) => seeder.integer(Number(low), Number(high)) * Number(unit),
	/** A moment between two dates. */
	$date: ({ seeder }, [from, to]) => seeder.date(String(from), String(to)),
	/** A moment so many days and hours after another. */
	$shift: (_recipes, [date, days, hours = 0]) => shift(String(date), Number(days), Number(hours)),
};

/**
 * A place in a text: `{user._id}`, or `{own.createdAt}` for a property further up in the record. A number can be added or
 * multiplied, a remainder taken, and zeros put in front: `{index+100}`, `{row*10}`, `{index%3}`, `{index:4}`.
 */
const PLACE = /\{([\w.]+)(?:([+*%])(\d+))?(?::(\d+))?\}/g;

interface Compiled {
	hidden: Array<[string, Part]>;
	record(values: Values, made: Values): Values;
}

/** Makes records from recipes in a YAML file. Choices are made in the order in which they stand there. */
export class Recipes {
	readonly seeder: Seeder;
	private readonly recipes: Record<string, Recipe>;
	private readonly lists: Record<string, readonly unknown[]>;
	private readonly known = new Map<string, Compiled>();
	/** Properties of the entries of a list, by the names of both. */
	private readonly columns = new Map<string, Map<string, unknown[]>>();

	/** @param lists what recipes refer to; the records of each recipe join them under its name */
	constructor(file: string, seeder: Seeder, lists: Record<string, readonly unknown[]>) {
		this.seeder = seeder;
		this.recipes = readYaml(readFileSync(file, 'utf8'));
		this.lists = { ...lists };
	}

	/**
	 * Makes the records of a recipe.
	 *
	 * @param items values of each record, instead of what the recipe says with `count` or `each`
	 */
	make<Row extends object>(name: string, items: Values[] = this.itemsOf(name)): Row[] {
		const { hidden, record } = this.compiled(name);
		const rows = items.map((item, index) => {
			const values: Values = { index, number: index, ...item };
			for (const [property, part] of hidden) values[property] = part(values);
			return record(values, (values.own = {})) as Row;
		});
		this.addAll({ [name]: rows });
		return rows;
	}

	/** Makes the records of several recipes. */
	makeAll<Name extends string>(...names: Name[]): Record<Name, object[]> {
		return Object.fromEntries(names.map((name) => [name, this.make(name)])) as Record<Name, object[]>;
	}

	/** Adds lists that recipes may refer to. */
	addAll(lists: Record<string, readonly unknown[]>): void {
		Object.assign(this.lists, lists);
		for (const name of Object.keys(lists)) this.columns.delete(name);
	}

	/** The entries of a list, or a property of each. */
	list(path: unknown): readonly unknown[] {
		const [name = '', property] = String(path).split('.');
		const entries = this.lists[name];
		if (!entries) throw new Error(`There is no list ${name}`);
		if (property === undefined) return entries;
		const columns = this.columns.get(name) ?? new Map<string, unknown[]>();
		const column = columns.get(property) ?? entries.map((entry) => (entry as Values)[property]);
		this.columns.set(name, columns.set(property, column));
		return column;
	}

	private recipe(name: string): Recipe {
		const recipe = this.recipes[name];
		if (!recipe) throw new Error(`There is no recipe ${name}`);
		return recipe;
	}

	private compiled(name: string): Compiled {
		const { with: hidden = {}, record } = this.recipe(name);
		const known = this.known.get(name);
		if (known) return known;
		const compiled: Compiled = {
			hidden: Object.entries(hidden).map(([property, shape]) => [property, this.part(shape)]),
			record: this.object(record),
		};
		this.known.set(name, compiled);
		return compiled;
	}

	private itemsOf(name: string): Values[] {
		const { count, each, skip = 0 } = this.recipe(name);
		if (!each) return Array.from({ length: count ?? 1 }, () => ({}));
		const [[first = '', rows], [second = '', columns] = []] = Object.entries(each) as [
			[string, string],
			[string, string]?,
		];
		const entries = this.list(rows).slice(skip, count === undefined ? undefined : skip + count);
		if (columns === undefined) return entries.map((entry) => ({ [first]: entry }));
		return entries.flatMap((entry, row) =>
			this.list(columns).map((other, column) => ({
				[first]: entry,
				[second]: other,
				row,
				column,
				number: row * 10 + column,
			})),
		);
	}

	/** A record or another object: the properties that have a value. */
	private object(shape: Record<string, unknown>): (values: Values, made?: Values) => Values {
		const parts = Object.entries(shape).map(([name, part]) => [name, this.part(part)] as const);
		return (values, made = {}) => {
			for (const [name, part] of parts) {
				const value = part(values);
				if (value !== undefined) made[name] = value;
			}
			return made;
		};
	}

	private part(shape: unknown): Part {
		if (typeof shape === 'string') return textPart(shape);
		if (shape === null || typeof shape !== 'object') return () => shape;
		if (Array.isArray(shape)) {
			const parts = shape.map((entry) => this.part(entry));
			return (values) => parts.map((part) => part(values));
		}
		const [name = '', ...others] = Object.keys(shape);
		if (others.length > 0 || !name.startsWith('$')) return this.object(shape as Record<string, unknown>);
		const operands = [Object.values(shape)[0]].flat().map((operand) => this.part(operand));
		const choose = CHOICES[name];
		if (choose) return (values) => choose(operands, values, this.seeder)?.(values);
		const rule = RULES[name];
		if (!rule) throw new Error(`There is no rule ${name}`);
		return (values) =>
			rule(
				this,
				operands.map((operand) => operand(values)),
				values,
			);
	}
}

/** A text with its places filled; a text that is one place becomes the value itself. */
function textPart(text: string): Part {
	const places = [...text.matchAll(PLACE)];
	const [whole] = places;
	if (!whole) return () => text;
	if (whole[0] === text) return placePart(whole);
	const ends = places.map((place) => place.index + place[0].length);
	const pieces = places.map((place, number) => ({
		before: text.slice(ends[number - 1] ?? 0, place.index),
		part: placePart(place),
	}));
	const rest = text.slice(ends.at(-1));
	return (values) => pieces.map(({ before, part }) => before + String(part(values))).join('') + rest;
}

/** The value of a place; throws when nothing has its name. */
function placePart([, path = '', operator, operand, width]: ReadonlyArray<string | undefined>): Part {
	const [name = '', property] = path.split('.');
	const calculate = ARITHMETIC[operator ?? ''];
	return (values) => {
		if (!(name in values)) throw new Error(`There is no value for {${path}}`);
		let value = property === undefined ? values[name] : (values[name] as Values | undefined)?.[property];
		if (calculate) value = calculate(Number(value), Number(operand));
		return width === undefined ? value : String(value).padStart(Number(width), '0');
	};
}

const ARITHMETIC: Record<string, (left: number, right: number) => number> = {
	'+': (left, right) => left + right,
	'*': (left, right) => left * right,
	'%': (left, right) => left % right,
};
