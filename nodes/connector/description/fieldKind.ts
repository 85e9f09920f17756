import omit from 'lodash/omit';
import pick from 'lodash/pick';
import type { INodeProperties, INodePropertyMode, INodePropertyOptions, INodePropertyTypeOptions } from 'n8n-workflow';
import type { Catalogue } from '../model/catalogue';
import type { Field } from '../model/field';
import { choicesMethod, choicesOf, isLong, namesOf, valuesOf } from '../model/find';
import { type ControlForm, KINDS, type Untouched } from '../model/kinds';
import type { List } from '../model/list';
import { withHint } from './hints';

/** Name of the one group that n8n's fixed collections want. */
const GROUP = 'values';

/** Forms that the editor need not check: hardly anything fails them, and the run checks them. */
const ANYTHING = new Set(['^\\S+$', '^[\\s\\S]+$']);

const NOT_SET = { name: 'Not Set', value: '' };

/** The control of one field, as n8n describes it. */
export function controlOf(catalogue: Catalogue, field: Field): INodeProperties {
	return withHint(field, plainControlOf(catalogue, field));
}

function plainControlOf(catalogue: Catalogue, field: Field): INodeProperties {
	const base = {
		displayName: field.displayName,
		name: field.name,
		...(field.required && field.kind !== 'boolean' ? { required: true } : {}),
		...(field.description ? { description: describeBoolean(field) } : {}),
		...(field.placeholder ? { placeholder: field.placeholder } : {}),
		...(field.hint ? { hint: field.hint } : {}),
	};
	return CONTROLS[KINDS[field.kind].control](catalogue, field, base);
}

const CONTROLS = {
	line: (_catalogue, field, base) => ({ ...base, type: 'string', default: field.default ?? '' }),
	area: (_catalogue, _field, base) => ({ ...base, type: 'string', typeOptions: { rows: 4 }, default: '' }),
	password: (_catalogue, _field, base) => ({ ...base, type: 'string', typeOptions: { password: true }, default: '' }),
	color: (_catalogue, _field, base) => ({ ...base, type: 'color', default: '' }),
	number: (_catalogue, field, base) => ({
		...base,
		type: 'number',
		...numberLimits(field),
		default: field.default ?? (field.minimum && field.minimum > 0 ? field.minimum : 0),
	}),
	switch: (_catalogue, field, base) => ({
		...base,
		type: 'boolean',
		default: field.default ?? false,
		description: describeBoolean(field),
	}),
	choice: (catalogue, field, base) => ({
		...base,
		type: 'options',
		...choices(catalogue, field),
		...openOptions(field),
		default: field.default ?? firstChoice(catalogue, field),
	}),
	choices: (catalogue, field, base) => ({
		...base,
		type: 'multiOptions',
		...choices(catalogue, field),
		...openOptions(field),
		default: [],
	}),
	date: (_catalogue, _field, base) => ({ ...base, type: 'dateTime', default: '' }),
	json: (_catalogue, field, base) => ({
		...base,
		type: 'json',
		default: field.required && field.wire.length > 0 ? '[]' : '{}',
	}),
	list: strings,
	group: (catalogue, field, base) => group(catalogue, field, base, false),
	groups: (catalogue, field, base) => group(catalogue, field, base, true),
	fileName: (_catalogue, field, base) => ({
		...base,
		...fileHelp(field),
		type: 'string',
		default: field.required ? 'data' : '',
	}),
	locator,
	mapper: (_catalogue, field, base) => ({
		...base,
		type: 'resourceMapper',
		noDataExpression: true,
		default: { mappingMode: 'defineBelow', value: null },
		typeOptions: mapper(field),
	}),
} satisfies Record<ControlForm, (catalogue: Catalogue, field: Field, base: Base) => INodeProperties>;

type Base = Pick<INodeProperties, 'displayName' | 'name'> & Partial<INodeProperties>;

