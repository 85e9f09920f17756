import type { ILoadOptionsFunctions, ResourceMapperField, ResourceMapperFields } from 'n8n-workflow';
import pLimit from 'p-limit';
import { listCall } from '../client/listCall';
import { recordsFrom } from '../client/pagination';
import { plainError } from '../messages/errors';
import { operationById } from '../model/find';
import type { List } from '../model/list';
import type { Service } from '../model/service';
import { callOf } from '../request/call';
import { Transport } from '../transport/transport';

/** Maximum number of concurrent reads of authorized values. */
const PARALLEL_READS = 10;

/** A custom field in the vendor's list. */
interface CustomField {
	id: string;
	name: string;
	isDate: boolean;
}

/** Creates one method for n8n's resource mapper per list of custom fields, named like the list. */
export function customFieldMethods(
	service: Service,
): Record<string, (this: ILoadOptionsFunctions) => Promise<ResourceMapperFields>> {
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

/** Reads the custom fields of the company with their kinds and authorized values. */
async function columns(context: ILoadOptionsFunctions, service: Service, list: List): Promise<ResourceMapperField[]> {
	const transport = await Transport.open(context, service, { longestWait: 20, tries: 2, timeout: 20 });
	const { operation, call } = listCall(service.catalogue, list, {});
	const fields: CustomField[] = [];
	for await (const record of recordsFrom(transport, operation, call))
		fields.push(customField(list, record as Record<string, unknown>));
	const limit = pLimit(PARALLEL_READS);
	const columns = fields.map(
		async (field) => await limit(async () => column(field, await authorizedValues(transport, service, list, field.id))),
	);
	return await Promise.all(columns);
}

function customField(list: List, record: Record<string, unknown>): CustomField {
	const { typeProperty, dateType } = list.customFields!;
	return {
		id: String(record[list.value]),
		name: String(record[list.label[0] ?? list.value] ?? record[list.value]),
		isDate: record[typeProperty] === dateType,
	};
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
