import get from 'lodash/get';
import type { AnswerRule } from '../model/operation';

/** Where errors stand whatever else the body says; an empty one is none. */
const ERRORS = ['error', 'errors', 'response.error', 'response.errors'];

/**
 * What the body of an answer says about the call, by the words of its vendor. One no counts more than any yes.
 *
 * @param rule how the vendor says it; without one the HTTP status alone counts
 * @returns `undefined` when the body says neither
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
