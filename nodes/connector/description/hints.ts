import type { INodeProperties } from 'n8n-workflow';
import type { Field } from '../model/field';
import type { FieldKind } from '../model/kinds';

/**
 * What a model that fills in a field needs to know about its form, by kind, where the description does not say it by itself: the modes of a locator
 * and the hint under a list reach the model anyway. Short, with units and an example.
 */
const HINTS: Partial<Record<FieldKind, (field: Field, control: INodeProperties) => string | undefined>> = {
	dateTime: ({ format }) =>
		format !== undefined && !/[Hh]/.test(format) ? 'Day, e.g. 2026-07-01' : 'ISO 8601, e.g. 2026-07-01T09:00',
	strings: (_field, { hint }) => (hint === undefined ? 'Separated by commas' : undefined),
	json: ({ holds }) => (holds === 'list' ? 'JSON list, e.g. []' : undefined),
	boolean: ({ dryRun }) => (dryRun === true ? 'Let the model choose: true changes nothing' : undefined),
};

/** Names on which n8n refuses a hint (`validateNodeDescription` of n8n-core). */
const NOT_RENDERED = new Set(['operation', 'mode', 'resource']);

/**
 * Returns a control with what n8n's AI workflow builder is told about it. Versions of n8n that know nothing of it leave it alone.
 *
 * @returns the control as it is where there is nothing to add, or n8n allows no hint on its name
 */
export function withHint(field: Field, control: INodeProperties): INodeProperties {
	const propertyHint = HINTS[field.kind]?.(field, control);
	if (propertyHint === undefined || NOT_RENDERED.has(field.name)) return control;
	return { ...control, builderHint: { propertyHint } };
}
