import get from 'lodash/get';
import type { AnswerRule, Output } from '../model/operation';
import { verdictOf } from './verdict';
import { wordsIn } from './words';

/** Thrown for an answer that the documents do not describe, either from a server in between or because the vendor's API has changed. */
export class BrokenAnswer extends Error {}

/** Properties about the answer as a whole that are not part of a record, unless the documents list them. */
const SAYINGS = new Set([
	'message',
	'msg',
	'code',
	'error',
	'errors',
	'error_description',
	'errorCode',
	'errorMessage',
	'statusCode',
	'detail',
	'details',
	'timestamp',
	'hasMoreRecords',
	'response',
	'result',
	'uri',
]);

/** Values of `status` that prove what was done, e.g. `group_created` or `subscribed`. */
const DONE = /^([a-z]+(_[a-z]+)+|[a-z]+ed)$/i;

/** Values of the same form that mean that nothing was done. */
const NOT_DONE =
	/^(refused|rejected|denied|blocked|suspended|expired|aborted|cancell?ed|closed|need|unauthorized)$|(^|_)(failed|error|not|invalid|unavailable|maintenance|limited|unauthorized|denied|rejected)(_|$)/i;

/**
 * Returns the records in an answer as the vendor sent them. Missing data is never treated as an empty list or a record.
 *
 * @param output the answer as the documents describe it
 * @param body the parsed answer; `undefined` when there was none
 * @param rule how the vendor reports success and failure
 * @returns exactly one record for `record`, none if the answer only confirms something; an empty one for `any` without a body
 * @throws BrokenAnswer if the answer is not as documented
 */
export function recordsOf(output: Output, body: unknown, rule?: AnswerRule): unknown[] {
	const isYes = verdictOf(rule, body) === 'yes';
	// The records may be wrapped as in the vendor's other APIs.
	const inner = rule?.result === undefined ? body : (get(body, rule.result) ?? body);
	switch (output.kind) {
		case 'records':
			return listIn(output, inner, isYes, inner !== body);
		case 'record':
			return [recordIn(output, inner, isYes)];
		case 'none':
			refuseUnconfirmed(output, body, isYes, rule !== undefined);
			break;
		case 'any':
			return anyIn(output, inner, inner !== body);
		case 'file':
		case 'accepted':
	}
	return [];
}

function listIn(output: Output, body: unknown, isYes: boolean, isResult: boolean): unknown[] {
	// If an object is documented, a bare list can only be the records; an empty one could be anything.
	const isBare = Array.isArray(body) && (output.root === 'list' || isResult || body.length > 0);
	const found = isBare ? body : output.root === 'list' ? undefined : listWithin(output, body, isYes);
	if (!found) throw broken('The answer is not the list that its documentation describes', body);
	const { keyed } = output;
	const list = keyed === undefined ? (found as unknown[]) : found.map((entry: unknown) => unkeyed(keyed, entry));
	const odd = output.oddEntries === 'all' ? -1 : list.findIndex((entry) => !isEntry(output, entry));
	const isOddAllowed = output.oddEntries === 'some' && list.some((entry) => isEntry(output, entry));
	if (odd >= 0 && !isOddAllowed)
		throw broken('The list has entries that its documentation does not describe', list[odd]);
	return list;
}

/** The record of an entry that names it by its only key: `{"42": [{…}]}`. An entry of another form stays as it is, and is no record. */
function unkeyed(name: string, entry: unknown): unknown {
	const [key, ...others] = isObject(entry) ? Object.keys(entry) : [];
	if (key === undefined || others.length > 0) return entry;
	const record = alone((entry as Record<string, unknown>)[key]);
	return isObject(record) ? { ...record, [name]: key } : entry;
}

/**
 * Returns the list inside an answer object. If the vendor uses another name than documented, a list with records is accepted; an empty one could be
 * anything.
 */
