import { readFileSync } from 'node:fs';
import path from 'node:path';
import type { INodeParameters, NodeParameterValueType } from 'n8n-workflow';
import type { Catalogue } from '../../nodes/connector/model/catalogue.ts';
import type { Field } from '../../nodes/connector/model/field.ts';
import type { Operation } from '../../nodes/connector/model/operation.ts';
import type { Sandbox } from '../../sandbox/index.ts';
import { startStillSandbox, timeInSteps } from '../faults/world.ts';
import { readWorkflow, root, runWorkflow } from '../harness/index.ts';
import { documentOperations, entriesOf } from '../operations/documents.ts';
import { credentialsFor, fixtureOf } from '../operations/operations.ts';

/** An operation whose main input is a list, of people above all, says so when nothing came out of it, and sends nothing that writes. */

let sandbox: Sandbox;
beforeAll(async () => {
	sandbox = await startStillSandbox(false, {});
});
afterAll(async () => await sandbox.close());
beforeEach(async () => await sandbox.reset());
timeInSteps(() => sandbox);

/** What a mistyped or empty expression leaves of a list. */
const NOTHING: Array<[string, NodeParameterValueType]> = [
	["['']", ['']],
	['an expression that finds nothing', '={{ $json.nobodyHasThis }}'],
	["an expression with ['']", "={{ [''] }}"],
	['an expression with undefined in a list', '={{ [$json.nobodyHasThis] }}'],
	['spaces', ['  ']],
];

const isList = ({ kind, collection, constant }: Field) =>
	(kind === 'strings' || kind === 'multiOptions') && collection === undefined && constant === undefined;

/** The list that an operation cannot do without, or all of several of which it needs one. */
function mainLists({ fields, anyOf = [], method }: Operation): Field[][] {
	if (method === 'GET') return [];
	const required = fields.filter((field) => isList(field) && field.required && field.emptiable !== true);
	const names = anyOf.flat();
	const alternatives = fields.filter(({ wire }) => names.includes(wire[0]));
	return [
		...required.map((field) => [field]),
		...(alternatives.length > 0 && alternatives.every(isList) ? [alternatives] : []),
	];
}

const SUBJECTS = ['Learning360', 'Learning360V1', 'ZohoPeopleLms'].flatMap((service) => {
	const { resources } = JSON.parse(
		readFileSync(path.join(root, 'dist', 'nodes', service, 'catalogue.json'), 'utf8'),
	) as Catalogue;
	return resources.flatMap(({ value, operations }) =>
		operations.flatMap((operation) =>
			mainLists(operation).map((fields): [string, string, string, Field[], Operation] => [
				service,
				value,
				operation.value,
				fields,
				operation,
			]),
		),
	);
});

test('there are such operations at all three services', () => {
	expect(new Set(SUBJECTS.map(([service]) => service)).size).toBe(3);
	const named = SUBJECTS.map(([, resource, operation]) => `${resource}.${operation}`);
	expect(named).toEqual(
		expect.arrayContaining(['pathSession.enroll', 'pathSession.unenroll', 'learner.enrollInBatch']),
	);
});

describe.each(SUBJECTS)('%s › %s › %s', (service, resource, value, fields, operation) => {
	test.each(NOTHING)('is an error with %s', async (_what, nothing) => {
		const workflow = readWorkflow(fixtureOf(service, resource, value));
		// Nodes before it only prepare what it works with.
		const node = workflow.nodes.findLast(({ type }) => type.startsWith('n8n-nodes-lms.'))!;
		const empty = Object.fromEntries(fields.map(({ name }) => [name, nothing])) as INodeParameters;
		node.parameters = { ...node.parameters, ...empty };
		const entries = entriesOf(documentOperations(service), resource, operation);
		expect(entries).not.toEqual([]);
		const own = new Set(entries.map(({ operationId }) => operationId));
		const run = await runWorkflow({ workflow, credentials: credentialsFor(sandbox, entries) });
		expect(run.status).toBe('error');
		// A job has no address of its own: none of its calls may write.
		const written = sandbox.requests.filter(
			({ method, operationId, vendor, path: address }) =>
				method.toUpperCase() !== 'GET' &&
				vendor !== 'zohoAccounts' &&
				!address.endsWith('/oauth2/token') &&
				(operation.job !== undefined || own.has(operationId ?? '')),
		);
		expect(written.map(({ method, path: address }) => `${method} ${address}`)).toEqual([]);
	});
});
