import isEqual from 'lodash/isEqual.js';
import uniqWith from 'lodash/uniqWith.js';
import omit from 'lodash/omit.js';
import type { IDataObject, INodeExecutionData } from 'n8n-workflow';
import type { Sandbox } from '../../sandbox/index.ts';
import { n8nCredentials } from '../../sandbox/n8nCredentials.ts';
import { startStillSandbox, timeInSteps } from '../faults/world.ts';
import { runWorkflow, type WorkflowFile } from '../harness/index.ts';
import { factsOf, migrate, rules, subjects } from './before.ts';
import { answered, prepared } from './known.ts';

/** Input items of a workflow. */
const ROWS = [
	{ row: 1, note: 'first' },
	{ row: 2, note: 'second' },
];

/** Field in which *Split Out* puts an entry of a list. */
const ENTRY = 'entry';

/** Nodes at the two outputs of the node that is migrated. */
const [DONE, FAILED] = ['Done', 'Failed'];

/** What went in, and what arrives at those two. */
interface Arrived {
	input: INodeExecutionData[];
	done: INodeExecutionData[];
	failed: INodeExecutionData[];
}

const converted = subjects().filter(({ key }) => rules.learning360V1[key].to !== undefined);
let sandbox: Sandbox;
beforeAll(async () => {
	sandbox = await startStillSandbox(false);
});
afterAll(async () => await sandbox.close());
timeInSteps(() => sandbox);

test.each(converted.map((subject): [string, typeof subject] => [subject.key, subject]))(
	'%s fails by the same output as before, with the fields of its input',
	async (key, { workflow: original }) => {
		await sandbox.reset();
		const state = sandbox.state.learning360;
		const { workflow, name, source } = withErrorOutput(key, prepared(key, original, state));
		const { workflow: migrated, report } = migrate(workflow, { facts: factsOf(sandbox) });
		const next = answered(key, migrated as WorkflowFile, state);
		const { added } = report.nodes.find(({ node }) => node === name)!;
		expect(next.nodes.find((node) => node.name === name)).toMatchObject({
			type: 'n8n-nodes-lms.learning360',
			onError: 'continueErrorOutput',
		});
		const before = await refused(workflow, source, [name]);
		expect(before.failed).toHaveLength(before.input.length);
		expect(inputsOf(before.failed)).toEqual(inputsOf(before.input));
		// Refused from the first node on that was put in, and refused only when the records before are found.
		for (const names of [[name], [...added, name]].slice(0, added.length > 0 ? 2 : 1)) {
			const after = await refused(next, source, names);
			expect([before.done, after.done]).toEqual([[], []]);
			expect(after.input).toHaveLength(before.input.length);
			expect(inputsOf(after.failed)).toEqual(inputsOf(after.input));
			for (const { json } of after.failed)
				expect(json).toMatchObject({
					error: expect.stringMatching(/\(invalid_scope\)/),
					message: expect.stringMatching(/\S/),
				});
		}
	},
);

/** The fields of items, as they were before something failed. A list that became single entries has several items of one input, with the entry in a field of its own. */
function inputsOf(items: INodeExecutionData[]): IDataObject[] {
	return uniqWith(
		items.map(({ json }) => omit(json, ['error', 'message', ENTRY])),
		isEqual,
	);
}

/** The workflow up to its node of API v1, with a node on each of the two outputs of that one. */
function withErrorOutput(
	key: string,
	workflow: WorkflowFile,
): { workflow: WorkflowFile; name: string; source: string } {
	const node = workflow.nodes.find(
		({ type, parameters }) =>
			type === 'n8n-nodes-lms.learning360V1' &&
			`${String(parameters.resource)}.${String(parameters.operation)}` === key,
	)!;
	const ends = [DONE, FAILED].map((name, index) => ({
		id: name,
		name,
		type: 'n8n-nodes-base.noOp',
		typeVersion: 1,
		position: [900, index * 200] as [number, number],
		parameters: {},
	}));
	const nodes = [
		...workflow.nodes.map((one) => (one === node ? { ...node, onError: 'continueErrorOutput' as const } : one)),
		...ends,
	];
	const connections = {
		...workflow.connections,
		[node.name]: { main: ends.map(({ name }) => [{ node: name, type: 'main' as const, index: 0 }]) },
	};
	const [source] = Object.entries(workflow.connections).find(([, { main }]) =>
		main?.[0]?.some((to) => to.node === node.name),
	)!;
	return { workflow: { ...workflow, nodes, connections }, name: node.name, source };
}

/** Runs a workflow in which the vendor refuses everything from the moment on in which one of some nodes begins. */
async function refused(workflow: WorkflowFile, source: string, names: string[]): Promise<Arrived> {
	await sandbox.reset();
	let hasBegun = false;
	const { error, nodes } = await runWorkflow({
		workflow,
		// What other nodes make first cannot be made twice.
		input: (workflow.nodes[0].name === source ? ROWS : ROWS.slice(0, 1)).map((json) => ({ json })),
		credentials: n8nCredentials(sandbox),
		onNode: (name, ended) => {
			if (ended || hasBegun || !names.includes(name)) return;
			hasBegun = true;
			sandbox.faults.add({
				path: /^\/api\/v[12]\/(?!oauth2)/,
				status: 403,
				body: { error: { code: 'invalid_scope' } },
			});
		},
	});
	expect(error).toBeUndefined();
	const arrived = (name: string) => (nodes[name]?.runs ?? []).flatMap(({ items }) => items[0] ?? []);
	return { input: arrived(source), done: arrived(DONE), failed: arrived(FAILED) };
}
