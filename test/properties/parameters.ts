import fc, { type Arbitrary } from 'fast-check';
import type { INodeParameters, INodeProperties, INodePropertyCollection, NodeParameterValueType } from 'n8n-workflow';
import type { Catalogue } from '../../nodes/connector/model/catalogue.ts';
import type { Field } from '../../nodes/connector/model/field.ts';
import type { Operation } from '../../nodes/connector/model/operation.ts';
import { anything, good } from './values.ts';

/** One thing a person can fill in: where it stands among the parameters, and what fits. */
interface Leaf {
	/** Key of its value in the items. */
	key: string;
	good: Arbitrary<unknown>;
	required: boolean;
}

/** A node whose fields read the items, and the items. */
export interface Filled {
	parameters: INodeParameters;
	items: Array<Record<string, unknown>>;
}

/** How a node is laid out, apart from the values: modes of locators, rows of lists, the chosen address. */
interface Layout {
	parameters: INodeParameters;
	leaves: Leaf[];
}

/**
 * Everything a person could fill in for an operation, from what the editor shows: fields that read items, a layout, and values of any kind.
 *
 * @param properties what the node shows
 * @param most items at most
 */
export function filledIn(
	properties: INodeProperties[],
	catalogue: Catalogue,
	resource: string,
	operation: Operation,
	most: number,
): Arbitrary<Filled> {
	// What else is shown is the node's own: how much to return, and in which form.
	const inputs = new Set([
		'level',
		...operation.fields.flatMap(({ name, collection }) => [name, ...(collection ? [collection] : [])]),
	]);
	const shown = properties.filter(
		({ displayOptions, name }) => isFor(displayOptions?.show, resource, operation.value) && inputs.has(name),
	);
	const levels = operation.levels?.map(({ value }) => value) ?? [''];
	const layout = fc
		.record({
			level: fc.constantFrom(...levels),
			mode: fc.constantFrom('id', 'list'),
			rows: fc.integer({ min: 0, max: 2 }),
		})
		.map(({ level, mode, rows }): Layout => {
			const leaves: Leaf[] = [];
			const parameters: INodeParameters = { resource, operation: operation.value };
			const builder = new Builder(catalogue, leaves, mode, rows);
			for (const property of shown) {
				if (property.name === 'level') parameters.level = level;
				else if (isAt(property.displayOptions?.show, level))
					parameters[property.name] = builder.parameter(property, operation.fields, property.name);
			}
			if (operation.output.kind === 'records') Object.assign(parameters, { returnAll: false, limit: 1 });
			return { parameters, leaves };
		});
	return layout.chain(({ parameters, leaves }) =>
		fc.array(itemOf(leaves), { minLength: 1, maxLength: most, size: 'max' }).map((items) => ({ parameters, items })),
	);
}

function isFor(show: Record<string, unknown> | undefined, resource: string, operation: string): boolean {
	const { resource: resources, operation: operations } = (show ?? {}) as Record<string, string[] | undefined>;
	return (
		resources?.includes(resource) !== false && operations?.includes(operation) === true && !('@tool' in (show ?? {}))
	);
}

function isAt(show: Record<string, unknown> | undefined, level: string): boolean {
	const levels = show?.level as string[] | undefined;
	return levels === undefined || levels.includes(level);
}

class Builder {
	private readonly catalogue: Catalogue;
	private readonly leaves: Leaf[];
	private readonly mode: string;
	private readonly rows: number;

	constructor(catalogue: Catalogue, leaves: Leaf[], mode: string, rows: number) {
		this.catalogue = catalogue;
		this.leaves = leaves;
		this.mode = mode;
		this.rows = rows;
	}

