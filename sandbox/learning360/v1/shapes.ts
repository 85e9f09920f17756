import { type Handler, succeed } from '../../server/answer.ts';
import type { Operation } from '../../server/operations.ts';
import type { Company } from '../company.ts';
import { type Dialect, shapeHandlers } from '../shapes.ts';
import { isBetween } from './answering.ts';
import { type Kind, KINDS } from './kinds.ts';
import { type Named, named } from './named.ts';

/** Handlers of the operations of API v1 that follow from their shape: it answers writes with a word and an ID. */
export function shapedV1(company: Company, operations: Operation[]): Record<string, Handler> {
	const dialect: Dialect<Kind> = {
		base: '/api/v1',
		find: ({ name }, call) => named(company, call)[name as keyof Named],
		list: ({ view, isListed }, call, rows) => {
			const isInTime = isBetween(call.query);
			const listed = rows.filter((row) => isInTime(row) && (isListed?.(row, call) ?? true));
			return succeed(
				call,
				listed.map((row) => view?.(company, row) ?? row),
			);
		},
		answer: ({ name = '', view, whole = view, idName = '_id' }, call, done, row) => {
			if (done === 'read') return succeed(call, whole?.(company, row) ?? row);
			const status = `${name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`)}_${done}`;
			return succeed(call, { status, ...(done === 'created' && { [idName]: row._id }) });
		},
	};
	return shapeHandlers(company, operations, KINDS, dialect);
}