function listWithin({ property, ...output }: Output, body: unknown, isYes: boolean): unknown[] | undefined {
	if (!isObject(body)) return undefined;
	if (property !== undefined && property in body)
		return Array.isArray(body[property]) ? (body[property] as unknown[]) : undefined;
	const lists = Object.entries(body).flatMap(([name, value]) =>
		Array.isArray(value) && !SAYINGS.has(name) ? [value as unknown[]] : [],
	);
	const [list, ...others] = lists;
	if (list && others.length === 0 && (property === undefined || (isYes && list.length > 0))) return list;
	// The answer is not documented: several lists are parts of one record.
	return lists.length > 1 && property === undefined && isYes && isRecord(output, body) ? [body] : undefined;
}

function isEntry(output: Output, entry: unknown): boolean {
	if (output.valueName === undefined) return isRecord(output, entry);
	return (typeof entry === 'string' && entry !== '') || typeof entry === 'number';
}

/** The records in an answer of which nothing is documented: a list, the list of a page, or the answer itself. */
function anyIn({ page }: Output, body: unknown, isResult: boolean): unknown[] {
	if (Array.isArray(body)) return body;
	if (!isObject(body) || page === undefined || !(page in body) || isResult) return [body ?? {}];
	const lists = Object.values(body).filter((value) => Array.isArray(value));
	const [list, ...others] = lists;
	if (list && others.length === 0) return list as unknown[];
	throw broken(`The answer is a page (it has ${page}), but not of one list`, body);
}

function recordIn({ property, ...output }: Output, body: unknown, isYes: boolean): unknown {
	if (output.mayBeEmpty && isNothing(body)) return {};
	const whole = alone(body);
	const named = property !== undefined && isObject(body) ? alone(body[property]) : undefined;
	if (isRecord(output, named)) return named;
	if (property === undefined && (isRecord(output, whole) || (isYes && isObject(whole)))) return whole;
	// Zoho's samples do not always show the name of the record: next to a success code, the other properties are the record.
	if (property !== undefined && named === undefined && isYes && isRecord({}, whole)) return whole;
	throw broken('The answer has no record', body);
}

/** A record in a list of one is still that record. */
function alone(value: unknown): unknown {
	return Array.isArray(value) && value.length === 1 ? value[0] : value;
}

/** Whether an object has the properties of the documented record or, if none is documented, is more than a message. */
function isRecord(
	{ proof, anyStatus }: Pick<Output, 'proof' | 'anyStatus'>,
	value: unknown,
): value is Record<string, unknown> {
	if (!isObject(value)) return false;
	// A health check answers `{"status": "ok"}`: a status alone must say what was done.
	const isAlone = Object.keys(value).join() === 'status' && !anyStatus;
	if (!proof || isAlone) return Object.entries(value).some(([name, entry]) => saysMore(name, entry));
	const saysNo = ['error', 'errors'].some((name) => !proof.includes(name) && isFilled(value[name]));
	return !saysNo && proof.some((name) => holds(value[name]));
}

function saysMore(name: string, value: unknown): boolean {
	if (name === 'status') return DONE.test(String(value)) && !NOT_DONE.test(String(value));
	if (name === 'success') return value === true;
	return !SAYINGS.has(name) && holds(value);
}

/** @throws BrokenAnswer if the answer does not confirm the change */
function refuseUnconfirmed(output: Output, body: unknown, isYes: boolean, hasVerdicts: boolean): void {
	const isOpen = !hasVerdicts && !output.proof;
	if (isYes || (isOpen && isNothing(body)) || isRecord(output, body)) return;
	throw broken('The answer does not confirm that this was done', body);
}

function isNothing(body: unknown): boolean {
	return body === undefined || (isObject(body) && Object.keys(body).length === 0);
}

function holds(value: unknown): boolean {
	return value !== undefined && value !== null && value !== '';
}

function isFilled(value: unknown): boolean {
	return typeof value === 'object' && value !== null ? Object.keys(value).length > 0 : !!value;
}

function isObject(value: unknown): value is Record<string, unknown> {
	return value !== null && typeof value === 'object' && !Array.isArray(value);
}

/** @param body the answer, whose message is included */
function broken(what: string, body: unknown): BrokenAnswer {
	const { code, message } = wordsIn(body);
	const said = message ?? code;
	return new BrokenAnswer(said === undefined ? what : `${what}. It says: ${said}`);
}
