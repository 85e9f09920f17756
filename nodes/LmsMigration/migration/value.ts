import { codeOf, templateParts, templateCode } from './template';

/** Any JSON value. */
export type Json = string | number | boolean | null | Json[] | { [name: string]: Json };

/** What a parameter holds: text and numbers as they are, JavaScript of an expression, or a list or an object of such values. */
export type Value =
	| { kind: 'plain'; value: string | number | boolean | null }
	/** `text` is the parameter as the person wrote it, where it says the same as `code`. */
	| { kind: 'code'; code: string; text?: string }
	| { kind: 'list'; items: Value[] }
	| { kind: 'object'; entries: Array<[string, Value]> };

export function plain(value: string | number | boolean | null): Value {
	return { kind: 'plain', value };
}

export function code(text: string): Value {
	return { kind: 'code', code: text };
}

/** Reads JSON in which no text is an expression. */
export function fromJson(json: Json): Value {
	return read(json, (text) => plain(text));
}

/** Reads a node parameter: text that starts with `=` is an expression. */
export function fromParameter(parameter: unknown): Value {
	return read(parameter as Json, (text) => {
		if (!text.startsWith('=')) return plain(text);
		const parts = templateParts(text.slice(1));
		if (parts.every((part) => part.kind === 'text')) return plain(parts.map((part) => part.text).join(''));
		return { kind: 'code', code: templateCode(parts), text };
	});
}

function read(json: Json | undefined, ofText: (text: string) => Value): Value {
	if (typeof json === 'string') return ofText(json);
	if (json === null || json === undefined) return plain(null);
	if (Array.isArray(json)) return { kind: 'list', items: json.map((entry) => read(entry, ofText)) };
	if (typeof json === 'object')
		return { kind: 'object', entries: Object.entries(json).map(([name, entry]) => [name, read(entry, ofText)]) };
	return plain(json);
}

/** Whether there is no expression in it. */
export function isFixed(value: Value): boolean {
	if (value.kind === 'list') return value.items.every(isFixed);
	if (value.kind === 'object') return value.entries.every(([, entry]) => isFixed(entry));
	return value.kind === 'plain';
}

/** Whether a value is empty. */
export function isBlank(value: Value | undefined): boolean {
	if (value === undefined) return true;
	if (value.kind === 'plain') return value.value === '' || value.value === null;
	if (value.kind === 'list') return value.items.length === 0;
	return value.kind === 'object' && value.entries.length === 0;
}

/** The JSON of a value without expressions. */
export function toJson(value: Value): Json {
	switch (value.kind) {
		case 'plain':
			return value.value;
		case 'code':
			return toParameter(value);
		case 'list':
			return value.items.map(toJson);
		case 'object':
			return Object.fromEntries(value.entries.map(([name, entry]) => [name, toJson(entry)]));
	}
}

/** JavaScript that makes the value. */
export function toCode(value: Value): string {
	switch (value.kind) {
		case 'plain':
			return codeOf(value.value);
		case 'code':
			return value.code;
		case 'list':
			return value.items.length === 0 ? '[]' : `[${value.items.map(toCode).join(', ')} ]`;
		case 'object':
			return value.entries.length === 0
				? '{ }'
				: `{ ${value.entries.map(([name, entry]) => `${codeOf(name)}: ${toCode(entry)}`).join(', ')} }`;
	}
}

/** A node parameter that holds the value: JSON as it is, or an expression. */
export function toParameter(value: Value): Json {
	if (value.kind === 'plain')
		return typeof value.value === 'string' && value.value.startsWith('=')
			? expression(codeOf(value.value))
			: value.value;
	if (value.kind === 'code') return value.text ?? expression(value.code);
	return isFixed(value) && !hasExpressionLook(value) ? toJson(value) : expression(toCode(value));
}

/** A parameter of an expression. */
export function expression(text: string): string {
	return `={{ ${text} }}`;
}

function hasExpressionLook(value: Value): boolean {
	if (value.kind === 'plain') return typeof value.value === 'string' && value.value.startsWith('=');
	if (value.kind === 'list') return value.items.some(hasExpressionLook);
	return value.kind === 'object' && value.entries.some(([, entry]) => hasExpressionLook(entry));
}

/** The entry of an object under a name. */
export function entryOf(value: Value | undefined, name: string): Value | undefined {
	return value?.kind === 'object' ? value.entries.find(([key]) => key === name)?.[1] : undefined;
}

/** The text of a value that is plain text. */
export function textOf(value: Value | undefined): string | undefined {
	return value?.kind === 'plain' && typeof value.value === 'string' ? value.value : undefined;
}

/** A property of a value; inside an expression, of what the expression gives. */
export function propertyOf(value: Value | undefined, name: string): Value | undefined {
	if (value?.kind !== 'code') return entryOf(value, name);
	const holder = /^[\w$.]+$/.test(value.code) ? value.code : `(${value.code})`;
	return code(`${holder}?.${/^[A-Za-z_$][\w$]*$/.test(name) ? name : `[${codeOf(name)}]`}`);
}
