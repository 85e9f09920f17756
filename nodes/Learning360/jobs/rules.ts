import type { Input } from '../../connector/input/input';
import { FieldIssue } from '../../connector/model/failures';
import { idKey, type User } from './names';

/** How a value of a user is compared with that of a rule. */
const OPERATORS = {
	is: (one: string, other: string) => one === other,
	isNot: (one: string, other: string) => one !== other,
	contains: (one: string, other: string) => one.includes(other),
	startsWith: (one: string, other: string) => one.startsWith(other),
	endsWith: (one: string, other: string) => one.endsWith(other),
};

/** A role in a group. */
export interface Place {
	groupId: string;
	role: string;
}

/** Who is to have a role in a group. */
export interface Rule extends Place {
	/** Property of the user's profile; absent for a custom field. */
	property?: string | undefined;
	customFieldId?: string | undefined;
	operator: keyof typeof OPERATORS;
	value: string;
}

/** Values of custom fields of a user, by comparison key of the field's ID. */
export type CustomValues = Map<string, string>;

/**
 * Reads the rule of an item.
 *
 * @throws FieldIssue when the value or the custom field is missing
 */
export function ruleOf({ body }: Input): Rule {
	const isCustom = body.field === 'customField';
	const customFieldId = body.customFieldId === undefined ? undefined : idKey(String(body.customFieldId));
	const value = String(body.value ?? '').trim();
	if (value === '')
		throw new FieldIssue('Value', 'This field is required', 'Nothing was done. An empty rule matches nobody');
	if (isCustom && customFieldId === undefined)
		throw new FieldIssue('Custom Field', 'This field is required when the rule is about a custom field');
	return {
		...(isCustom ? { customFieldId } : { property: String(body.field) }),
		operator: body.operator as Rule['operator'],
		value,
		groupId: idKey(String(body.groupId)),
		role: String(body.role),
	};
}

/** The value of a user that a rule looks at, trimmed; empty when there is none. */
export function valueFor({ property, customFieldId }: Rule, user: User, custom: CustomValues | undefined): string {
	const value = property === undefined ? custom?.get(customFieldId ?? '') : user[property];
	return value === undefined || value === null ? '' : String(value).trim();
}

/** Whether a user fits a rule. Texts are compared without regard to capitals. */
export function fits(rule: Rule, user: User, custom: CustomValues | undefined): boolean {
	return OPERATORS[rule.operator](valueFor(rule, user, custom).toLowerCase(), rule.value.toLowerCase());
}

/** Comparison key of a role in a group. */
export function placeKey({ groupId, role }: Place): string {
	return `${idKey(groupId)} ${role}`;
}
