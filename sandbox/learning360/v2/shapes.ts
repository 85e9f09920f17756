import type { Call, Handler } from '../../server/answer.ts';
import type { Operation } from '../../server/operations.ts';
import type { Company } from '../company.ts';
import { documents, refusal } from '../refusals.ts';
import { type Handlers, list, succeed } from './answering.ts';
import { type Kind, KINDS, type Row, rowsOf } from './kinds.ts';

/** Handlers of the operations that follow from the method and the shape of their path. */
export function shapeHandlers(company: Company, operations: Operation[]): Handlers {
	const handlers: Handlers = {};
	for (const kind of KINDS) {
		const one = `/api/v2${kind.path}`;
		const above = one.slice(0, one.lastIndexOf('/'));
		const ofOne = handlersOfOne(company, kind);
		const ofAll = handlersOfAll(company, kind);
		for (const { id, method, path } of operations) {
			const handler = path === one ? ofOne[method] : path === above ? ofAll[method] : undefined;
			if (handler) handlers[id] = handler;
		}
	}
	return handlers;
}

/** Handlers of the path that lists a kind, by method. */
function handlersOfAll(company: Company, kind: Kind): Record<string, Handler> {
	const rows = rowsOf(company, kind.rows);
	const filters = Object.fromEntries(
		Object.entries(kind.filters ?? {}).map(([name, property]) => [name, (row: Row) => row[property]]),
	);
	return {
		GET: (call) =>
			list(
				call,
				rows.where((row) => belongs(kind, call, row)),
				filters,
			),
		POST: (call) => {
			const now = company.now();
			const row = {
				...kind.defaults?.(company, call),
				...(kind.read?.(call.body) ?? call.body),
				_id: company.newId(),
				...parentsOf(kind, call),
				...(kind.dated && { createdAt: now, modifiedAt: now }),
			};
			check(company, kind, call, row);
			return succeed(call, rows.put(row));
		},
	};
}

/** Handlers of the path of one record, by method. */
function handlersOfOne(company: Company, kind: Kind): Record<string, Handler> {
	const rows = rowsOf(company, kind.rows);
	const find = (call: Call): Row => {
		const row = rows.get(idOf(kind, call)) as Row;
		if (kind.elsewhere && !(row && belongs(kind, call, row))) throw refusal(call.operation, kind.elsewhere);
		return row;
	};
	const change: Handler = (call) => {
		const present = find(call);
		const changes = kind.read?.(call.body, present) ?? call.body;
		check(company, kind, call, { ...present, ...changes }, present);
		return succeed(call, rows.change(present._id, { ...changes, ...(kind.dated && { modifiedAt: company.now() }) }));
	};
	const replace: Handler = (call) => {
		const row = { ...call.body, _id: find(call)._id };
		check(company, kind, call, row, row);
		return succeed(call, rows.put(row));
	};
	return {
		GET: (call) => succeed(call, find(call)),
		PATCH: change,
		PUT: kind.replacesWhole ? replace : change,
		DELETE: (call) => {
			find(call);
			const id = idOf(kind, call);
			kind.checkRemoval?.(company, call, id);
			rows.remove(id);
			for (const name of kind.dependents ?? [])
				rowsOf(company, name).removeWhere((row) => row[parameterOf(kind)] === id);
			return succeed(call);
		},
	};
}

function check(company: Company, kind: Kind, call: Call, next: Row, present?: Row): void {
	kind.check?.(company, call, next, present);
	for (const { by, codes } of kind.unique ?? []) {
		const isSame = (row: Row) => row._id !== present?._id && by.every((name) => row[name] === next[name]);
		const code = codes.find((candidate) => documents(call.operation, candidate));
		if (rowsOf(company, kind.rows).find(isSame)) throw refusal(call.operation, code ?? String(codes[0]));
	}
}

function belongs(kind: Kind, call: Call, row: Row): boolean {
	return Object.entries(parentsOf(kind, call)).every(([name, id]) => row[name] === id);
}

/** The parameters of the path above a record, which name the records it belongs to. */
function parentsOf(kind: Kind, { path }: Call): Record<string, string> {
	return Object.fromEntries(Object.entries(path).filter(([name]) => name !== parameterOf(kind)));
}

function idOf(kind: Kind, { path }: Call): string {
	return path[parameterOf(kind)] as string;
}

function parameterOf({ path }: Kind): string {
	return path.slice(path.lastIndexOf('{') + 1, -1);
}
