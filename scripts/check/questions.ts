/** Questions that the vendors' pages leave open and an account can answer, besides those that stand at an operation (`x-inferred`). */
import get from 'lodash/get.js';
import set from 'lodash/set.js';
import type { Endpoint } from './document.ts';
import { recordsIn, type ServiceUnderCheck } from './service.ts';

/** A question with what the account says. */
export interface Answered {
	service: string;
	question: string;
	answer: string;
}

/** Asks all questions of a service. Nothing is written. */
export async function askAll(service: ServiceUnderCheck): Promise<Answered[]> {
	const answers = [
		...formsOfAnswers(service),
		...hostsInLinks(service),
		...(await filtersWork(service)),
		...openFields(service),
	];
	const { title } = service.documents;
	return [...answers, ...(await recordNumbers(service))].map(([question, answer]) => ({
		service: title,
		question,
		answer,
	}));
}

type Pair = [question: string, answer: string];

/** Which names stand at the top of answers that are objects, and in how many operations. */
function formsOfAnswers({ seen }: ServiceUnderCheck): Pair[] {
	const tops = new Map<string, number>();
	for (const { tops: own } of seen.values()) for (const name of own.keys()) tops.set(name, (tops.get(name) ?? 0) + 1);
	const shared = [...tops]
		.filter(([, count]) => count > 1)
		.sort(([, one], [, two]) => two - one)
		.slice(0, 12);
	return shared.length === 0
		? []
		: [
				[
					'Form of answers: names at the top',
					shared.map(([name, count]) => `\`${name}\` in ${count} operations`).join(', '),
				],
			];
}

function hostsInLinks({ seen }: ServiceUnderCheck): Pair[] {
	const hosts = new Map<string, number>();
	for (const { shape } of seen.values())
		for (const [host, count] of shape.hosts) hosts.set(host, (hosts.get(host) ?? 0) + count);
	return [
		['Hosts of links in answers', [...hosts].map(([host, count]) => `${host} (${count})`).join(', ') || 'no links'],
	];
}

/**
 * Encoding of filters: a lookup is sent as the nodes send it, with a value that a record has. Where the filter works, all records of the answer have it.
 */
async function filtersWork(service: ServiceUnderCheck): Promise<Pair[]> {
	const pairs = new Map<string, Pair>();
	for (const { operation: id, lookups = {} } of Object.values(service.documents.catalogue.lists)) {
		for (const { wire, property, operation } of Object.values(lookups)) {
			const endpoint = service.documents.endpoints.find((candidate) => candidate.operation.id === (operation ?? id));
			if (!wire || !endpoint || endpoint.path.includes('{') || pairs.has(`${endpoint.operation.id} ${wire.join('.')}`))
				continue;
			const answer = await filterWorks(service, endpoint, wire, property);
			if (answer)
				pairs.set(`${endpoint.operation.id} ${wire.join('.')}`, [
					`Filter \`${wire.join('.')}\` of ${endpoint.operation.id}, encoded as the nodes do`,
					answer,
				]);
		}
	}
	return [...pairs.values()];
}

async function filterWorks(
	service: ServiceUnderCheck,
	endpoint: Endpoint,
	wire: string[],
	property: string,
): Promise<string | undefined> {
	const all = await service.call(endpoint, service.address(endpoint, {}));
	const sample = all.records
		.map((record) => get(record, property) as unknown)
		.find((value) => typeof value === 'string' && value !== '');
	if (sample === undefined) return undefined;
	const { isGood, status, records } = await service.call(
		endpoint,
		service.address(endpoint, {}, set({}, wire, sample)),
	);
	if (!isGood) return `no: answered with ${status}`;
	const fitting = records.filter(
		(record) => String(get(record, property)).toLowerCase() === String(sample).toLowerCase(),
	).length;
	if (records.length === 0) return 'no: a value that a record has finds nothing';
	return fitting === records.length
		? `yes: ${fitting} of ${records.length} records have the value`
		: `no: only ${fitting} of ${records.length} records have the value`;
}

/** Fields that the document leaves open, with what is in them. */
function openFields({ seen, documents }: ServiceUnderCheck): Pair[] {
	return documents.endpoints.flatMap((endpoint): Pair[] => {
		const open = [...(seen.get(endpoint)?.shape.open ?? [])].filter(([at]) =>
			at.includes('registrationRequestSetting'),
		);
		return open.length === 0
			? []
			: [
					[
						`\`registrationRequestSetting\` in ${endpoint.operation.id}`,
						open.map(([at, kinds]) => `\`${at}\`: ${[...kinds].join(' or ')}`).join(', '),
					],
				];
	});
}

/** Whether the record numbers that sessions name are those of the lists of people. */
async function recordNumbers(service: ServiceUnderCheck): Promise<Pair[]> {
	const { lists } = service.documents.catalogue;
	const byNumber = Object.values(lists).filter(({ value }) => value === 'erecno');
	if (byNumber.length === 0) return [];
	const numbers = new Set<string>();
	const used = new Set<string>();
	for (const endpoint of service.documents.endpoints) {
		const seen = service.seen.get(endpoint);
		if (endpoint.operation.method !== 'GET' || seen?.reason !== undefined) continue;
		const isList = byNumber.some(({ operation }) => operation === endpoint.operation.id);
		const namesPeople = [...(seen?.shape.fields.keys() ?? []), ...(seen?.shape.open.keys() ?? [])].some((place) =>
			place.endsWith('trainerErecno'),
		);
		if (!isList && !namesPeople) continue;
		const [way] = service.records.waysInto(endpoint, 1).ways;
		if (!way) continue;
		const { json } = await service.call(endpoint, service.address(endpoint, way));
		for (const record of recordsIn(endpoint, json)) {
			const own: unknown = get(record, 'erecno');
			const named: unknown = get(record, 'trainerErecno');
			if (own !== undefined) numbers.add(String(own));
			if (named !== undefined) used.add(String(named));
		}
	}
	const known = [...used].filter((number) => numbers.has(number)).length;
	const answer =
		used.size === 0
			? `no session names a trainer; ${numbers.size} people have an \`erecno\``
			: `${known} of ${used.size} record numbers that sessions name as \`trainerErecno\` are the \`erecno\` of a learner or trainer`;
	return [['Is the employee record number `erecno`?', answer]];
}
