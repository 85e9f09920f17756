import type { IDataObject } from 'n8n-workflow';
import type { Detail, Operation, Output } from '../model/operation';
import { toSession } from './session';

/** Converts a record to the JSON of an item. */
export function toJson(output: Output, record: unknown, detail: Detail): IDataObject {
	if (record === null || typeof record !== 'object' || Array.isArray(record))
		return { [output.valueName ?? 'value']: record as IDataObject[string] };
	const json = record as IDataObject;
	if (detail.kind === 'selected' && detail.fields.length > 0) return pick(json, detail.fields);
	if (detail.kind === 'session' && output.session) return toSession(output.session, json, detail.zone);
	if (detail.kind === 'simplified' && output.simplified) return pick(json, output.simplified);
	return json;
}

/** Creates the confirmation for an answer without a body: what was done, to which record. */
export function confirmation(operation: Operation, ids: Record<string, string>): IDataObject {
	return operation.output.deletes ? { deleted: true, ...ids } : { success: true, ...ids };
}

function pick(json: IDataObject, names: string[]): IDataObject {
	const kept: IDataObject = {};
	for (const name of names) if (Object.hasOwn(json, name)) kept[name] = json[name];
	return kept;
}
