import { FieldIssue } from '../model/failures';
import type { Field, Option } from '../model/field';
import { cleanToken, looseKey, short } from './texts';

/** Maximum number of choices that a message lists. */
const MOST_LISTED = 20;

const YES = new Set(['true', 'yes', 'y', 't', 'on', '1']);
const NO = new Set(['false', 'no', 'n', 'f', 'off', '0']);

/**
 * Reads a switch: true and false, and the words and marks for them in sheets, ignoring case and spaces.
 *
 * @throws FieldIssue that lists what is accepted
 */
export function readSwitch(field: Pick<Field, 'displayName' | 'words'>, value: unknown): boolean {
	if (typeof value === 'boolean') return value;
	const key = typeof value === 'string' || typeof value === 'number' ? cleanToken(String(value)).toLowerCase() : '';
	if (YES.has(key) || (field.words && key === field.words.true.toLowerCase())) return true;
	if (NO.has(key) || (field.words && key === field.words.false.toLowerCase())) return false;
	throw new FieldIssue(
		field.displayName,
		`"${short(value)}" is neither yes nor no`,
		'Use true or false, yes or no, on or off, 1 or 0',
	);
}

/**
 * Reads a choice by its value or label: an exact match, otherwise ignoring case, then also spaces and hyphens, if exactly one choice
 * matches.
 *
 * @returns the vendor's value; other text as it is, if the field accepts other values
 * @throws FieldIssue listing the choices by label
 */
export function readChoice(
	field: Pick<Field, 'displayName' | 'open'>,
	choices: Option[],
	value: unknown,
): Option['value'] {
	if (typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean') {
		const text = cleanToken(String(value));
		const found =
			choices.find((choice) => String(choice.value) === text) ??
			choices.find(({ name }) => name === text) ??
			alike(choices, text);
		if (found) return found.value;
		if (field.open) return choices.every((choice) => typeof choice.value === 'string') ? text : value;
	}
	throw new FieldIssue(
		field.displayName,
		`"${short(value)}" is not one of the choices`,
		`Use one of: ${listed(choices)}`,
	);
}

function alike(choices: Option[], text: string): Option | undefined {
	for (const key of [(name: string) => name.toLowerCase(), looseKey]) {
		const wanted = key(text);
		const found = choices.filter(({ name, value }) => key(String(value)) === wanted || key(name) === wanted);
		// Numbers must match exactly: without its sign, a number would be another choice.
		if (found.length > 0) return /\p{L}/u.test(wanted) && found.length === 1 ? found[0] : undefined;
	}
	return undefined;
}

/** The choices by label, with the value in brackets if it differs from the label. */
function listed(choices: Option[]): string {
	const names = choices
		.slice(0, MOST_LISTED)
		.map(({ name, value }) => (looseKey(name) === looseKey(String(value)) ? name : `${name} (${String(value)})`));
	return `${names.join(', ')}${choices.length > MOST_LISTED ? ` and ${choices.length - MOST_LISTED} more` : ''}`;
}
