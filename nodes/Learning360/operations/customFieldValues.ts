import type { Calls } from '../../connector/calls';
import type { ComposedOperation } from '../../connector/composed';
import { FieldIssue } from '../../connector/errors';
import type { Input } from '../../connector/input';

interface Value {
	customFieldId: string;
	type: string;
	value: string;
}

/** What one input item asks for. */
interface Change {
	values: Array<Omit<Value, 'type'>>;
	removed: string[];
}

/** Sets and removes some custom field values of a user: the API replaces all of them or nothing. */
export const updateCustomFieldValues: ComposedOperation = {
	together: (input) => String(input.body.userId),
	work: async (calls, jobs) => {
		const { input, steps } = jobs.find(({ done }) => !done)!;
		const userId = String(input.body.userId);
		const path = { userId };
		const before = (await calls.all('listUserCustomFieldValues', { path })) as unknown as Value[];
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

function changeOf({ body }: Input): Change {
	return { values: (body.values ?? []) as Change['values'], removed: (body.removeIds ?? []) as string[] };
}

function applied(values: Value[], change: Change, types: Map<string, string>): Value[] {
	const given = new Map(change.values.map(({ customFieldId, value }) => [customFieldId, value]));
	const kept = values.filter(({ customFieldId }) => !given.has(customFieldId) && !change.removed.includes(customFieldId));
	const set = [...given].map(([customFieldId, value]) => ({ customFieldId, type: types.get(customFieldId)!, value }));
	return [...kept, ...set];
}

/** The kinds of the fields: of those the user has from the values, of the others from the list of fields. */
async function typesOf(calls: Calls, known: Value[], changes: Change[]): Promise<Map<string, string>> {
	const types = new Map(known.map(({ customFieldId, type }) => [customFieldId, type]));
	const wanted = changes.flatMap(({ values }) => values.map(({ customFieldId }) => customFieldId));
	if (wanted.every((id) => types.has(id))) return types;
	for (const { _id, type } of await calls.all('listCustomFields')) types.set(String(_id), String(type));
	const unknown = wanted.find((id) => !types.has(id));
	if (unknown !== undefined) throw new FieldIssue('Values › Custom Field', `The company has no custom field "${unknown}"`, 'Pick the custom field from the list');
	return types;
}

function key(values: Value[]): string {
	return JSON.stringify(values.map(({ customFieldId, value }) => [customFieldId, value]).sort());
}
