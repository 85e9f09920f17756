import { readFileSync } from 'node:fs';
import path from 'node:path';
import type { INode, INodeExecutionData, INodeParameters } from 'n8n-workflow';
import type { Catalogue } from '../../nodes/connector/model/catalogue.ts';
import type { Field } from '../../nodes/connector/model/field.ts';
import type { Operation } from '../../nodes/connector/model/operation.ts';
import type { Fault, Sandbox } from '../../sandbox/index.ts';
import { startStillSandbox, timeInSteps } from '../faults/world.ts';
import { readWorkflow, root, runWorkflow } from '../harness/index.ts';
import { credentialsFor, fixtureOf } from '../operations/operations.ts';
import { documentOperations, entriesOf } from '../operations/documents.ts';

/** Numbers of the items that fail: the vendor refuses one, and in another stands a value that the node refuses. */
const [BY_VENDOR, BY_NODE] = [1, 2];

/** Input items of the first node. */
const INPUT: INodeExecutionData[] = [0, 1, 2, 3].map((row) => ({ json: { row, note: `Row ${row}` } }));

/** What a bulk operation answers for an item; the sandbox puts it into the result of the first one. */
const REFUSED_IN_BULK = { $: { status: 'error', errorMessage: 'Not this one' } };

/** How a service answers that it refuses a request, in a way for which the nodes have advice. */
interface Refusal extends Pick<Fault, 'status' | 'body'> {
	/** What the message then says. */
	code: string;
}

interface Subject {
	resource: string;
	operation: Operation;
}

/** What went into the node, and what came out of its two outputs. */
interface Outputs {
	input: INodeExecutionData[];
	good: INodeExecutionData[];
	failed: INodeExecutionData[];
}

/** An item that must leave by the error output. */
interface Expected {
	message: RegExp;
	advice?: RegExp;
}

/**
 * Runs every operation of a service with its error output connected, in the workflow that is its fixture and with several items, of which the vendor
 * refuses one and the node another. Each item leaves by one output; those that failed have the fields of their input, the message and the advice.
 * Operations that send many items in one call, and jobs, are also refused as a whole.
 */
