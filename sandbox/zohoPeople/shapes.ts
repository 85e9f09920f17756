import type { Answer, Call, Handler } from '../server/answer.ts';
import type { Operation } from '../server/operations.ts';
import type { Academy } from './academy.ts';
import { notFound, page, refuse, single, succeed } from './answering.ts';
import { ACTIVITIES, type Kind, KINDS } from './kinds.ts';
import type { Part } from './records.ts';

const ID = /^\{(\w+)\}$/;

/**
 * The handler of an operation whose address says what it does: GET, POST, PATCH and DELETE of a kind of thing, alone or
 * below a course, a batch, a module.
 *
 * @returns undefined for actions and reports
 */
export function handlerByShape(academy: Academy, operation: Operation): Handler | undefined {
	const segments = operation.path.split('/').slice(1);
	const parameter = ID.exec(segments.at(-1) ?? '')?.[1];
	const segment = segments.at(parameter === undefined ? -1 : -2);
	const kind =
		ACTIVITIES[segments.at(parameter === undefined ? -2 : -3) ?? ''] ??
		KINDS.find((candidate) => candidate.segment === segment);
	if (!kind || kind.segment !== segment || (parameter !== undefined && parameter !== (kind.parameter ?? kind.id)))
		return undefined;
	const actions: Record<string, (call: Call) => Answer> = {
		'GET list': (call) =>
			page(
				call,
				listed(academy, kind, call).map((row) => show(kind, row)),
			),
		'POST list': (call) => create(academy, kind, call),
		'GET item': (call) => single(call, show(kind, found(academy, kind, call)), kind.name),
		'PATCH item': (call) => change(academy, kind, call),
		'DELETE item': (call) => remove(academy, kind, call),
	};
	return actions[`${operation.method} ${parameter === undefined ? 'list' : 'item'}`];
}

/** The course, batch and module that an address names; refuses those that are not there or do not belong together. */
export function placeOf(academy: Academy, { path }: Call): Part {
	const { courseId = '', batchId, moduleId } = path;
	if (path.courseId !== undefined && !academy.courses.has(courseId)) throw notFound('course');
	if (batchId !== undefined && academy.batches.get(batchId)?.courseId !== courseId) throw notFound('batch');
	const module = moduleId === undefined ? undefined : academy.modules.get(moduleId);
	if (moduleId !== undefined && (module?.courseId !== courseId || module.batchId !== batchId)) throw notFound('module');
	return { courseId, ...(batchId !== undefined && { batchId }), ...(moduleId !== undefined && { moduleId }) };
}

/** The things of a kind that an address lists. */
function listed(academy: Academy, kind: Kind, call: Call): Part[] {
	const place = placeOf(academy, call);
	const rows = kind.rows(academy).all();
	const isWide = call.path.moduleId === undefined && kind.name !== 'module';
	return rows.filter((row) => {
		if (call.path.courseId !== undefined && row.courseId !== place.courseId) return false;
		if (call.path.moduleId !== undefined && row.moduleId !== place.moduleId) return false;
		// Without a batch in the address a self-paced course is meant, unless the whole course is asked for.
		return place.batchId === undefined ? isWide || row.batchId === undefined : row.batchId === place.batchId;
	});
}

/** The thing that an address names. */
export function found(academy: Academy, kind: Kind, call: Call): Part {
	const row = kind.rows(academy).get(call.path[kind.parameter ?? kind.id] as string);
	if (!row) throw notFound(kind.name);
	// The id of the thing itself is no part of its place.
	const { [kind.id]: _own, ...path } = call.path;
	const place = placeOf(academy, { ...call, path });
	const belongs = Object.entries(place).every(([name, value]) => value === '' || row[name] === value);
	if (!belongs || (call.path.moduleId !== undefined && call.path.batchId === undefined && row.batchId !== undefined))
		throw notFound(kind.name);
	return row;
}

function create(academy: Academy, kind: Kind, call: Call): Answer {
	const place = placeOf(academy, call);
	const input = inputOf(call);
	const row: Part = {
		...place,
		[kind.id]: academy.newId(),
		...kind.defaults?.(academy, place),
		...kind.read(academy, input, place),
	};
	kind.rows(academy).put(row);
	return single(call, show(kind, row), kind.name);
}

function change(academy: Academy, kind: Kind, call: Call): Answer {
	const row = found(academy, kind, call);
	const changes = kind.read(academy, inputOf(call), row);
	return single(call, show(kind, kind.rows(academy).change(row[kind.id] as string, changes)), kind.name);
}

function remove(academy: Academy, kind: Kind, call: Call): Answer {
	const row = found(academy, kind, call);
	const id = row[kind.id] as string;
	kind.rows(academy).remove(id);
	for (const other of KINDS) other.rows(academy).removeWhere((entry) => entry[kind.id] === id && other !== kind);
	academy.learners.removeWhere(({ courseId, batchId }) => courseId === id || batchId === id);
	return succeed(call);
}

/** The one JSON object in the query, and what came as a file. */
function inputOf({ query, operation, files }: Call): Record<string, unknown> {
	const parameter = operation.parameters.find((entry) => entry.in === 'query' && entry.content);
	const value = parameter && query[parameter.name];
	if (value === undefined && Object.keys(files).length === 0) {
		if (parameter?.required) throw refuse('INPUT_PARAMETER_MISSING', `${parameter.name} is missing`);
		return {};
	}
	const resources = (files.resources ?? []).map(({ name }) => ({
		resourceName: name,
		resourceURL: `https://download.meridian.example/${name}`,
	}));
	const [file] = files.file ?? [];
	return {
		...value,
		...(resources.length > 0 && { resources }),
		...(file && { originalFileName: file.name, size: file.bytes.length }),
	};
}

/** A record without what answers leave out: what is kept for the rules, and where a thing of a module belongs. */
function show(kind: Kind, row: Part): Record<string, unknown> {
	const hidden = kind.namesCourse ? KEPT : [...KEPT, 'courseId', 'batchId'];
	return {
		...Object.fromEntries(Object.entries(row).filter(([name]) => !hidden.includes(name))),
		...kind.shown?.(row),
	};
}

const KEPT = ['isComplete', 'startDate', 'endDate', 'order'];
