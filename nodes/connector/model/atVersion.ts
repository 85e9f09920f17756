import { derivedOnce } from './derivedOnce';
import type { Field } from './field';
import { formerOf, IN_SIGHT } from './layout';
import type { Operation } from './operation';

const former = derivedOnce(formerOf);

/** Returns the operation with the fields of a node version: always the same object, so that caches can be keyed by it. */
export function atVersion(operation: Operation, version: number): Operation {
	return operation.formerFields && version < IN_SIGHT ? former(operation) : operation;
}

/** Returns the operation with the fields of the latest version; the inverse of `atVersion`. */
export function atLatest(operation: Operation): Operation {
	return former.sourceOf(operation) ?? operation;
}

/** Returns the fields that replace a field of version 1: the same field outside its collection, or the fields of its group. */
export function successorsOf(operation: Operation, { name }: Field): Field[] {
	return atLatest(operation).fields.filter(({ from }) => from === name);
}