export function describeErrorOutput(service: string, { code, ...answer }: Refusal): void {
	const catalogue = JSON.parse(
		readFileSync(path.join(root, 'dist', 'nodes', service, 'catalogue.json'), 'utf8'),
	) as Catalogue;
	const documents = documentOperations(service);
	const subjects = catalogue.resources.flatMap(({ value: resource, operations }) =>
		operations.map((operation): [string, Subject] => [`${resource} › ${operation.value}`, { resource, operation }]),
	);
	const refused: Expected = { message: new RegExp(`\\(${code}\\)`), advice: /\S/ };
	const tally = { runs: 0, good: 0, failed: 0 };
	let sandbox: Sandbox;
	beforeAll(async () => {
		sandbox = await startStillSandbox(false);
	});
	afterAll(async () => {
		await sandbox.close();
		console.log(
			`${service}: ${subjects.length} operations, ${tally.runs} runs, ${tally.good} items on the first output, ${tally.failed} on the error output`,
		);
	});
	beforeEach(async () => await sandbox.reset());
	timeInSteps(() => sandbox);

	const isJob = ({ operation: { job, bulk } }: Subject) => job !== undefined || bulk !== undefined;

	test.each(subjects.filter(([, subject]) => !isJob(subject)))('%s', async (_title, subject) => {
		const ids = entriesOf(documents, subject.resource, subject.operation).map(({ operationId }) => operationId);
		const { outputs, bad } = await run(
			subject,
			(subject.operation.request ? [{ path: VENDOR_CALLS }] : ids.map((operationId) => ({ operationId }))).map(
				(calls) => ({
					...calls,
					after: BY_VENDOR,
					times: 1,
					...answer,
				}),
			),
		);
		expectGood(outputs, 0, subject);
		// The answer to HEAD has no body, so that nobody knows what the vendor says.
		expectFailed(
			outputs,
			BY_VENDOR,
			subject.operation.method === 'HEAD' ? { message: new RegExp(`\\(HTTP ${answer.status}\\)`) } : refused,
		);
		if (bad !== undefined) expectFailed(outputs, BY_NODE, { message: new RegExp(`^${bad}: `) });
	});

	const jobs = subjects.filter(([, subject]) => isJob(subject));
	if (jobs.length === 0) return;

	test.each(jobs)('%s, with a value that cannot be read', async (_title, subject) => {
		const { outputs, bad } = await run(subject, []);
		// Nothing has to be filled in, so that nothing can be lacking.
		if (bad === undefined) return expectGood(outputs, 0, subject);
		expectFailed(outputs, BY_NODE, { message: new RegExp(`^${bad}: `), advice: /\S/ });
		// What is one list together is not done in part.
		if (outputs.good.length > 0) expectGood(outputs, 0, subject);
		else
			outputs.input.forEach(
				(_item, index) =>
					index !== BY_NODE && expectFailed(outputs, index, { message: /^Item 2: /, advice: /^Nothing was done/ }),
			);
	});

	test.each(jobs)('%s, refused as a whole', async (_title, subject) => {
		const { outputs } = await run(subject, [{ path: VENDOR_CALLS, ...answer }], {
			rows: subject.operation.job ? 1 : INPUT.length,
			withBad: false,
		});
		expect(outputs.good).toEqual([]);
		outputs.input.forEach((_item, index) => expectFailed(outputs, index, refused));
	});

	const bulk = jobs.filter(([, { operation }]) => operation.bulk);
	if (bulk.length === 0) return;

	test.each(bulk)('%s, with an item that the vendor refuses', async (_title, subject) => {
		const { outputs } = await run(subject, [{ operationId: 'getBulkOperationResults', odd: REFUSED_IN_BULK }], {
			withBad: false,
		});
		expectFailed(outputs, 0, { message: /^Not this one/, advice: /^Bulk operation / });
	});

	/**
	 * Runs the fixture of an operation up to its node.
	 *
	 * @param faults begin when that node does
	 * @param rows number of input items of the first node; some jobs take each person once
	 * @param withBad whether a value of one item is to be refused
	 * @returns also the label of that value, absent for an operation that has no field to be filled in
	 */
	async function run(
		{ resource, operation }: Subject,
		faults: Fault[],
		{ rows = INPUT.length, withBad = true } = {},
	): Promise<{ outputs: Outputs; bad?: string }> {
		const file = readWorkflow(fixtureOf(service, resource, operation.value));
		const node = file.nodes.find(
			({ type, parameters }) =>
				type.startsWith('n8n-nodes-lms.') &&
				parameters.resource === resource &&
				parameters.operation === operation.value,
		)!;
		const bad = withBad ? refusable(node, operation) : undefined;
		Object.assign(node, { onError: 'continueErrorOutput', parameters: parametersOf(node, operation, bad) });
		const [before] = Object.entries(file.connections).find(([, { main }]) =>
			main?.[0]?.some((to) => to.node === node.name),
		)!;
		const { error, nodes } = await runWorkflow({
			workflow: file,
			input: INPUT.slice(0, rows),
			credentials: credentialsFor(sandbox, entriesOf(documents, resource, operation)),
			destinationNode: node.name,
			onNode: (name, ended) => {
				if (name === node.name && !ended) for (const fault of faults) sandbox.faults.add(fault);
			},
		});
		expect(error).toBeUndefined();
		const [
			{
				items: [good = [], failed = []],
				error: thrown,
			},
		] = nodes[node.name].runs;
		expect(thrown).toBeUndefined();
		const outputs = { input: nodes[before].runs[0].items[0], good, failed };
		expectWhole(outputs, operation);
		tally.runs += 1;
		tally.good += good.length;
		tally.failed += failed.length;
		return { outputs, bad: bad?.displayName };
	}
}