	/** The parameter of a property: an expression that reads the item, inside whatever the control wants around it. */
	parameter(property: INodeProperties, fields: Field[], key: string): NodeParameterValueType {
		const field =
			fields.find(
				({ name, collection }) =>
					name === property.name && !['additionalFields', 'updateFields', 'filters'].includes(collection ?? ''),
			) ?? fields.find(({ name }) => name === property.name);
		if (property.type === 'collection') {
			const inside = fields
				.filter(({ collection }) => collection === property.name)
				.map((entry) => ({ ...entry, collection: undefined, required: false }));
			const shown = (property.options as INodeProperties[]).filter(
				({ name }) => name === 'clear' || inside.some((entry) => entry.name === name),
			);
			const entries = shown.map((option) => [
				option.name,
				option.name === 'clear'
					? this.clear(option, `${key}.clear`)
					: this.parameter(option, inside, `${key}.${option.name}`),
			]);
			return Object.fromEntries(entries) as INodeParameters;
		}
		if (!field) throw new Error(`The documents have no field for ${key}`);
		if (property.type === 'fixedCollection') return this.group(property, field, key);
		if (property.type === 'resourceMapper') {
			const columns = ['5f0a1b2c3d4e5f60718293a4', '5f0a1b2c3d4e5f60718293a5'];
			const value = Object.fromEntries(columns.map((id, place) => [id, this.leaf(`${key}.${place}`, field)]));
			return {
				mappingMode: 'defineBelow',
				value,
				schema: columns.map((id, place) => ({
					id,
					displayName: id,
					required: false,
					defaultMatch: false,
					display: true,
					type: place === 0 ? 'string' : 'dateTime',
				})),
			} as never;
		}
		const expression = this.leaf(key, field);
		return property.type === 'resourceLocator'
			? ({ __rl: true, mode: this.mode, value: expression } as never)
			: expression;
	}

	private group(property: INodeProperties, field: Field, key: string): NodeParameterValueType {
		const [{ name, values }] = property.options as INodePropertyCollection[];
		const multiple = property.typeOptions?.multipleValues === true;
		const row = (place: number) =>
			Object.fromEntries(
				values.map((inner) => [
					inner.name,
					this.parameter(
						inner,
						(field.fields ?? []).map((entry) => ({ ...entry, required: field.required && entry.required })),
						`${key}.${place}.${inner.name}`,
					),
				]),
			);
		if (!multiple) return { [name]: row(0) } as INodeParameters;
		return { [name]: Array.from({ length: this.rows }, (_row, place) => row(place)) } as INodeParameters;
	}

	private clear({ options }: INodeProperties, key: string): string {
		const names = (options as Array<{ value: string }>).map(({ value }) => value);
		this.leaves.push({ key, required: false, good: fc.subarray(names, { minLength: 1 }) });
		return `={{ $json[${JSON.stringify(key)}] }}`;
	}

	private leaf(key: string, field: Field): string {
		this.leaves.push({ key, required: field.required, good: good(this.catalogue, field) });
		return `={{ $json[${JSON.stringify(key)}] }}`;
	}
}

/** An item: all fields well filled in, or all but one, or anything anywhere; optional fields are often left out. */
function itemOf(leaves: Leaf[]): Arbitrary<Record<string, unknown>> {
	const optional = leaves.filter(({ required }) => !required).map(({ key }) => key);
	const filled = fc.oneof(
		{ weight: 3, arbitrary: fc.subarray(optional, { maxLength: Math.min(2, optional.length) }) },
		{ weight: 1, arbitrary: fc.subarray(optional) },
	);
	const fitting = filled.chain((chosen) =>
		fc.record(
			Object.fromEntries(
				leaves.filter(({ key, required }) => required || chosen.includes(key)).map((leaf) => [leaf.key, leaf.good]),
			),
		),
	);
	const oneOff = fc
		.tuple(fitting, fc.constantFrom(...(leaves.length > 0 ? leaves.map(({ key }) => key) : ['none'])), anything)
		.map(([item, key, value]) => ({ ...item, [key]: value }));
	const wild = fc.record(Object.fromEntries(leaves.map((leaf) => [leaf.key, fc.oneof(leaf.good, anything)])), {
		requiredKeys: [],
	});
	return fc.oneof(
		{ weight: 4, arbitrary: fitting },
		{ weight: 5, arbitrary: oneOff },
		{ weight: 1, arbitrary: wild },
	) as Arbitrary<Record<string, unknown>>;
}
