import type { IDataObject } from 'n8n-workflow';
import { type Job, eachAlone } from '../../connector/run/job';
import { FieldIssue, Refusal } from '../../connector/model/failures';
import type { Calls } from '../vendor/calls';
import type { ErrorCode, OperationId } from '../documented';
import { idKey } from './names';
import { is, provenRecord, provenRecords } from './protections';
import { externalIdsOfKind } from './reads';

/** A kind of record that is found by its name or by its ID in another system. */
interface Kind {
	/** Word for it, type of its external IDs and property of the output. */
	word: 'course' | 'path';
	list: OperationId;
	get: OperationId;
	/** Placeholder of the address of one record. */
	idName: string;
	/** Code of the vendor for a record that is not there. */
	notFound: ErrorCode;
}

interface Content extends IDataObject {
	_id: string;
	name: string;
	status?: string;
	translations?: Array<{ translatedFields?: { name?: string } }>;
}

/** The most records that a message names. */
const MOST_NAMED = 5;

export const findCourse = finder({
	word: 'course',
	list: 'listCourses',
	get: 'getCourse',
	idName: 'courseId',
	notFound: 'courseNotFound',
});
export const findPath = finder({
	word: 'path',
	list: 'listPaths',
	get: 'getPath',
	idName: 'pathId',
	notFound: 'pathNotFound',
});

/** The vendor has no search by name: the list is read once for all items of a run and searched here, in every language. */
function finder(kind: Kind): Job {
	return {
		work: eachAlone(async (calls, { input: { body } }) => {
			const value = String(body.value).trim();
			const all =
				body.findBy === 'externalId'
					? await byExternalId(calls, kind, value, body.platform as string | undefined)
					: await byName(calls, kind, value, body.findBy === 'exactName');
			const found = body.archived === true ? all : all.filter(({ status }) => status !== 'archived');
			if (found.length === 0 && body.emptyIfNone === true) return [{ found: false, matches: 0, value }];
			if (found.length === 0) throw none(kind, value, all.length);
			if (found.length > 1 && body.several !== 'all') throw several(kind, value, found);
			return found.map((record) => ({
				found: true,
				matches: found.length,
				value,
				[kind.idName]: record._id,
				name: record.name,
				[kind.word]: record,
			}));
		}),
	};
}

async function byName(calls: Calls, { list, word }: Kind, value: string, exact: boolean): Promise<Content[]> {
	const all = await calls.remembered(list, async () =>
		provenRecords<Content>(`the list of ${word}s`, await calls.all(list), { _id: is.id, name: is.text }),
	);
	const sought = value.toLowerCase();
	const fits = (name: string) => (exact ? name.trim().toLowerCase() === sought : name.toLowerCase().includes(sought));
	return all.filter((record) => namesOf(record).some(fits));
}

function namesOf({ name, translations = [] }: Content): string[] {
	return [name, ...translations.map(({ translatedFields }) => translatedFields?.name)].filter(
		(entry): entry is string => typeof entry === 'string',
	);
}

async function byExternalId(
	calls: Calls,
	{ word, get, idName, notFound }: Kind,
	value: string,
	platform?: string,
): Promise<Content[]> {
	const ids = new Set((await externalIdsOfKind(calls, word, value, platform)).map(({ targetId }) => idKey(targetId)));
	const records = await Promise.all(
		[...ids].map(async (id) => {
			const record = await calls.unless([notFound], async () => await calls.one(get, { path: { [idName]: id } }));
			return record && provenRecord<Content>(`the ${word} ${id}`, record, { _id: is.sameId(id), name: is.text });
		}),
	);
	return records.filter((record) => record !== undefined);
}

function none({ word }: Kind, value: string, archived: number): FieldIssue {
	const advice =
		archived > 0
			? `${archived} archived ${archived === 1 ? 'one matches' : 'ones match'}: turn on Include Archived to find ${archived === 1 ? 'it' : 'them'}`
			: 'Check the spelling, or choose Part of the Name';
	return new FieldIssue('Value', `No ${word} was found for "${value}"`, advice);
}

function several({ word }: Kind, value: string, found: Content[]): Refusal {
	const named = found
		.slice(0, MOST_NAMED)
		.map(({ name, _id }) => `"${name}" (${_id})`)
		.join(', ');
	const more = found.length > MOST_NAMED ? ` and ${found.length - MOST_NAMED} more` : '';
	return new Refusal(
		`${found.length} ${word}s match "${value}": ${named}${more}`,
		'Give a name that only one of them has, or choose Return All of Them',
	);
}
