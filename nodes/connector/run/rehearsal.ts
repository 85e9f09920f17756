import { Refusal } from '../model/failures';
import { readAlone } from '../input/input';
import type { Field } from '../model/field';
import type { Operation } from '../model/operation';
import type { Run } from './run';

/** The switch of an operation that makes a run change nothing (*Dry Run*); absent if the operation has none. */
export function rehearsalSwitch({ fields }: Operation): Field | undefined {
	return fields.find(({ dryRun }) => dryRun);
}

/**
 * Whether the dry run is on for an item. A value that cannot be read counts as off.
 *
 * @param index index of the input item, from 0
 */
export async function isRehearsed(
	{ context, service, operation }: Pick<Run, 'context' | 'service' | 'operation'>,
	index: number,
): Promise<boolean> {
	const field = rehearsalSwitch(operation);
	if (!field) return false;
	const noLookups = async () => await Promise.reject(new Refusal('A switch is not looked up'));
	return await readAlone(context, service, operation, index, noLookups, field.name).then(
		(value) => value === true,
		() => false,
	);
}
