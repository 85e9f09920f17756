import type { Field } from '../nodes/connector/model/field.ts';
import type { Effect, Output } from '../nodes/connector/model/operation.ts';

/** Effects that remove something or lock a user out. */
const TAKING: Effect[] = ['removes', 'closes', 'unsubscribes'];

const LISTS: Array<Field['kind']> = ['strings', 'multiOptions', 'objects', 'customFields'];

/**
 * Decides what it means when a field turns out empty, and whether `[]` empties it.
 *
 * A filter that was added never widens the result: a list of which nothing can match finds nothing, everything else is refused. A list that takes the
 * place of another one is never emptied by accident, and what narrows a removal is never lost. A dry
 * run that turns out empty does not become a real one. All other optional fields count as not added.
 */
export function withBlank({ blank: stated, ...field }: Field, effects: Effect[], output: Output): Field {
	const isList = LISTS.includes(field.kind) || field.holds === 'list';
	const isReplaced = field.collection === 'updateFields' || effects.includes('replaces');
	const blank = stated ?? ruleFor(field, isList, isReplaced, effects, output);
	return {
		...field,
		...(isList && isReplaced ? { emptiable: true } : {}),
		...(field.fields ? { fields: field.fields.map(inside) } : {}),
		...(blank === undefined || blank === 'ignored' || field.required
			? {}
			: { blank: blank === 'matchesNothing' && output.kind !== 'records' ? 'refused' : blank }),
	};
}

function ruleFor(
	field: Field,
	isList: boolean,
	isReplaced: boolean,
	effects: Effect[],
	output: Output,
): Field['blank'] {
	if (field.dryRun) return 'refused';
	if (field.collection === 'filters') return isList && output.kind === 'records' ? 'matchesNothing' : 'refused';
	if (isReplaced && (isList || field.kind === 'object' || field.kind === 'json')) return 'refused';
	return effects.some((effect) => TAKING.includes(effect)) ? 'refused' : undefined;
}

/** What an object holds is written with it: a list in it is empty because somebody wrote `[]`. */
function inside({ blank: _blank, ...field }: Field): Field {
	const isList = LISTS.includes(field.kind) || field.holds === 'list';
	return {
		...field,
		...(isList ? { emptiable: true } : {}),
		...(field.fields ? { fields: field.fields.map(inside) } : {}),
	};
}
