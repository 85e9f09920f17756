import { succeed } from '../../server/answer.ts';
import type { Operation } from '../../server/operations.ts';
import type { Company } from '../company.ts';
import { documents, refusal } from '../refusals.ts';
import { belongs, type Dialect, parameterOf, type Row, rowsOf, shapeHandlers } from '../shapes.ts';
import { type Handlers, list } from './answering.ts';
import { type Kind, KINDS } from './kinds.ts';

/** Handlers of the operations of API v2 that follow from their shape: it answers with the record itself. */
export function shapedV2(company: Company, operations: Operation[]): Handlers {
	const dialect: Dialect<Kind> = {
		base: '/api/v2',
		find: (kind, call) => {
			const id = call.path[parameterOf(kind)] as string;
			const row = rowsOf(company, kind.rows).get(id);
			if (kind.elsewhere && !(row && belongs(kind, call, row))) throw refusal(call.operation, kind.elsewhere);
			return row as Row;
		},
		list: ({ filters = {} }, call, rows) => {
			const read = Object.entries(filters).map(([name, property]) => [name, (row: Row) => row[property]]);
			return list(call, rows, Object.fromEntries(read));
		},
		answer: (_kind, call, _done, row) => succeed(call, row),
		check: ({ rows, unique = [] }, call, next, present) => {
			for (const { by, codes } of unique) {
				const isSame = (row: Row) => row._id !== present?._id && by.every((name) => row[name] === next[name]);
				const code = codes.find((candidate) => documents(call.operation, candidate));
				if (rowsOf(company, rows).find(isSame)) throw refusal(call.operation, code ?? String(codes[0]));
			}
		},
	};
	return shapeHandlers(company, operations, KINDS, dialect);
}