/** n8n wants the description of a switch to start with "Whether". */
function describeBoolean(field: Field): string {
	if (field.kind !== 'boolean') return field.description!;
	const text = field.description;
	if (!text) return `Whether ${field.displayName.toLowerCase()} applies`;
	return /^Whether\b/.test(text)
		? text
		: `Whether ${/^[A-Z]{2}/.test(text) ? text : `${text.charAt(0).toLowerCase()}${text.slice(1)}`}`;
}

function numberLimits(field: Field): Partial<INodeProperties> {
	const typeOptions = {
		...(field.minimum !== undefined ? { minValue: field.minimum } : {}),
		...(field.maximum !== undefined ? { maxValue: field.maximum } : {}),
		...(field.kind === 'number' ? { numberPrecision: 2 } : {}),
	};
	return Object.keys(typeOptions).length > 0 ? { typeOptions } : {};
}

/** The choices of a field in place, or the method that loads them. */
function choices(catalogue: Catalogue, field: Field): Partial<INodeProperties> {
	const options = optionsOf(catalogue, field);
	if (typeof field.options !== 'string' || !isLong(options)) return { options };
	return { typeOptions: { loadOptionsMethod: choicesMethod(field.options) } };
}

function optionsOf(catalogue: Catalogue, field: Field): INodePropertyOptions[] {
	return choicesOf(catalogue, field).map(({ name, value, description }) => ({
		name,
		value,
		...(description ? { description } : {}),
	}));
}

function openOptions(field: Field): Partial<INodeProperties> {
	return field.open ? { allowArbitraryValues: true } : {};
}

function firstChoice(catalogue: Catalogue, field: Field): string | number | boolean {
	return choicesOf(catalogue, field)[0]?.value ?? '';
}

/** Ids of a list that fits into a dropdown are chosen there, all others are typed in. */
function strings(catalogue: Catalogue, field: Field, base: Base): INodeProperties {
	const list = listOf(catalogue, field);
	if (field.list !== undefined && list && !list.large) {
		const needed = Object.values(list.needs ?? {}).map((parameter) => `${parameter}.value`);
		const typeOptions = {
			loadOptionsMethod: field.list,
			...(needed.length > 0 ? { loadOptionsDependsOn: needed } : {}),
		};
		return {
			...omit(base, 'placeholder'),
			type: 'multiOptions',
			typeOptions,
			allowArbitraryValues: true,
			default: [],
			hint: field.hint ?? 'Choose, or enter IDs by expression',
		};
	}
	const example =
		Object.values(list?.lookups ?? {}).find(({ recognized }) => recognized)?.placeholder ??
		(list?.example ? `e.g. ${list.example}` : undefined);
	return {
		...base,
		...(example && !base.placeholder ? { placeholder: example } : {}),
		...listHelp(catalogue, field),
		type: 'string',
		typeOptions: { multipleValues: true },
		default: [],
	};
}

function listHelp(catalogue: Catalogue, field: Field): Partial<INodeProperties> {
	const list = listOf(catalogue, field);
	const what = namesOf(list).others.length > 0 ? valuesOf(list) : 'Values';
	return { hint: field.hint ?? `${what}, separated by commas` };
}

function fileHelp(field: Field): Partial<INodeProperties> {
	const several = field.kind === 'files' ? ', separated by commas' : '';
	return {
		placeholder: field.placeholder ?? 'e.g. data',
		hint: `The name of the input field containing the file data to be uploaded${several}`,
	};
}

function group(catalogue: Catalogue, field: Field, base: Base, multiple: boolean): INodeProperties {
	const values = (field.fields ?? [])
		.filter(({ constant }) => constant === undefined)
		.map((inner) => ({
			...(inner.required || inner.default !== undefined
				? controlOf(catalogue, inner)
				: optionalControl(catalogue, inner)),
			...(inner.show ? { displayOptions: { show: inner.show } } : {}),
		}));
	const single = field.displayName.replace(/ies$/, 'y').replace(/([^s])s$/, '$1');
	return {
		...base,
		type: 'fixedCollection',
		...(multiple ? { typeOptions: { multipleValues: true } } : {}),
		placeholder: `Add ${multiple ? single : field.displayName}`,
		// A list that must have an entry opens with one.
		default: multiple && field.required ? { [GROUP]: [{}] } : {},
		options: [{ displayName: multiple ? single : field.displayName, name: GROUP, values }],
	};
}

