/** What is written on the wire. */
export type WireForm =
	| 'text'
	| 'number'
	| 'switch'
	| 'choice'
	| 'choices'
	| 'moment'
	| 'texts'
	| 'json'
	| 'object'
	| 'objects';

/** What counts as empty besides a blank value: no entries, no names of files, no values in a group, no custom field that is filled in. */
export type Emptiness = 'onlyBlank' | 'noEntries' | 'noNames' | 'noValues' | 'noCustomField';

/** How the input of an item is read: as a value, or by looking something up or reading files first. */
export type InputForm = 'value' | 'record' | 'records' | 'customFields' | 'files';

/** The control in the editor, and with it how a parameter holds the value. */
export type ControlForm =
	| 'line'
	| 'area'
	| 'password'
	| 'color'
	| 'number'
	| 'switch'
	| 'choice'
	| 'choices'
	| 'date'
	| 'json'
	| 'list'
	| 'group'
	| 'groups'
	| 'fileName'
	| 'locator'
	| 'mapper';

/**
 * What an optional field of a group shows that nobody has touched. n8n fills in the first value of everything in a group, so some controls need a value
 * that means nothing: a third state, a choice more, or an empty text.
 */
export type Untouched = 'asAlone' | 'thirdState' | 'oneMoreChoice' | 'emptyText' | 'emptyJson';

interface Kind {
	wire: WireForm;
	empty: Emptiness;
	/** Whether it holds several values, so that `[]` can empty it on purpose. */
	isList: boolean;
	input: InputForm;
	control: ControlForm;
	untouched: Untouched;
}

/** Parts of kinds that are one text. */
const TEXT = { wire: 'text', empty: 'onlyBlank', isList: false, input: 'value', untouched: 'asAlone' } as const;
const NUMBER = {
	wire: 'number',
	empty: 'onlyBlank',
	isList: false,
	input: 'value',
	control: 'number',
	untouched: 'emptyText',
} as const;

/**
 * The kinds of fields. A row says what every room does with a kind; each room has one function for each form, so that a row with a new form does not
 * compile until the rooms know it.
 */
export const KINDS = {
	string: { ...TEXT, control: 'line' },
	text: { ...TEXT, control: 'area' },
	password: { ...TEXT, control: 'password' },
	color: { ...TEXT, control: 'color' },
	integer: NUMBER,
	number: NUMBER,
	boolean: {
		wire: 'switch',
		empty: 'onlyBlank',
		isList: false,
		input: 'value',
		control: 'switch',
		untouched: 'thirdState',
	},
	options: {
		wire: 'choice',
		empty: 'onlyBlank',
		isList: false,
		input: 'value',
		control: 'choice',
		untouched: 'oneMoreChoice',
	},
	multiOptions: {
		wire: 'choices',
		empty: 'noEntries',
		isList: true,
		input: 'value',
		control: 'choices',
		untouched: 'asAlone',
	},
	dateTime: {
		wire: 'moment',
		empty: 'onlyBlank',
		isList: false,
		input: 'value',
		control: 'date',
		untouched: 'asAlone',
	},
	json: { wire: 'json', empty: 'noValues', isList: false, input: 'value', control: 'json', untouched: 'emptyJson' },
	strings: { wire: 'texts', empty: 'noEntries', isList: true, input: 'records', control: 'list', untouched: 'asAlone' },
	object: { wire: 'object', empty: 'noValues', isList: false, input: 'value', control: 'group', untouched: 'asAlone' },
	objects: {
		wire: 'objects',
		empty: 'noValues',
		isList: true,
		input: 'value',
		control: 'groups',
		untouched: 'asAlone',
	},
	file: { ...TEXT, empty: 'noNames', input: 'files', control: 'fileName' },
	files: { ...TEXT, empty: 'noNames', input: 'files', control: 'fileName' },
	locator: { ...TEXT, input: 'record', control: 'locator' },
	customFields: { ...TEXT, empty: 'noCustomField', isList: true, input: 'customFields', control: 'mapper' },
} as const satisfies Record<string, Kind>;

export type FieldKind = keyof typeof KINDS;
