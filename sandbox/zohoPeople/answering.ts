import type { Answer, Call, Handler } from '../server/answer.ts';
import type { Academy } from './academy.ts';
import { zohoRefusal } from './errors.ts';

/** Handlers by operation. */
export type Handlers = Record<string, Handler>;

/** Makes handlers for an LMS. */
export type Resource = (academy: Academy) => Handlers;

const PAGE = 25;

/** A success: what is given, with `code` (a number or a text, as the page of the operation shows it) and `message`. */
export function succeed({ operation }: Call, body: Record<string, unknown> = {}): Answer {
	const sample = operation.successes[0]?.example as { code?: unknown } | undefined;
	return { status: 200, body: { ...body, code: typeof sample?.code === 'string' ? '200' : 200, message: 'success' } };
}

/**
 * One page of a list under its key, and whether more follow.
 *
 * @param key name of the list where the document knows none
 */
export function page(call: Call, rows: readonly object[], key = 'records'): Answer {
	const paging = call.operation.document['x-pagination'] ?? {};
	const start = Number(call.query.startIndex ?? 0);
	// Pages whose size can be chosen spell the parameter in two ways.
	const size = Number(call.query[paging.limitParameter ?? 'limit'] ?? paging.pageSize ?? PAGE);
	return succeed(call, {
		[paging.itemsField ?? key]: rows.slice(start, start + size),
		hasMoreRecords: start + size < rows.length,
	});
}

/** A record under the key that the document gives it. */
export function single(call: Call, record: object, key: string): Answer {
	return succeed(call, { [call.operation.document['x-items'] ?? key]: record });
}

export function notFound(what: string): Error {
	return zohoRefusal(404, 404, `There is no such ${what}`);
}

/** A refusal with a name of the documented error table; every row of it has status 400. */
export function refuse(name: string, message: string): Error {
	return zohoRefusal(400, name, message);
}
