import type { Sandbox } from '../../sandbox/index.ts';
import { startStillSandbox, timeInSteps } from '../faults/world.ts';
import type { WorkflowFile } from '../harness/index.ts';
import { effectOf, factsOf, migrate, rules, subjects, told } from './before.ts';
import { expectSameEffect, expectSameItems } from './compare.ts';
import { ANSWERS, answered, prepared } from './known.ts';

const all = subjects().map((subject): [string, typeof subject] => [subject.key, subject]);
const converted = all.filter(([key]) => rules.learning360V1[key].to !== undefined);
const left = all.filter(([key]) => rules.learning360V1[key].to === undefined);

/** Operations whose workflow was run before and after, with results that were compared. */
const compared = new Set<string>();

let sandbox: Sandbox;
beforeAll(async () => {
	sandbox = await startStillSandbox(false, {});
});
afterAll(async () => await sandbox.close());
timeInSteps(() => sandbox);

test.each(left)('%s has no counterpart: its node stays, and the report says why', (key, { workflow }) => {
	const { workflow: next, report } = migrate(workflow);
	const own = workflow.nodes.filter(
		({ parameters }) => `${String(parameters.resource)}.${String(parameters.operation)}` === key,
	);
	const reports = report.nodes.filter(({ node }) => own.some(({ name }) => name === node));
	expect(reports).toMatchObject(
		own.map(() => ({ status: 'notConvertible', findings: [{ text: rules.learning360V1[key].none }] })),
	);
	expect((next as WorkflowFile).nodes).toEqual(expect.arrayContaining(own));
});

test.each(converted)('%s does the same through API v2', async (key, { workflow: original }) => {
	await sandbox.reset();
	const state = sandbox.state.learning360;
	const workflow = prepared(key, original, state);
	const facts = factsOf(sandbox);
	const given = JSON.stringify(workflow);
	const { workflow: next, report } = migrate(workflow, { facts });
	expect(JSON.stringify(workflow)).toBe(given);
	const missing = report.nodes.flatMap(({ findings }) => findings).filter(({ kind }) => kind === 'todo');
	expect(missing.map(({ field }) => field)).toEqual(Object.keys(ANSWERS[key] ?? {}));
	const before = await effectOf(sandbox, workflow);
	const after = await effectOf(sandbox, answered(key, next as WorkflowFile, state));
	expect(told(before)).toEqual({ status: 'success', message: undefined, refused: [] });
	expect(told(after)).toEqual({ status: 'success', message: undefined, refused: [] });
	expect([before, after].map(({ requests }) => [...new Set(requests.map(({ api }) => api))])).toEqual([['v1'], ['v2']]);
	expectSameEffect(key, before, after);
	expectSameItems(key, before.items, after.items);
	expect(migrate(next).report.status).toBe('unchanged');
	compared.add(key);
});

test('the corpus has every operation of API v1, and every one with a counterpart was compared', () => {
	const called = all.flatMap(([, { workflow }]) =>
		workflow.nodes
			.filter(({ type }) => type === 'n8n-nodes-lms.learning360V1')
			.map(({ parameters }) => `${String(parameters.resource)}.${String(parameters.operation)}`),
	);
	expect(new Set(called)).toEqual(new Set(Object.keys(rules.learning360V1)));
	expect({ workflows: all.length, compared: compared.size, reported: left.length }).toEqual({
		workflows: 97,
		compared: 75,
		reported: 22,
	});
	process.stdout.write(
		`${all.length} workflows have the ${new Set(called).size} operations of API v1: ${compared.size} run before and after and compared, ${left.length} without a counterpart reported\n`,
	);
});
