import { readFileSync } from 'node:fs';
import path from 'node:path';
import type { Catalogue } from '../../nodes/connector/model/catalogue.ts';
import type { Field } from '../../nodes/connector/model/field.ts';
import type { Operation } from '../../nodes/connector/model/operation.ts';
import type { Sandbox } from '../../sandbox/index.ts';
import { startStillSandbox, timeInSteps } from '../faults/world.ts';
import { operationCalls, runNode, V2 } from '../five/five.ts';
import { root } from '../harness/index.ts';

const catalogue = JSON.parse(
	readFileSync(path.join(root, 'dist', 'nodes', 'Learning360', 'catalogue.json'), 'utf8'),
) as Catalogue;

/** What a person fills in for a date, in which time zone, and the moment that is. */
const MOMENTS = [
	{ timezone: 'America/New_York', given: '2026-07-01T00:00:00', meant: '2026-07-01T04:00:00.000Z' },
	{ timezone: 'Asia/Kolkata', given: '2026-01-01T00:15:00', meant: '2025-12-31T18:45:00.000Z' },
	{ timezone: 'Europe/Paris', given: '2026-03-29T03:30:00', meant: '2026-03-29T01:30:00.000Z' },
	{ timezone: 'Europe/Paris', given: '2026-07-01T12:00:00-07:00', meant: '2026-07-01T19:00:00.000Z' },
];

/** Operators that the vendor documents: https://360learning.readme.io/docs/filters */
const OPERATORS = ['eq', 'gte', 'in', 'lt', 'ne', 'nin'];

interface Case {
	field: Field;
	given: unknown;
	meant: unknown;
}

function isFilter(operation: Operation, { wire }: Field): boolean {
	return operation.query?.[wire[0]] === 'brackets';
}

function choicesOf({ options }: Field): Array<string | number | boolean> {
	return (typeof options === 'string' ? catalogue.options[options] : (options ?? [])).map(({ value }) => value);
}

/** A value of each filter and what the vendor has to understand. */
function caseOf(field: Field, { given, meant }: (typeof MOMENTS)[number]): Case {
	const list = field.list ? catalogue.lists[field.list] : undefined;
	const pattern = field.pattern ?? list?.pattern ?? '';
	const text = (place: number) =>
		pattern.includes('24')
			? `58eb5f371a92bb4fb526b30${place}`
			: pattern.includes('@')
				? `nora+${place}@example.com`
				: `é & [${place}]=x;#?`;
	switch (field.kind) {
		case 'dateTime':
			return { field, given, meant };
		case 'boolean':
			return { field, given: true, meant: true };
		case 'integer':
		case 'number':
			return { field, given: field.minimum ?? 3, meant: field.minimum ?? 3 };
		case 'options':
			return { field, given: choicesOf(field)[0], meant: choicesOf(field)[0] };
		case 'multiOptions':
			return { field, given: choicesOf(field), meant: choicesOf(field) };
		case 'strings':
			return { field, given: [text(1), text(2), text(3)], meant: [text(1), text(2), text(3)] };
		default:
			return { field, given: text(4), meant: text(4) };
	}
}

const subjects = catalogue.resources.flatMap(({ value, operations }) =>
	operations
		.filter((operation) => operation.fields.some((field) => isFilter(operation, field)))
		.map((operation): [string, string, Operation] => [`${value} › ${operation.value}`, value, operation]),
);

let sandbox: Sandbox;
beforeAll(async () => {
	sandbox = await startStillSandbox(false, {});
});
afterAll(async () => await sandbox.close());
timeInSteps(() => sandbox);

test('all documented operators are there', () => {
	const found = subjects.flatMap(([, , operation]) =>
		operation.fields.filter((field) => isFilter(operation, field)).map(({ wire }) => wire[1]),
	);
	expect([...new Set(found)].sort()).toEqual(OPERATORS);
});

describe.each(MOMENTS)('filters say to the vendor what was filled in: $given in $timezone', (moment) => {
	test.each(subjects)('%s', async (_title, resource, operation) => {
		sandbox.clearRequests();
		const cases = operation.fields.filter((field) => isFilter(operation, field)).map((field) => caseOf(field, moment));
		const required = operation.fields.filter((field) => field.required && field.constant === undefined);
		for (const { field, given } of cases) {
			const parameters = {
				resource,
				operation: operation.value,
				limit: 1,
				...Object.fromEntries(required.map((needed) => [needed.name, caseOf(needed, moment).given])),
				filters: { [field.name]: `={{ $json.value }}` },
				options: { concurrency: 1 },
			};
			await runNode(sandbox, V2, parameters as never, {
				input: [{ json: { value: given as never } }],
				timezone: moment.timezone,
				onError: 'continueRegularOutput',
			});
		}
		const calls = operationCalls(sandbox);
		expect(calls.flatMap(({ validationFailures }) => validationFailures)).toEqual([]);
		const own = required.filter(({ at }) => at === 'query').map(({ wire }) => wire[0]);
		expect(
			calls.map(({ query }) => Object.fromEntries(Object.entries(query).filter(([name]) => !own.includes(name)))),
		).toEqual(cases.map(({ field, meant }) => ({ [field.wire[0]]: { [field.wire[1]]: meant } })));
	});
});
