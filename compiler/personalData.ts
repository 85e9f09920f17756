import type { Entry } from './operations.ts';
import { outputFields } from './output.ts';

/** Kinds of data about people, by the names of the fields that hold them. */
const KINDS: Record<string, RegExp> = {
	name: /^(first|last|display|full|user|employee|learner|trainer)_?name$/i,
	contact: /(e?mail|phone|emailid|email_?id)$/i,
	'personnel number': /^(employeeId|erecnos?|personnel\w*)$/i,
	'job and organization': /^(job|organization|department|designation)$/,
	picture: /(displayPicture|profileImage|photo)/i,
	'sign-in': /^(lastLoginDate|lastLogin\w*|lastActivityAt)$/,
	'learning results':
		/^(progress|score|marks|grade\w*|attendance(?!Sheet)\w*|hasAttended|timeSpent\w*|completedAt|completionStatus)$/,
};

/** Names of fields that say whose record it is. */
const PERSON = /user|learner|erecno/i;

/** Personal data that an operation returns: fields by the kind of data; secrets are a kind of their own. */
export function personalData(entries: Entry[]): Map<string, string[]> {
	const found = new Map<string, string[]>();
	const names = new Set<string>();
	for (const { document, operation } of entries) {
		for (const { place, name, isSecret } of outputFields(document, operation)) {
			names.add(name);
			const kind = isSecret ? 'secret' : Object.keys(KINDS).find((candidate) => KINDS[candidate]?.test(name));
			if (kind === undefined) continue;
			found.set(kind, [...(found.get(kind) ?? []), place]);
		}
	}
	// Progress is that of a person only where the record names one.
	if (found.size === 1 && ![...names].some((name) => PERSON.test(name))) found.delete('learning results');
	return found;
}
