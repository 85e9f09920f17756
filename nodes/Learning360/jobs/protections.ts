import { FieldIssue, Refusal } from '../../connector/model/failures';
import { isId } from './names';

/**
 * Thrown when an answer does not prove what a job needs to know before it writes: a record without its ID or status, a user nobody asked for, an
 * administrators' list without an owner. A job never treats such an answer as "nobody" or "nothing".
 */
export class Unproven extends Refusal {
	constructor(message: string, advice = ASK_AGAIN) {
		super(message, `Nothing was written. ${advice}`);
		this.name = 'Unproven';
	}
}

const ASK_AGAIN = 'Run it again later; if it happens again, show this message to 360Learning';

/** Checks for the properties of a record, by name. */
export type Shape = Record<string, (value: unknown) => boolean>;

/** Checks that properties have in common. */
export const is = {
	id: isId,
	text: (value: unknown): value is string => typeof value === 'string' && value.trim() !== '',
	/** A moment in ISO 8601. */
	date: (value: unknown): value is string => typeof value === 'string' && !Number.isNaN(Date.parse(value)),
	absentOr:
		(fits: (value: unknown) => boolean) =>
		(value: unknown): boolean =>
			value === undefined || value === null || value === '' || fits(value),
	oneOf:
		(...values: string[]) =>
		(value: unknown): boolean =>
			typeof value === 'string' && values.includes(value),
	/** An ID, whatever its capitals. */
	sameId:
		(id: string) =>
		(value: unknown): boolean =>
			isId(value) && String(value).toLowerCase() === id.toLowerCase(),
};

/**
 * Checks that each entry of an answer is the record it should be.
 *
 * @param what what was asked for, as it reads in "360Learning did not return …"
 * @param entries the answer
 * @param shape what each record must hold
 * @throws Unproven that names the first entry that is something else
 */
export function provenRecords<T>(what: string, entries: unknown[], shape: Shape): T[] {
	entries.forEach((entry, position) => {
		const problem = problemOf(entry, shape);
		if (problem)
			throw new Unproven(
				`360Learning did not return ${what}: ${notice(entries) ?? `entry ${position + 1} ${problem}`}`,
			);
	});
	return entries as T[];
}

/**
 * Checks an answer that is one record.
 *
 * @param what as for `provenRecords`
 * @throws Unproven
 */
export function provenRecord<T>(what: string, record: unknown, shape: Shape): T {
	const problem = problemOf(record, shape);
	if (problem) throw new Unproven(`360Learning did not return ${what}: ${notice([record]) ?? `the answer ${problem}`}`);
	return record as T;
}

/**
 * Checks a list of plain IDs.
 *
 * @param what as for `provenRecords`
 * @throws Unproven
 */
export function provenIds(what: string, entries: unknown[]): string[] {
	const position = entries.findIndex((entry) => !isId(entry));
	if (position >= 0)
		throw new Unproven(
			`360Learning did not return ${what}: ${notice(entries) ?? `entry ${position + 1} is ${shown(entries[position])} and not an ID`}`,
		);
	return entries as string[];
}

/**
 * Reads something twice when it comes back empty, because what is written next replaces all of it: an empty answer that a second reading contradicts
 * would erase what is there.
 *
 * @param isNothing whether an answer holds nothing
 * @throws Unproven when the two answers differ
 */
export async function provenEmpty<T>(
	what: string,
	read: () => Promise<T>,
	isNothing: (answer: T) => boolean,
): Promise<T> {
	const first = await read();
	if (!isNothing(first)) return first;
	const second = await read();
	if (!isNothing(second)) throw new Unproven(`360Learning returned ${what} empty at first and filled a moment later`);
	return second;
}

/** Reads what was just written. An answer that proves nothing no longer means that nothing was written. */
export async function afterWriting<T>(read: () => Promise<T>): Promise<T> {
	return await read().catch((error: unknown) => {
		throw error instanceof Unproven
			? new Refusal(
					error.message,
					'The change was written but could not be checked. Run it again: it looks first and does what is left',
				)
			: error;
	});
}

/**
 * Reads the accounts that are never to be changed.
 *
 * @param value a list of IDs, email addresses and usernames, or nothing when the field is not used
 * @throws FieldIssue when the field is used and names nobody: an expression that came out empty must not lift the protection
 */
export function protectedNames(value: unknown): string[] {
	if (value === undefined) return [];
	const names = [value].flat().map((name) => String(name ?? '').trim());
	if (names.length === 0 || names.includes(''))
		throw new FieldIssue(
			'Protected Accounts',
			'This field was added but an entry is empty',
			'Nothing was written. Enter IDs, email addresses or usernames, or remove the field',
		);
	return names;
}

function problemOf(entry: unknown, shape: Shape): string | undefined {
	if (entry === null || typeof entry !== 'object' || Array.isArray(entry)) return `is ${shown(entry)} and not a record`;
	const record = entry as Record<string, unknown>;
	const [wrong] = Object.entries(shape).find(([name, fits]) => !fits(record[name])) ?? [];
	if (wrong === undefined) return undefined;
	const value = record[wrong];
	return value === undefined || value === null ? `has no "${wrong}"` : `has the ${wrong} ${shown(value)}`;
}

/** The vendor's words in an answer that holds nothing else, such as `{"message": "Down for maintenance"}`. */
function notice(entries: unknown[]): string | undefined {
	if (entries.length !== 1 || entries[0] === null || typeof entries[0] !== 'object') return undefined;
	const { message, error } = entries[0] as { message?: unknown; error?: unknown };
	const text = [message, (error as { message?: unknown } | null | undefined)?.message, error].find(
		(entry) => typeof entry === 'string',
	);
	return text === undefined ? undefined : `it answered ${shown(text)}`;
}

function shown(value: unknown): string {
	const text = JSON.stringify(value) ?? String(value);
	return text.length > 80 ? `${text.slice(0, 80)}…` : text;
}
