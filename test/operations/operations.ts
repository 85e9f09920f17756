import { readFileSync } from 'node:fs';
import path from 'node:path';
import Ajv, { type ValidateFunction } from 'ajv';
import type { Catalogue, Operation } from '../../nodes/connector/operation.ts';
import { startSandbox, type Sandbox } from '../../sandbox/index.ts';
import { n8nCredentials } from '../../sandbox/n8nCredentials.ts';
import { readWorkflow, root, runWorkflow, type WorkflowRun } from '../harness/index.ts';
import { answersOf, documentOperations, entriesOf } from './documents.ts';

/** Folder of the workflows, one per operation. */
export const FIXTURES = path.join(root, 'test', 'fixtures', 'operations');

/**
 * Operations whose workflow the sandbox's company refuses with a documented code, because they need a record in a state that no single call
 * makes: the request is proven against the document, the output is not.
 */
const REFUSALS = JSON.parse(readFileSync(path.join(root, 'test', 'operations', 'refusals.json'), 'utf8')) as Record<string, string>;

interface Subject {
	resource: string;
	operation: Operation;
}

/** Runs the workflow of every operation of a service against the sandbox: request as documented, output as previewed, items paired. */
export function describeOperations(service: string): void {
	const catalogue = JSON.parse(readFileSync(path.join(root, 'dist', 'nodes', service, 'catalogue.json'), 'utf8')) as Catalogue;
	const subjects = catalogue.resources.flatMap(({ value, operations }) =>
		operations.map((operation): [string, Subject] => [`${value} › ${operation.value}`, { resource: value, operation }]),
	);
	const documents = documentOperations(service);
	const ajv = new Ajv({ allowUnionTypes: true, strict: false });
	let sandbox: Sandbox;
	beforeAll(async () => {
		sandbox = await startSandbox({ limits: false, speed: 60 });
	});
	afterAll(async () => await sandbox.close());
	beforeEach(async () => await sandbox.reset());

	test.each(subjects)('%s', async (_title, subject) => {
		const { resource, operation } = subject;
		const workflow = readWorkflow(path.join(FIXTURES, service, resource, `${operation.value}.json`));
		const run = await runWorkflow({ workflow, credentials: n8nCredentials(sandbox) });
		const refusal = REFUSALS[`${service}/${resource}/${operation.value}`];
		if (refusal) return expectRefusal(run, sandbox, refusal, entriesOf(documents, resource, operation).map(({ operationId }) => operationId));
		expect({ status: run.status, message: run.error?.message, advice: run.error && 'description' in run.error ? run.error.description : undefined }).toEqual({ status: 'success', message: undefined, advice: undefined });
		const requests = sandbox.requests.filter(({ path: address, vendor }) => vendor !== 'zohoAccounts' && !address.endsWith('/oauth2/token'));
		expect(requests.flatMap(({ validationFailures }) => validationFailures)).toEqual([]);
		expect(requests.flatMap(({ answerFailures }) => answerFailures)).toEqual([]);
		if (!operation.composed) expect(requests.map(({ operationId }) => operationId)).toEqual(expect.arrayContaining(entriesOf(documents, resource, operation).map(({ operationId }) => operationId)));
		const validate = ajv.compile(previewOf(service, resource, operation.value));
		for (const { name } of workflow.nodes.filter(({ type }) => type.startsWith('n8n-nodes-lms.'))) {
			const items = run.nodes[name].runs[0].items[0] ?? [];
			for (const { json, pairedItem } of items.slice(0, 20)) {
				expectValid(validate, json);
				expect(pairedItem).toMatchObject({ item: 0 });
			}
		}
		for (const answer of answersOf(entriesOf(documents, resource, operation))) {
			for (const record of recordsIn(operation, answer)) expectValid(validate, record);
		}
	});
}

function expectRefusal(run: WorkflowRun, sandbox: Sandbox, refusal: string, operationIds: string[]): void {
	expect(run.error?.message).toContain(refusal);
	const met = sandbox.requests.filter(({ operationId }) => operationIds.includes(operationId ?? ''));
	expect(met.length).toBeGreaterThan(0);
	expect(met.flatMap(({ validationFailures }) => validationFailures)).toEqual([]);
}

/** The records in a documented answer, as the node would give them out. */
function recordsIn({ output }: Operation, answer: unknown): unknown[] {
	if (output.kind !== 'record' && output.kind !== 'records') return [];
	const inner = output.property && answer !== null && typeof answer === 'object' && output.property in answer ? (answer as Record<string, unknown>)[output.property] : answer;
	const list = Array.isArray(inner) ? inner : [inner];
	return output.valueName ? list.map((value) => ({ [output.valueName!]: value })) : list;
}

function previewOf(service: string, resource: string, operation: string): object {
	const { version: _version, ...schema } = JSON.parse(
		readFileSync(path.join(root, 'dist', 'nodes', service, '__schema__', 'v1.0.0', resource, `${operation}.json`), 'utf8'),
	) as { version: number };
	return schema;
}

function expectValid(validate: ValidateFunction, value: unknown): void {
	const valid = validate(value);
	expect({ valid, errors: (validate.errors ?? []).map(({ instancePath, message }) => `${instancePath} ${message}`), value: valid ? undefined : value }).toEqual({ valid: true, errors: [], value: undefined });
}
