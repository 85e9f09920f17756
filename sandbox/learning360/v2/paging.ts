import { type Answer, type Call, Refusal } from '../../server/answer.ts';
import type { Operation } from '../../server/operations.ts';
import { coded } from '../refusals.ts';

interface Mark {
	/** Records on earlier pages. */
	skip: number;
	/** Filters of the first request. */
	query: Record<string, unknown>;
}

const marks = new WeakMap<object, number>();

/**
 * Replaces the mark of a page by the filters of the first request, which it holds. The address of the next page is to
 * be followed as given: other parameters next to the mark stay in the query, for the validator to refuse.
 */
export function openMark(query: Record<string, unknown>, operation: Operation): void {
	if (query.next === undefined || pageSize(operation) === undefined) return;
	const mark = decode(query.next);
	if (!mark)
		throw new Refusal({ ...coded(400, 'validationFailed', 'query next is no mark of a page'), undocumented: true });
	delete query.next;
	if (Object.keys(query).length === 0) Object.assign(query, mark.query);
	else query.next = 'must stand alone';
	marks.set(query, mark.skip);
}

/** Cuts a list into the page asked for and adds the `link` header when another one follows. */
export function cutPage(answer: Answer, call: Call): Answer {
	const size = pageSize(call.operation);
	if (size === undefined || !Array.isArray(answer.body)) return answer;
	const skip = marks.get(call.query) ?? 0;
	const page = answer.body.slice(skip, skip + size);
	if (skip + size >= answer.body.length) return { ...answer, body: page };
	const next = encode({ skip: skip + size, query: call.query });
	const link = `<${call.origin}${call.entry.path}?next=${next}>; rel="next"`;
	return { ...answer, body: page, headers: { ...answer.headers, link } };
}

function pageSize(operation: Operation): number | undefined {
	const size = operation.document['x-pagination']?.pageSize;
	return typeof size === 'number' ? size : undefined;
}

function encode(mark: Mark): string {
	return Buffer.from(JSON.stringify(mark)).toString('base64url');
}

function decode(token: unknown): Mark | undefined {
	try {
		const mark = JSON.parse(Buffer.from(String(token), 'base64url').toString('utf8'));
		return typeof mark.skip === 'number' ? mark : undefined;
	} catch {
		return undefined;
	}
}
