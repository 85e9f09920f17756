import type { ResourceMapperField } from 'n8n-workflow';
import { FieldIssue } from '../model/failures';
import type { Field, Option } from '../model/field';
import type { CustomFieldRule, List } from '../model/list';
import { isEmptyOnPurpose } from '../wire/listEntries';
import { isBlank } from '../wire/texts';
import { toWire, type ValueContext } from '../wire/values';

/**
 * Converts the value of the resource mapper, or a list from an expression, to the vendor's list of values. The list replaces all values of the
 * record, so a field that was added but is empty is refused: leaving it out would remove its value.
 *
 * @throws FieldIssue if a value does not fit
 */
export function customFieldValues(field: Field, list: List, value: unknown, context: ValueContext): unknown[] {
	if (isEmptyOnPurpose(value)) return [];
	const rule = list.customFields!;
	if (Array.isArray(value)) return value.map((entry, index) => completeValue(field, rule, entry, index));
	const { value: values, schema } = value as { value?: Record<string, unknown>; schema?: ResourceMapperField[] };
	const entries = Object.entries(values ?? {});
	if (field.maxItems !== undefined && entries.length > field.maxItems)
		throw new FieldIssue(field.displayName, `This takes ${field.maxItems} custom fields at most`);
	return entries.map(([id, entry]) => {
		const column = schema?.find((candidate) => candidate.id === id);
		const part = { ...field, displayName: `${field.displayName} › ${column?.displayName ?? id}`, required: true };
		const isDate = column?.type === 'dateTime';
		return {
			[rule.idProperty]: id,
			[rule.typeProperty]: isDate ? rule.dateType : rule.textType,
			[rule.valueProperty]: toWire({ ...part, ...formOf(column) }, entry, context),
		};
	});
}

function formOf(column: ResourceMapperField | undefined): Pick<Field, 'kind' | 'format' | 'options'> {
	if (column?.type === 'dateTime') return { kind: 'dateTime', format: 'yyyy-MM-dd' };
	if (column?.type === 'options' && column.options) return { kind: 'options', options: column.options as Option[] };
	return { kind: 'string' };
}

/** A value in the vendor's form, e.g. from a node that has read it. */
function completeValue(
	{ displayName }: Field,
	{ idProperty, valueProperty }: CustomFieldRule,
	entry: unknown,
	index: number,
): unknown {
	const isComplete = [idProperty, valueProperty].every(
		(name) => !isBlank((entry as Record<string, unknown> | null)?.[name]),
	);
	if (!isComplete)
		throw new FieldIssue(
			displayName,
			`Entry ${index + 1} lacks ${idProperty} or ${valueProperty}`,
			`Each entry is an object with ${idProperty} and ${valueProperty}`,
		);
	return entry;
}
