import pLimit from 'p-limit';
import type { ILoadOptionsFunctions, ResourceMapperField, ResourceMapperFields } from 'n8n-workflow';
import { FieldIssue, plainError } from './errors';
import { listCall, operationById } from './listSearch';
import type { Field, List } from './operation';
import { recordsFrom } from './pagination';
import { callOf } from './request';
import type { Service } from './service';
import { Transport } from './transport';
import { isEmpty, toMoment, toWire, writeDate, type ValueContext } from './values';

/** Reads of authorized values under way at the same time. */
const PARALLEL_READS = 10;

/** A custom field as the vendor lists it. */
interface CustomField {
	id: string;
	name: string;
	isDate: boolean;
}

/** One method per list of custom fields of the catalogue, under the name of the list, for n8n's resource mapper. */
export function customFieldMethods(service: Service): Record<string, (this: ILoadOptionsFunctions) => Promise<ResourceMapperFields>> {
	const mapped = Object.entries(service.catalogue.lists).filter(([, list]) => list.customFields);
	return Object.fromEntries(
		mapped.map(([name, list]) => [
			name,
			async function (this: ILoadOptionsFunctions) {
				try {
					return { fields: await columns(this, service, list) };
				} catch (error) {
					throw plainError(this.getNode(), error);
				}
			},
		]),
	);
}

/** The custom fields of the company with their kinds and authorized values. */
async function columns(context: ILoadOptionsFunctions, service: Service, list: List): Promise<ResourceMapperField[]> {
	const transport = await Transport.open(context, service, { longestWait: 20, tries: 2, timeout: 20 });
	const { operation, call } = listCall(service.catalogue, list, {});
	const fields: CustomField[] = [];
	for await (const record of recordsFrom(transport, operation, call)) fields.push(customField(list, record as Record<string, unknown>));
	const limit = pLimit(PARALLEL_READS);
	const columns = fields.map(async (field) => await limit(async () => column(field, await authorizedValues(transport, service, list, field.id))));
	return await Promise.all(columns);
}

function customField(list: List, record: Record<string, unknown>): CustomField {
	const { typeProperty, dateType } = list.customFields!;
	return { id: String(record[list.value]), name: String(record[list.label[0]] ?? record[list.value]), isDate: record[typeProperty] === dateType };
}

async function authorizedValues(transport: Transport, service: Service, list: List, id: string): Promise<string[]> {
	const { choices } = list.customFields!;
	const operation = operationById(service.catalogue, choices.operation);
	const call = callOf(operation, { path: { [choices.path]: encodeURIComponent(id) }, query: {} });
	const values: string[] = [];
	for await (const value of recordsFrom(transport, operation, call)) values.push(String(value));
	return values;
}

function column({ id, name, isDate }: CustomField, values: string[]): ResourceMapperField {
	const base = { id, displayName: name, required: false, defaultMatch: false, display: true };
	if (isDate) return { ...base, type: 'dateTime' };
	if (values.length === 0) return { ...base, type: 'string' };
	return { ...base, type: 'options', options: values.map((value) => ({ name: value, value })) };
}

/**
 * Turns what the resource mapper holds, or a list from an expression, into the list of values that the vendor takes.
 *
 * @throws FieldIssue when a value does not fit
 */
export function customFieldValues(field: Field, list: List, value: unknown, context: ValueContext): unknown[] {
	if (Array.isArray(value)) return value;
	const { value: values, schema } = (value ?? {}) as { value?: Record<string, unknown> | null; schema?: ResourceMapperField[] };
	const filled = Object.entries(values ?? {}).filter(([, entry]) => !isEmpty(entry));
	if (filled.length === 0) throw new FieldIssue(field.displayName, 'Fill in at least one custom field', 'To remove all values on purpose, give an empty list with an expression: {{ [] }}');
	if (field.maxItems !== undefined && filled.length > field.maxItems) throw new FieldIssue(field.displayName, `This takes ${field.maxItems} custom fields at most`);
	const { timezone } = context;
	const { idProperty, typeProperty, valueProperty, dateType, textType } = list.customFields!;
	return filled.map(([id, entry]) => {
		const isDate = schema?.find((candidate) => candidate.id === id)?.type === 'dateTime';
		const text = isDate ? writeDate(toMoment(field, entry, timezone), 'yyyy-MM-dd', timezone) : toWire({ ...field, kind: 'string' }, entry, context);
		return { [idProperty]: id, [typeProperty]: isDate ? dateType : textType, [valueProperty]: text };
	});
}
