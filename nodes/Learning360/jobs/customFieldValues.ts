import type { Job } from '../../connector/run/job';
import { FieldIssue } from '../../connector/model/failures';
import type { Input } from '../../connector/input/input';
import type { Calls } from '../vendor/calls';
import { idKey } from './names';
import { is, provenEmpty, provenRecords } from './protections';
import { customFieldValuesOf, type CustomFieldValue as Value } from './reads';

/** What one input item asks for. */
interface Change {
	values: Array<Omit<Value, 'type'>>;
	removed: string[];
}

/** Sets and removes some custom field values of a user: the API replaces all of them or nothing. */
export const updateCustomFieldValues: Job = {
	together: ({ body }) => idKey(String(body.userId)),
	check: refuseNothing,
	work: async (calls, jobs) => {
		const { input, steps } = jobs.find(({ done }) => !done)!;
		const userId = String(input.body.userId);
		const path = { userId };
		// What is written next replaces all values.
		const before = await provenEmpty(
			'the custom field values of the user',
			async () => await customFieldValuesOf(calls, userId),
			(values) => values.length === 0,
		);
		const changes = jobs.map((job) => changeOf(job.input));
		const types = await typesOf(calls, before, changes);
		let values = before.map(({ customFieldId, type, value }) => ({ customFieldId, type, value }));
		for (const change of changes) values = applied(values, change, types);
		const changed = key(before) !== key(values);
		steps.advice = 'Run the item again: it does what is left';
		if (changed) await calls.one('replaceUserCustomFieldValues', { path, body: { customValues: values } });
		return jobs.map(() => [{ userId, changed, values: values.map((value) => ({ ...value })) }]);
	},
};

/** @throws FieldIssue when an item neither sets nor removes a value */
function refuseNothing(input: Input): void {
	const { values, removed } = changeOf(input);
	if (values.length + removed.length > 0) return;
	throw new FieldIssue(
		'Values or Values to Remove',
		'The lists are empty, so there is nothing to change',
		'Nothing was written. Check the node or the expression that the lists come from',
	);
}

function changeOf({ body }: Input): Change {
	const values = ((body.values ?? []) as Change['values']).map(({ customFieldId, value }) => ({
		customFieldId: idKey(customFieldId),
		value,
	}));
	return { values, removed: ((body.removeIds ?? []) as string[]).map(idKey) };
}

function applied(values: Value[], change: Change, types: Map<string, string>): Value[] {
	const given = new Map(change.values.map(({ customFieldId, value }) => [customFieldId, value]));
	const kept = values.filter(
		({ customFieldId }) => !given.has(idKey(customFieldId)) && !change.removed.includes(idKey(customFieldId)),
	);
	const set = [...given].map(([customFieldId, value]) => ({ customFieldId, type: types.get(customFieldId)!, value }));
	return [...kept, ...set];
}

/** The kinds of the fields: of those the user has from the values, of the others from the list of fields. */
async function typesOf(calls: Calls, known: Value[], changes: Change[]): Promise<Map<string, string>> {
	const types = new Map(known.map(({ customFieldId, type }) => [idKey(customFieldId), type]));
	const wanted = changes.flatMap(({ values }) => values.map(({ customFieldId }) => customFieldId));
	if (wanted.every((id) => types.has(id))) return types;
	const fields = provenRecords<{ _id: string; type: string }>(
		'the list of custom fields',
		await calls.all('listCustomFields'),
		{ _id: is.id, type: is.text },
	);
	for (const { _id, type } of fields) types.set(idKey(_id), type);
	const unknown = wanted.find((id) => !types.has(id));
	if (unknown !== undefined)
		throw new FieldIssue(
			'Values › Custom Field',
			`The company has no custom field "${unknown}"`,
			'Pick the custom field from the list',
		);
	return types;
}

function key(values: Value[]): string {
	return JSON.stringify(values.map(({ customFieldId, value }) => [customFieldId, value]).sort());
}
