/** Reads every list and one record of each kind, as far as records lead from one to the next. */
import set from 'lodash/set.js';
import type { Endpoint } from './document.ts';
import { neededBy, type Values } from './records.ts';
import { cannotFill, type ServiceUnderCheck } from './service.ts';

/** Calls of one endpoint until one of them has records: the first course may have no module. */
const TRIES = 3;

/** Calls every operation that only reads. */
export async function readAll(service: ServiceUnderCheck, isStopped: () => boolean): Promise<void> {
	const waiting = new Set(service.documents.endpoints.filter(({ operation }) => operation.method === 'GET'));
	for (const endpoint of waiting) {
		const field = cannotFill(endpoint);
		if (field === undefined) continue;
		service.seenOf(endpoint).reason = `needs ${field}, which no list has`;
		waiting.delete(endpoint);
	}
	for (let moved = true; moved && !isStopped(); ) {
		moved = false;
		for (const endpoint of waiting) {
			if (isStopped()) return;
			const { ways } = service.records.waysInto(endpoint, TRIES);
			if (ways.length === 0) continue;
			waiting.delete(endpoint);
			moved = true;
			await readOne(service, endpoint, ways);
		}
	}
	for (const endpoint of waiting) {
		const { missing } = service.records.waysInto(endpoint, 1);
		service.seenOf(endpoint).reason = `the account has no record for ${missing ?? 'it'}`;
	}
}

async function readOne(service: ServiceUnderCheck, endpoint: Endpoint, ways: Values[]): Promise<void> {
	const seen = service.seenOf(endpoint);
	for (const way of ways) {
		const { isGood, records, headers, status } = await service.call(endpoint, service.address(endpoint, way));
		if (!isGood) {
			seen.reason = `answered with ${status}`;
			continue;
		}
		delete seen.reason;
		remember(service, endpoint, records, way);
		await readNextPage(service, endpoint, headers);
		if (records.length > 0) break;
	}
	if (seen.reason === undefined) await readFiltered(service, endpoint, ways[0]!);
	await readMadeUp(service, endpoint, ways[0]!);
}

function remember(service: ServiceUnderCheck, { operation }: Endpoint, records: unknown[], way: Values): void {
	for (const [name, list] of Object.entries(service.documents.catalogue.lists))
		if (list.operation === operation.id && !list.with) service.records.add(name, records, way);
}

/** The next page stays on the host of the account, also here. */
async function readNextPage(service: ServiceUnderCheck, endpoint: Endpoint, headers: Headers): Promise<void> {
	const link = /<([^>]+)>\s*;\s*rel="?next"?/.exec(headers.get('link') ?? '')?.[1];
	if (link === undefined) return;
	const { host, pathname, search } = new URL(link, service.account.base);
	if (host === new URL(service.account.base).host) await service.call(endpoint, `${pathname}${search}`);
}

/** Lists that are the same operation with a filter, as the dropdowns of the nodes send it. */
async function readFiltered(service: ServiceUnderCheck, endpoint: Endpoint, way: Values): Promise<void> {
	for (const [name, list] of Object.entries(service.documents.catalogue.lists)) {
		if (list.operation !== endpoint.operation.id || !list.with) continue;
		const query = {};
		for (const [field, value] of Object.entries(list.with)) {
			const found = endpoint.operation.fields.find((candidate) => candidate.name === field);
			if (found) set(query, found.wire, value);
		}
		const { records } = await service.call(endpoint, service.address(endpoint, way, query));
		service.records.add(name, records, way);
	}
}

/** Asks for a record that nobody has: which code does the vendor give? */
async function readMadeUp(service: ServiceUnderCheck, endpoint: Endpoint, way: Values): Promise<void> {
	const last = neededBy(endpoint)
		.filter(({ at, list }) => at === 'path' && list)
		.pop();
	const name = last?.wire[0];
	if (name === undefined) return;
	const madeUp = madeUpLike(way[name]!);
	if (madeUp !== undefined) await service.call(endpoint, service.address(endpoint, { ...way, [name]: madeUp }));
}

/** An ID of the same form that nobody has. */
export function madeUpLike(id: string): string | undefined {
	if (/^[0-9a-f]{24}$/i.test(id)) return 'ffffffffffffffffffffffff';
	return /^\d+$/.test(id) ? '9'.repeat(id.length) : undefined;
}