/** Each item leaves by one of the outputs; only a list may have nothing to put out. */
function expectWhole({ input, good, failed }: Outputs, { output }: Operation): void {
	const [done, lost] = [good, failed].map((items) => items.map(indexOf));
	expect(done.filter((index) => lost.includes(index))).toEqual([]);
	expect(new Set(lost).size).toBe(lost.length);
	if (!isList(output))
		expect([...new Set([...done, ...lost])].sort((one, other) => one - other)).toEqual([...input.keys()]);
	expect(good.filter(({ json }) => 'error' in json && typeof json.error === 'string')).toEqual([]);
}

function expectGood({ good, failed }: Outputs, index: number, { operation: { output, job } }: Subject): void {
	expect(failed.find((item) => indexOf(item) === index)?.json.error).toBeUndefined();
	const own = good.filter((item) => indexOf(item) === index);
	if (!isList(output)) expect(job ? own.length > 0 : own.length).toBe(job ? true : 1);
}

/** A failed item has the fields of its input, the message and the advice, and its files. An input's own `message` stays, with the advice in `error`. */
function expectFailed({ input, failed }: Outputs, index: number, { message, advice }: Expected): void {
	const [item, ...others] = failed.filter((one) => indexOf(one) === index);
	expect(others).toEqual([]);
	const { error, message: said, ...fields } = item?.json ?? {};
	const { error: _error, message: own, ...given } = input[index].json;
	expect({ error, fields }).toEqual({ error: expect.stringMatching(message), fields: given });
	expect(error).toContain(`[Item ${index}]`);
	if (own !== undefined) expect(said).toBe(own);
	if (advice) expect(own === undefined ? said : String(error).split(`[Item ${index}]. `)[1]).toMatch(advice);
	expect(Object.keys(item.binary ?? {})).toEqual(Object.keys(input[index].binary ?? {}));
}

function indexOf({ pairedItem }: INodeExecutionData): number {
	return (pairedItem as { item: number }).item;
}

/** Whether an operation gives out as many items as there are records. */
function isList({ kind }: Operation['output']): boolean {
	return kind === 'records' || kind === 'any';
}

/** Paths of the vendors' operations. */
const VENDOR_CALLS = /^\/api\/v[12]\/(?!oauth2)/;

/** A thing that a person fills in and that is refused when it is empty. */
type Refusable = Pick<Field, 'name' | 'displayName'>;

const LIMIT: Refusable = { name: 'limit', displayName: 'Limit' };

function refusable({ parameters }: INode, { fields, output }: Operation): Refusable | undefined {
	const field = fields.find(
		({ name, required, collection, constant, kind }) =>
			name in parameters &&
			required &&
			!collection &&
			constant === undefined &&
			!['file', 'files', 'object', 'objects', 'customFields'].includes(kind),
	);
	return field ?? (isList(output) ? LIMIT : undefined);
}

/** The parameters of a node that does one item after the other in one request each, and in which one item lacks a value. */
function parametersOf({ parameters }: INode, { output }: Operation, bad?: Refusable): INodeParameters {
	const options = { ...(parameters.options as INodeParameters), concurrency: 1, tries: 1 };
	const page: INodeParameters = isList(output) ? { returnAll: false, limit: 1 } : {};
	const filled: INodeParameters = { ...parameters, ...page, options };
	return bad ? { ...filled, [bad.name]: lackingIn(filled[bad.name]) } : filled;
}

function lackingIn(value: INodeParameters[string]): INodeParameters[string] {
	if (value !== null && typeof value === 'object' && '__rl' in value)
		return { ...value, mode: 'id', value: lackingIn(value.value as string) } as INodeParameters;
	const given =
		typeof value === 'string' && value.startsWith('=') ? /^=\{\{([^]*)\}\}$/.exec(value)![1] : JSON.stringify(value);
	return `={{ $itemIndex === ${BY_NODE} ? '' : ${given} }}`;
}
