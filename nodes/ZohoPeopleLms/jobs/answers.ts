import type { IDataObject } from 'n8n-workflow';
import { Refusal } from '../../connector/model/failures';

/** @throws Refusal when a record has no ID: an answer that is something else is not the learning of nobody */
export function idIn(record: IDataObject, name: string, what: string): string {
	const value = record[name];
	if (typeof value === 'string' && value !== '') return value;
	if (typeof value === 'number') return String(value);
	throw new Refusal(
		`Zoho People returned a ${what} without "${name}"`,
		'Run it again later; if it happens again, show this message to Zoho',
	);
}

/** A property as text; `undefined` if it is empty. */
export function textIn(record: IDataObject, name: string): string | undefined {
	const value = record[name];
	return value === undefined || value === null || value === '' ? undefined : String(value);
}

/** A property as a number; `undefined` if it is none. */
export function numberIn(record: IDataObject, name: string): number | undefined {
	const value = record[name] === '' ? NaN : Number(record[name] ?? NaN);
	return Number.isFinite(value) ? value : undefined;
}
