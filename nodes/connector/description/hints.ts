import type { IParameterBuilderHint } from 'n8n-workflow';
import type { Catalogue } from '../model/catalogue';
import type { Field, FieldKind } from '../model/field';
import { valuesOf } from '../model/find';

/** What a model that fills in a field needs to know about its form, by kind: short, with units and an example. Kinds that need no word are absent. */
const HINTS: Partial<Record<FieldKind, (field: Field, catalogue: Catalogue) => string | undefined>> = {
	dateTime: ({ format }) =>
		format !== undefined && !/[Hh]/.test(format)
			? 'Day, e.g. 2026-07-01'
			: 'ISO 8601, e.g. 2026-07-01T09:00; without an offset in the time zone of the workflow',
	locator: ({ list }, { lists }) => {
		const modes = ['id', ...Object.keys((list === undefined ? undefined : lists[list])?.lookups ?? {})];
		return `{ __rl: true, mode: ${modes.map((mode) => `"${mode}"`).join(' | ')}, value }`;
	},
	strings: ({ list }, { lists }) => {
		if (list === undefined) return 'Separated by commas';
		return `${valuesOf(lists[list])}, separated by commas`;
	},
	json: ({ holds }) => (holds === 'list' ? 'JSON list, e.g. []' : undefined),
	boolean: ({ dryRun }) => (dryRun === true ? 'Let the model choose: with true nothing is changed' : undefined),
};

/** Names on which n8n refuses a hint (`validateNodeDescription` of n8n-core). */
const NOT_RENDERED = new Set(['operation', 'mode', 'resource']);

/**
 * Returns what n8n's AI workflow builder is told about a field. Versions of n8n that know nothing of it leave it alone.
 *
 * @returns nothing for the names that n8n allows no hint on
 */
export function hintOf(catalogue: Catalogue, field: Field): { builderHint?: IParameterBuilderHint } {
	const propertyHint = HINTS[field.kind]?.(field, catalogue);
	return propertyHint === undefined || NOT_RENDERED.has(field.name) ? {} : { builderHint: { propertyHint } };
}
