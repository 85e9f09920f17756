import omit from 'lodash/omit';
import type { WrittenRequest } from '../input/anyRequest';
import type { Catalogue } from '../model/catalogue';
import { operationAt } from '../model/find';
import type { AnyRequest, Operation, Pagination } from '../model/operation';
import type { Call } from '../transport/call';
import { writeQuery } from './call';

/** A call that a user wrote, with the operation that it counts as. */
export interface Addressed {
	operation: Operation;
	call: Call;
}

/**
 * Builds the call that a user wrote. Where a documented operation has its address, it counts against the limits of that one, and its errors explain
 * what the vendor answers. Only GET is sent again when its outcome is unknown: of other calls nobody knows what they do.
 *
 * @param operation the operation with which calls are written
 */
export function addressed(
	catalogue: Catalogue,
	operation: Operation,
	rule: AnyRequest,
	{ method, path, query, headers, body }: WrittenRequest,
): Addressed {
	const reads = method === 'GET';
	const shared = omit(operation, ['pagination', 'effects']);
	const { id, paces, errors, scopes } = operationAt(catalogue, method, path) ?? {
		...operation,
		paces: reads ? rule.paces.read : rule.paces.write,
	};
	const pages = reads && operation.pagination ? { pagination: announced(operation.pagination) } : {};
	const own: Operation = {
		...shared,
		id,
		paces,
		errors,
		scopes,
		method,
		path,
		fields: [],
		repeatable: reads,
		...pages,
	};
	const text = query
		.map(([name, value]) => writeQuery({ [name]: value }, isNested(value) ? { [name]: rule.objects } : {}))
		.join('&');
	return {
		operation: own,
		call: {
			method,
			url: text === '' ? path : `${path}?${text}`,
			headers: { ...headers, ...(body === undefined ? {} : { 'content-type': 'application/json' }) },
			...(body === undefined ? {} : { body: JSON.stringify(body) as Call['body'] }),
			paces,
			operation: own,
			repeatable: reads,
			output: operation.output,
		},
	};
}

/** An endpoint that nobody knows has another page only if its answer says so. */
function announced(pagination: Pagination): Pagination {
	return pagination.kind === 'offset' ? { ...pagination, pageSize: Infinity } : pagination;
}

function isNested(value: unknown): boolean {
	return value !== null && typeof value === 'object';
}
