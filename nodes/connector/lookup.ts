import { FieldIssue } from './errors';
import type { FindId } from './input';
import { listCall } from './listSearch';
import { readPage } from './pagination';
import type { Service } from './service';
import type { Transport } from './transport';

/** Finds ids by other names of a record; each name is looked up once in a run. */
export function idFinder(service: Service, transport: Transport): FindId {
	const found = new Map<string, Promise<string>>();
	return async (list, mode, value, field) => {
		const key = `${list.operation}|${mode}|${value.toLowerCase()}`;
		let id = found.get(key);
		if (!id) {
			id = lookUp(service, transport, list, mode, value, field.displayName);
			found.set(key, id);
			id.catch(() => found.delete(key));
		}
		return await id;
	};
}

async function lookUp(service: Service, transport: Transport, list: Parameters<FindId>[0], mode: string, value: string, label: string): Promise<string> {
	const lookup = list.lookups![mode];
	const [name, operator] = lookup.wire;
	const { operation, call } = listCall(service.catalogue, list, {}, operator ? { [name]: { [operator]: value } } : { [name]: value });
	const { records } = await readPage(transport, operation, call);
	if (records.length === 1) return String((records[0] as Record<string, unknown>)[list.value]);
	const what = records.length === 0 ? 'Nothing was found for' : 'More than one record was found for';
	throw new FieldIssue(label, `${what} "${value}"`, 'Pick the record from the list or give its ID');
}
