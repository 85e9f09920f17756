import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import Ajv, { type ValidateFunction } from 'ajv';
import type { Catalogue } from '../../nodes/connector/model/catalogue.ts';
import type { Operation } from '../../nodes/connector/model/operation.ts';
import type { Sandbox } from '../../sandbox/index.ts';
import { n8nCredentials } from '../../sandbox/n8nCredentials.ts';
import { startStillSandbox, timeInSteps } from '../faults/world.ts';
import { readWorkflow, root, runWorkflow } from '../harness/index.ts';
import { answersOf, type DocumentOperation, documentOperations, entriesOf } from './documents.ts';

/** Folders of the workflows, one per operation: those written by hand come first, the others are made by `generate.ts`. */
export const FIXTURES = ['written', 'operations'].map((folder) => path.join(root, 'test', 'fixtures', folder));

/** The user for whom operations are called that ask about "me". */
const ACTING_USER = '507f1f77bcf86cd799439011';

interface Preview {
	properties: Record<string, object>;
}

interface Subject {
	resource: string;
	operation: Operation;
}

/** Runs the workflow of every operation of a service against the sandbox: request as documented, output as previewed, items paired. */
export function describeOperations(service: string): void {
	const catalogue = JSON.parse(
		readFileSync(path.join(root, 'dist', 'nodes', service, 'catalogue.json'), 'utf8'),
	) as Catalogue;
	const subjects = catalogue.resources.flatMap(({ value, operations }) =>
		operations.map((operation): [string, Subject] => [`${value} › ${operation.value}`, { resource: value, operation }]),
	);
	const documents = documentOperations(service);
	const ajv = new Ajv({ allowUnionTypes: true, strict: false });
	let sandbox: Sandbox;
	beforeAll(async () => {
		sandbox = await startStillSandbox(false, {});
	});
	afterAll(async () => await sandbox.close());
	beforeEach(async () => await sandbox.reset());
	timeInSteps(() => sandbox);

	test.each(subjects)('%s', async (_title, subject) => {
		const { resource, operation } = subject;
		const workflow = readWorkflow(fixtureOf(service, resource, operation.value));
		const entries = entriesOf(documents, resource, operation);
		const run = await runWorkflow({ workflow, credentials: credentialsFor(sandbox, entries) });
		expect({
			status: run.status,
			message: run.error?.message,
			advice: run.error && 'description' in run.error ? run.error.description : undefined,
		}).toEqual({ status: 'success', message: undefined, advice: undefined });
		const requests = sandbox.requests.filter(
			({ path: address, vendor }) => vendor !== 'zohoAccounts' && !address.endsWith('/oauth2/token'),
		);
		expect(requests.flatMap(({ validationFailures }) => validationFailures)).toEqual([]);
		expect(requests.flatMap(({ answerFailures }) => answerFailures)).toEqual([]);
		if (!operation.job && !operation.request)
			expect(requests.map(({ operationId }) => operationId)).toEqual(
				expect.arrayContaining(entries.map(({ operationId }) => operationId)),
			);
		const preview = previewOf(service, resource, operation.value);
		const validate = ajv.compile(preview);
		const nodes = workflow.nodes.filter(
			({ type, parameters }) =>
				type.startsWith('n8n-nodes-lms.') &&
				parameters.resource === resource &&
				parameters.operation === operation.value,
		);
		expect(nodes.length).toBeGreaterThan(0);
		for (const { name } of nodes) {
			const { items, itemsIn } = run.nodes[name].runs[0];
			for (const { json, pairedItem } of (items[0] ?? []).slice(0, 20)) {
				expectValid(validate, json);
				expectPreviewed(preview, json);
				if (operation.output.kind === 'none')
					expect(json).toMatchObject({ [operation.output.deletes ? 'deleted' : 'success']: true });
				expect((pairedItem as { item: number }).item).toBeLessThan(itemsIn);
			}
		}
		for (const answer of answersOf(entries)) {
			for (const record of recordsIn(operation, answer)) expectValid(validate, record);
		}
	});
}

/** The workflow of an operation. */
export function fixtureOf(service: string, resource: string, operation: string): string {
	const files = FIXTURES.map((folder) => path.join(folder, service, resource, `${operation}.json`));
	return files.find((file) => existsSync(file)) ?? files[0];
}

/** What a person would type into the credentials; it names a user where the document asks for a token of one. */
export function credentialsFor(
	sandbox: Sandbox,
	entries: DocumentOperation[],
): Record<string, Record<string, unknown>> {
	const credentials = n8nCredentials(sandbox);
	if (!entries.some((entry) => entry['x-requires-user-token'])) return credentials;
	return { ...credentials, learning360OAuth2Api: { ...credentials.learning360OAuth2Api, userId: ACTING_USER } };
}

/** The records in a documented answer, as the node would give them out. */
function recordsIn({ output }: Operation, answer: unknown): unknown[] {
	if (output.kind !== 'record' && output.kind !== 'records') return [];
	const inner =
		output.property && answer !== null && typeof answer === 'object' && output.property in answer
			? (answer as Record<string, unknown>)[output.property]
			: answer;
	const list = Array.isArray(inner) ? inner : [inner];
	return output.valueName ? list.map((value) => ({ [output.valueName!]: value })) : list;
}

function previewOf(service: string, resource: string, operation: string): Preview {
	const { version: _version, ...schema } = JSON.parse(
		readFileSync(
			path.join(root, 'dist', 'nodes', service, '__schema__', 'v1.0.0', resource, `${operation}.json`),
			'utf8',
		),
	) as Preview & { version: number };
	return schema;
}

/** A record of which the preview shows no field at all would be valid, and no help; some pages of the vendors show no answer. */
function expectPreviewed({ properties }: Preview, json: object): void {
	const shown = Object.keys(properties);
	if (shown.length > 0) expect(Object.keys(json).filter((name) => shown.includes(name))).not.toEqual([]);
}

function expectValid(validate: ValidateFunction, value: unknown): void {
	const valid = validate(value);
	expect({
		valid,
		errors: (validate.errors ?? []).map(({ instancePath, message }) => `${instancePath} ${message}`),
		value: valid ? undefined : value,
	}).toEqual({ valid: true, errors: [], value: undefined });
}
