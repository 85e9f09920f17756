import pLimit from 'p-limit';
import type { ILoadOptionsFunctions, ResourceMapperField, ResourceMapperFields } from 'n8n-workflow';
import { FieldIssue, plainError } from './errors';
import { operationById } from './find';
import { listCall } from './listSearch';
import { isEmptyOnPurpose } from './listEntries';
import type { CustomFieldRule, Field, List, Option } from './operation';
import { recordsFrom } from './pagination';
import { callOf } from './request';
import type { Service } from './service';
import { Transport } from './transport';
import { isBlank } from './texts';
import { toWire, type ValueContext } from './values';

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
 * Turns what the resource mapper holds, or a list from an expression, into the list of values that the vendor takes. The list replaces all values
 * of the record, so a field that was added and is empty is refused: left out, its value would be removed.
 *
 * @throws FieldIssue when a value does not fit
 */
export function customFieldValues(field: Field, list: List, value: unknown, context: ValueContext): unknown[] {
	if (isEmptyOnPurpose(value)) return [];
	const rule = list.customFields!;
	if (Array.isArray(value)) return value.map((entry, index) => completeValue(field, rule, entry, index));
	const { value: values, schema } = value as { value?: Record<string, unknown>; schema?: ResourceMapperField[] };
	const entries = Object.entries(values ?? {});
	if (field.maxItems !== undefined && entries.length > field.maxItems) throw new FieldIssue(field.displayName, `This takes ${field.maxItems} custom fields at most`);
	return entries.map(([id, entry]) => {
		const column = schema?.find((candidate) => candidate.id === id);
		const part = { ...field, displayName: `${field.displayName} › ${column?.displayName ?? id}`, required: true };
		const isDate = column?.type === 'dateTime';
		return { [rule.idProperty]: id, [rule.typeProperty]: isDate ? rule.dateType : rule.textType, [rule.valueProperty]: toWire({ ...part, ...formOf(column) }, entry, context) };
	});
}

function formOf(column: ResourceMapperField | undefined): Pick<Field, 'kind' | 'format' | 'options'> {
	if (column?.type === 'dateTime') return { kind: 'dateTime', format: 'yyyy-MM-dd' };
	if (column?.type === 'options' && column.options) return { kind: 'options', options: column.options as Option[] };
	return { kind: 'string' };
}

/** A value as the vendor writes it, e.g. from a node that has read it. */
function completeValue({ displayName }: Field, { idProperty, valueProperty }: CustomFieldRule, entry: unknown, index: number): unknown {
	const isComplete = [idProperty, valueProperty].every((name) => !isBlank((entry as Record<string, unknown> | null)?.[name]));
	if (!isComplete) throw new FieldIssue(displayName, `Entry ${index + 1} lacks ${idProperty} or ${valueProperty}`, `Each entry is an object with ${idProperty} and ${valueProperty}`);
	return entry;
}
