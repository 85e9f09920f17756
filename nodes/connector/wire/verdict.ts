import get from 'lodash/get';
import type { AnswerRule } from '../model/operation';

/** Properties that always contain errors; empty ones do not count. */
const ERRORS = ['error', 'errors', 'response.error', 'response.errors'];

/**
 * Reads success or failure from the body of an answer. One failure outweighs any success.
 *
 * @param rule how the vendor reports it; without a rule only the HTTP status counts
 * @returns `undefined` if the body reports neither
 */
export function verdictOf(rule: AnswerRule | undefined, body: unknown): 'yes' | 'no' | undefined {
	if (!rule || body === null || typeof body !== 'object') return undefined;
	const verdicts = (Array.isArray(body) ? body : [body]).flatMap((part) => verdictsIn(rule, part));
	return verdicts.includes('no') ? 'no' : verdicts.find((verdict) => verdict === 'yes');
}

function verdictsIn({ verdicts }: AnswerRule, part: unknown): Array<'yes' | 'no'> {
	if (ERRORS.some((place) => holdsSomething(get(part, place)))) return ['no'];
	return verdicts.flatMap(({ at, yes, no }) => {
		const value: unknown = get(part, at);
		if (typeof value !== 'string' && typeof value !== 'number') return [];
		const says = (words: string | undefined) =>
			words !== undefined && new RegExp(`^(?:${words})$`, 'i').test(String(value).trim());
		return says(yes) ? ['yes'] : says(no) ? ['no'] : [];
	});
}

function holdsSomething(value: unknown): boolean {
	if (value === null || typeof value !== 'object') return !!value && value !== '0';
	return Object.keys(value).length > 0;
}
