import get from 'lodash/get';
import type { AnswerRule, Output } from '../model/operation';
import { verdictOf } from './verdict';
import { wordsIn } from './words';

/** An answer that is not what the documents describe: of something on the way, or of a vendor that has changed. */
export class BrokenAnswer extends Error {}

/** Properties that say something about an answer and are no part of a record, unless the documents list them. */
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

/** What `status` says where it alone proves something: what was done, e.g. `group_created` or `subscribed`. */
const DONE = /^([a-z]+(_[a-z]+)+|[a-z]+ed)$/i;

/** Words of the same form that say that something was not done. */
const NOT_DONE =
	/^(refused|rejected|denied|blocked|suspended|expired|aborted|cancell?ed|closed|need|unauthorized)$|(^|_)(failed|error|not|invalid|unavailable|maintenance|limited|unauthorized|denied|rejected)(_|$)/i;

/**
 * The records in an answer, as the vendor sent them. What is not there is never taken for an empty list or a record.
 *
 * @param output what the documents say of the answer
 * @param body the parsed answer; `undefined` when there was none
 * @param rule how the vendor says yes and no
 * @returns exactly one for a record, none where the answer only confirms something
 * @throws BrokenAnswer when the answer is not what the documents say
 */
export function recordsOf(output: Output, body: unknown, rule?: AnswerRule): unknown[] {
	const isYes = verdictOf(rule, body) === 'yes';
	// The records may lie inside the form that a vendor's other APIs have.
	const inner = rule?.result === undefined ? body : (get(body, rule.result) ?? body);
	switch (output.kind) {
		case 'records':
			return listIn(output, inner, isYes, inner !== body);
		case 'record':
			return [recordIn(output, inner, isYes)];
		case 'none':
			refuseUnconfirmed(output, body, isYes, rule !== undefined);
			break;
		case 'file':
		case 'accepted':
	}
	return [];
}

function listIn(output: Output, body: unknown, isYes: boolean, isResult: boolean): unknown[] {
	// Where an object is documented, a bare list with records in it can mean nothing else; an empty one may be anything.
	const isBare = Array.isArray(body) && (output.root === 'list' || isResult || body.length > 0);
	const list = isBare ? body : output.root === 'list' ? undefined : listWithin(output, body, isYes);
	if (!list) throw broken("The vendor's answer is not the list that its documentation describes", body);
	const odd = output.oddEntries === 'all' ? -1 : list.findIndex((entry) => !isEntry(output, entry));
	const isOddAllowed = output.oddEntries === 'some' && list.some((entry) => isEntry(output, entry));
	if (odd >= 0 && !isOddAllowed)
		throw broken("The vendor's list has entries that its documentation does not describe", list[odd]);
	return list;
}

/**
 * The list in an answer that has more around it. Where the vendor uses another name than the documents, a list with records in it is what was
 * asked for; an empty one may be anything.
 */
function listWithin({ property, ...output }: Output, body: unknown, isYes: boolean): unknown[] | undefined {
	if (!isObject(body)) return undefined;
	if (property !== undefined && property in body)
		return Array.isArray(body[property]) ? (body[property] as unknown[]) : undefined;
	const lists = Object.entries(body).flatMap(([name, value]) =>
		Array.isArray(value) && !SAYINGS.has(name) ? [value as unknown[]] : [],
	);
	if (lists.length === 1 && (property === undefined || (isYes && lists[0].length > 0))) return lists[0];
	// The documents show nothing of this answer: several lists are parts of one record.
	return lists.length > 1 && property === undefined && isYes && isRecord(output, body) ? [body] : undefined;
}

function isEntry(output: Output, entry: unknown): boolean {
	if (output.valueName === undefined) return isRecord(output, entry);
	return (typeof entry === 'string' && entry !== '') || typeof entry === 'number';
}

function recordIn({ property, ...output }: Output, body: unknown, isYes: boolean): unknown {
	if (output.mayBeEmpty && isNothing(body)) return {};
	const whole = alone(body);
	const named = property !== undefined && isObject(body) ? alone(body[property]) : undefined;
	if (isRecord(output, named)) return named;
	if (property === undefined && (isRecord(output, whole) || (isYes && isObject(whole)))) return whole;
	// Zoho's samples do not show the name of every record: beside a yes, other properties are the record.
	if (property !== undefined && named === undefined && isYes && isRecord({}, whole)) return whole;
	throw broken("The vendor's answer has no record", body);
}

/** A record in a list of its own is still that record. */
function alone(value: unknown): unknown {
	return Array.isArray(value) && value.length === 1 ? value[0] : value;
}

/** Whether an object has what the documents say of the record; where they say nothing, whether it is more than a message. */
function isRecord(
	{ proof, anyStatus }: Pick<Output, 'proof' | 'anyStatus'>,
	value: unknown,
): value is Record<string, unknown> {
	if (!isObject(value)) return false;
	// A health check answers `{"status": "ok"}`: alone, only the word for what was done says that it was.
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

/** @throws BrokenAnswer when the answer says something else than that it was done */
function refuseUnconfirmed(output: Output, body: unknown, isYes: boolean, hasVerdicts: boolean): void {
	const isOpen = !hasVerdicts && !output.proof;
	if (isYes || (isOpen && isNothing(body)) || isRecord(output, body)) return;
	throw broken("The vendor's answer does not confirm that this was done", body);
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

/** @param body what the answer says is told with it */
function broken(what: string, body: unknown): BrokenAnswer {
	const { code, message } = wordsIn(body);
	const said = message ?? code;
	return new BrokenAnswer(said === undefined ? what : `${what}. The vendor says: ${said}`);
}
