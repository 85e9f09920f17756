import type { IDataObject, INodeExecutionData } from 'n8n-workflow';
import type { Operation } from '../model/operation';

/** Most records of a list that a language model gets at once. */
export const MOST_RECORDS = 25;

/** Most characters of JSON in an answer, about 2,000 tokens. */
export const MOST_CHARACTERS = 8_000;

/** Most characters of one record among several. */
const MOST_OF_RECORD = 1_200;

/** What stands in place of a secret. */
const HIDDEN = '[hidden]';

/** How much of a record is left, from the least that has to go to the most. */
interface Cut {
	/** Most characters of a text. */
	text: number;
	/** Most entries of a list inside the record. */
	entries: number;
	/** Levels of objects that are shown. */
	depth: number;
}

const CUTS: Cut[] = [
	{ text: 2_000, entries: 25, depth: 6 },
	{ text: 500, entries: 10, depth: 4 },
	{ text: 160, entries: 5, depth: 2 },
	{ text: 60, entries: 3, depth: 1 },
];

/**
 * The answer of a tool, short enough for the context window of a language model: the fields that matter, no empty ones, and an end to records,
 * lists and texts. What was left out is said, with how to ask for less.
 */
export class ToolAnswer {
	/** Most records to read. */
	readonly records = MOST_RECORDS;
	private readonly operation: Operation;
	private readonly narrowing: string[];
	private readonly secrets: string[];
	private left = 0;
	private isOpen = false;

	/**
	 * @param narrowing names of the parameters with which the model can ask for less
	 * @param secrets properties of a record that hold a secret, which no model gets
	 */
	constructor(operation: Operation, narrowing: string[], secrets: string[] = []) {
		this.operation = operation;
		this.narrowing = narrowing;
		this.secrets = secrets;
	}

	/** Takes note of records that were not read: so many of the last page, and whether further pages follow. */
	noteLeft(count: number, isOpen: boolean): void {
		this.left += count;
		this.isOpen ||= isOpen;
	}

	/** Shortens the items of the whole answer. */
	shortened(items: INodeExecutionData[]): INodeExecutionData[] {
		const most = items.length > 1 ? MOST_OF_RECORD : MOST_CHARACTERS;
		const kept: INodeExecutionData[] = [];
		let room = MOST_CHARACTERS;
		for (const item of items) {
			const json = fitting(this.chosen(item.json), most);
			const length = lengthOf(json);
			if (kept.length >= this.records || (kept.length > 0 && length > room)) break;
			room -= length;
			kept.push({ ...item, json });
		}
		this.left += items.length - kept.length;
		return this.left > 0 || this.isOpen ? [...kept, { json: { more: this.note() } }] : kept;
	}

	private chosen(json: IDataObject): IDataObject {
		const { essential } = this.operation.output;
		const names = essential && !('error' in json) ? essential.filter((name) => name in json) : Object.keys(json);
		return Object.fromEntries(names.map((name) => [name, this.secrets.includes(name) ? HIDDEN : json[name]]));
	}

	private note(): string {
		const count = this.left === 0 ? 'More records follow' : `${this.isOpen ? 'At least ' : ''}${this.left} more`;
		const { narrowing } = this;
		if (narrowing.length > 0) return `${count}. Narrow with ${narrowing.join(', ')}`;
		return `${count}. This tool has no parameter that narrows the list, so tell the user that it is not complete`;
	}
}

/** The record with as little cut as makes it fit. */
function fitting(json: IDataObject, most: number): IDataObject {
	let short: IDataObject = {};
	for (const cut of CUTS) {
		short = objectOf(json, cut, 0);
		if (lengthOf(short) <= most) return short;
	}
	const entries = Object.entries(short);
	const kept: IDataObject = {};
	for (const [position, [name, value]] of entries.entries()) {
		if (lengthOf({ ...kept, [name]: value }) > most)
			return { ...kept, fieldsLeftOut: entries.slice(position).map(([left]) => left) };
		kept[name] = value;
	}
	return kept;
}

function objectOf(json: object, cut: Cut, depth: number): IDataObject {
	const kept: IDataObject = {};
	for (const [name, value] of Object.entries(json)) {
		const short = valueOf(value, cut, depth);
		if (short !== undefined) kept[name] = short as IDataObject[string];
	}
	return kept;
}

/** A value with its long texts and lists cut; `undefined` for one that says nothing. */
function valueOf(value: unknown, cut: Cut, depth: number): unknown {
	if (value === null || value === undefined || value === '') return undefined;
	if (typeof value === 'string')
		return value.length > cut.text
			? `${value.slice(0, cut.text)}… (${value.length - cut.text} more characters)`
			: value;
	if (typeof value !== 'object') return value;
	if (Array.isArray(value)) {
		if (value.length === 0) return undefined;
		if (depth >= cut.depth && typeof value[0] === 'object') return `${value.length} entries`;
		const shown = value.slice(0, cut.entries).map((entry) => valueOf(entry, cut, depth + 1) ?? null);
		return value.length > cut.entries ? [...shown, `${value.length - cut.entries} more`] : shown;
	}
	const inner = depth >= cut.depth ? {} : objectOf(value, cut, depth + 1);
	if (Object.keys(inner).length > 0) return inner;
	return Object.keys(value).length > 0 && depth >= cut.depth ? `${Object.keys(value).length} fields` : undefined;
}

function lengthOf(value: unknown): number {
	return JSON.stringify(value).length;
}
