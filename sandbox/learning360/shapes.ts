import type { Answer, Call, Handler } from '../server/answer.ts';
import type { Operation } from '../server/operations.ts';
import type { Records } from '../server/records.ts';
import type { Collection } from '../server/store.ts';
import type { Company } from './company.ts';

/** A record of any kind; bodies are held against their schema before they become one. */
// eslint-disable-next-line @typescript-eslint/no-explicit-any
export type Row = Record<string, any>;

/** One kind of record that plain operations of API v1 or v2 list, read, create, change and delete. */
export interface Kind {
	/**
	 * Path of one record below the base path of the API; the path above it lists them. The last parameter is its ID, the
	 * others are properties that tie it to other records.
	 */
	path: string;
	rows: keyof Records<Company>;
	/** Whether records carry `createdAt` and `modifiedAt`. */
	dated?: boolean;
	/** Properties of a new record that a body need not set. */
	defaults?(company: Company, call: Call): Row;
	/** Properties that a body sets; `present` is the record before a change. */
	read?(body: Row, present: Row | undefined, company: Company, call: Call): Row;
	/** Refuses a record as it would be after the call. */
	check?(company: Company, call: Call, next: Row, present?: Row): void;
	/** What else a create or a change does. */
	after?(company: Company, call: Call, row: Row, present?: Row): void;
	/** Whether a replacement drops what the body leaves out. */
	replacesWhole?: boolean;
	/** Refuses to delete a record. */
	checkRemoval?(company: Company, call: Call, row: Row): void;
	/** Deletes a record, where more happens than that it and its dependents go. */
	remove?(company: Company, row: Row): void;
	/** Collections whose records go with this one, and the property in which they hold its ID. */
	dependents?: { [Rows in keyof Records<Company>]?: string };
}

/** What an API answers when an operation of a kind is done. */
export type Done = 'read' | 'created' | 'updated' | 'deleted';

/** How one API goes about the kinds it serves. */
export interface Dialect<K extends Kind> {
	/** Path in front of the paths of kinds, e.g. `/api/v2`. */
	base: string;
	/** The record that a path names. Throws a refusal where it is missing. */
	find(kind: K, call: Call): Row;
	list(kind: K, call: Call, rows: Row[]): Answer;
	answer(kind: K, call: Call, done: Done, row: Row): Answer;
	/** Rules that hold for every create and change. */
	check?(kind: K, call: Call, next: Row, present?: Row): void;
}

type Action = (call: Call) => Answer;

/** The collection of a kind, seen as rows that are handled alike. */
export function rowsOf(company: Company, name: keyof Records<Company>): Collection<Row> {
	return company[name] as unknown as Collection<Row>;
}

/** Properties that have a value. */
export function defined<Properties extends Row>(properties: Properties): Partial<Properties> {
	return Object.fromEntries(
		Object.entries(properties).filter(([, value]) => value !== undefined),
	) as Partial<Properties>;
}

/** Handlers of the operations that follow from the method and the shape of their path. */
export function shapeHandlers<K extends Kind>(
	company: Company,
	operations: Operation[],
	kinds: K[],
	dialect: Dialect<K>,
): Record<string, Handler> {
	const handlers: Record<string, Handler> = {};
	for (const kind of kinds) {
		const one = shapeOf(dialect.base + kind.path);
		const above = one.slice(0, one.lastIndexOf('/'));
		const ofOne = actionsOnOne(company, kind, dialect);
		const ofAll = actionsOnAll(company, kind, dialect);
		for (const { id, method, path } of operations) {
			const shape = shapeOf(path);
			const action = shape === one ? ofOne[method] : shape === above ? ofAll[method] : undefined;
			if (action) handlers[id] = action;
		}
	}
	return handlers;
}

/** A path without the names of its parameters, which differ from page to page. */
function shapeOf(path: string): string {
	return path.replace(/\{\w+\}/g, '{}');
}

/** What the path that lists a kind does, by method. */
function actionsOnAll<K extends Kind>(company: Company, kind: K, dialect: Dialect<K>): Record<string, Action> {
	const rows = rowsOf(company, kind.rows);
	return {
		GET: (call) =>
			dialect.list(
				kind,
				call,
				rows.where((row) => belongs(kind, call, row)),
			),
		POST: (call) => {
			const now = company.now();
			const row = {
				...kind.defaults?.(company, call),
				...(kind.read?.(call.body, undefined, company, call) ?? call.body),
				_id: company.newId(),
				...parentsOf(kind, call),
				...(kind.dated && { createdAt: now, modifiedAt: now }),
			};
			check(company, kind, dialect, call, row);
			rows.put(row);
			kind.after?.(company, call, row);
			return dialect.answer(kind, call, 'created', row);
		},
	};
}

/** What the path of one record does, by method. */
function actionsOnOne<K extends Kind>(company: Company, kind: K, dialect: Dialect<K>): Record<string, Action> {
	const rows = rowsOf(company, kind.rows);
	const read: Action = (call) => dialect.answer(kind, call, 'read', dialect.find(kind, call));
	const change: Action = (call) => {
		const present = dialect.find(kind, call);
		const changes = kind.read?.(call.body, present, company, call) ?? call.body;
		check(company, kind, dialect, call, { ...present, ...changes }, present);
		const row = rows.change(present._id, { ...changes, ...(kind.dated && { modifiedAt: company.now() }) });
		kind.after?.(company, call, row, present);
		return dialect.answer(kind, call, 'updated', row);
	};
	const replace: Action = (call) => {
		const row = { ...call.body, _id: dialect.find(kind, call)._id };
		check(company, kind, dialect, call, row, row);
		return dialect.answer(kind, call, 'updated', rows.put(row));
	};
	const remove: Action = (call) => {
		const row = dialect.find(kind, call);
		kind.checkRemoval?.(company, call, row);
		if (kind.remove) kind.remove(company, row);
		else rows.remove(row._id);
		for (const [name, property] of Object.entries(kind.dependents ?? {}))
			rowsOf(company, name as Kind['rows']).removeWhere((other) => other[property] === row._id);
		return dialect.answer(kind, call, 'deleted', row);
	};
	return { GET: read, HEAD: read, PATCH: change, PUT: kind.replacesWhole ? replace : change, DELETE: remove };
}

function check<K extends Kind>(
	company: Company,
	kind: K,
	dialect: Dialect<K>,
	call: Call,
	next: Row,
	present?: Row,
): void {
	kind.check?.(company, call, next, present);
	dialect.check?.(kind, call, next, present);
}

/** Whether a record belongs to the records that the path above it names. */
export function belongs(kind: Kind, call: Call, row: Row): boolean {
	return Object.entries(parentsOf(kind, call)).every(([name, id]) => row[name] === id);
}

function parentsOf(kind: Kind, { path }: Call): Row {
	return Object.fromEntries(Object.entries(path).filter(([name]) => name !== parameterOf(kind)));
}

/** The parameter that holds the ID of a record of a kind. */
export function parameterOf({ path }: Kind): string {
	return path.slice(path.lastIndexOf('{') + 1, -1);
}