/** The control of an optional field of a group, which must not send anything as long as nobody has touched it. */
export function optionalControl(catalogue: Catalogue, field: Field): INodeProperties {
	return UNTOUCHED[KINDS[field.kind].untouched](controlOf(catalogue, field), catalogue, field);
}

const UNTOUCHED = {
	asAlone: (control) => control,
	thirdState: (control) => ({
		...control,
		type: 'options',
		options: [NOT_SET, { name: 'No', value: false }, { name: 'Yes', value: true }],
		default: '',
	}),
	oneMoreChoice: (control, catalogue, field) => ({
		...omit(control, 'typeOptions'),
		options: [NOT_SET, ...optionsOf(catalogue, field)],
		default: '',
	}),
	emptyText: (control) => ({ ...omit(control, 'typeOptions'), type: 'string', default: '' }),
	emptyJson: (control) => ({ ...control, default: '' }),
} satisfies Record<Untouched, (control: INodeProperties, catalogue: Catalogue, field: Field) => INodeProperties>;

function mapper(field: Field): INodePropertyTypeOptions {
	return {
		resourceMapper: {
			resourceMapperMethod: field.list ?? 'customFields',
			mode: 'add',
			fieldWords: { singular: 'custom field', plural: 'custom fields' },
			addAllFields: false,
			supportAutoMap: false,
			// A field added at the vendor appears when the step is opened. Versions of n8n that do not know the setting show a button for it.
			refreshStaleSchemaOnOpen: true,
			noFieldsError: `Your company has no custom fields for ${field.displayName.toLowerCase()} yet`,
		},
	};
}

function locator(catalogue: Catalogue, field: Field, base: Base): INodeProperties {
	const list = listOf(catalogue, field);
	if (!list) return { ...base, type: 'string', default: '' };
	const modes = [
		mode('From List', 'list', {
			type: 'list',
			typeOptions: { searchListMethod: field.list!, searchable: true },
		}),
		mode(list.typedName ?? 'By ID', 'id', {
			...(list.example ? { placeholder: `e.g. ${list.example}` } : pick(base, 'placeholder')),
			...formCheck(list),
		}),
		...Object.entries(list.lookups ?? {}).map(([name, lookup]) =>
			mode(lookup.name, name, {
				placeholder: lookup.placeholder,
				...(ANYTHING.has(lookup.pattern) ? {} : regex(outlineOf(lookup.pattern), `Use ${lookup.patternName}`)),
			}),
		),
	];
	return {
		...omit(base, 'placeholder'),
		displayName: base.displayName,
		name: base.name,
		type: 'resourceLocator',
		default: { mode: 'list', value: '' },
		modes,
	};
}

function mode(displayName: string, name: string, more: Partial<INodePropertyMode>): INodePropertyMode {
	const title = { displayName, name };
	return { ...title, type: 'string', ...more };
}

function formCheck(list: List): Partial<INodePropertyMode> {
	if (!list.pattern) return {};
	const digits = /^(\d+) hexadecimal characters$/.exec(list.patternName ?? '')?.[1];
	const [other] = Object.values(list.lookups ?? {});
	const form = digits ? `a ${digits}-character ID` : (list.patternName ?? 'an ID');
	return regex(outlineOf(list.pattern), `Enter ${form}${other ? `, or switch to ${other.name}` : ''}`);
}

/** The form of an email address is long; the editor checks its outline only, and the run checks the rest. */
function outlineOf(pattern: string): string {
	return pattern.length > 100 && pattern.includes('@') ? '^\\S+@\\S+\\.\\S+$' : pattern;
}

function regex(pattern: string, errorMessage: string): Partial<INodePropertyMode> {
	return { validation: [{ type: 'regex', properties: { regex: pattern, errorMessage } }] };
}

/** The list a field picks from. */
function listOf(catalogue: Catalogue, field: Field): List | undefined {
	return field.list ? catalogue.lists[field.list] : undefined;
}
