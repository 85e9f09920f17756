import { startSandbox, type Sandbox } from '../../sandbox/index.ts';
import type { WorkflowFile } from '../harness/index.ts';
import { effectOf, factsOf, migrate, rules, subjects, told } from './before.ts';
import { expectSameFields } from './compare.ts';
import { DIFFERENT, OTHER_ITEMS, prepared, TODO } from './known.ts';

const all = subjects().map((subject): [string, (typeof subject)] => [subject.key, subject]);
const converted = all.filter(([key]) => rules.learning360V1[key].to !== undefined);

let sandbox: Sandbox;
beforeAll(async () => {
	sandbox = await startSandbox({ limits: false, speed: 600 });
});
afterAll(async () => await sandbox.close());

test('every operation of API v1 has a rule, and those without a counterpart say why', () => {
	expect(all).toHaveLength(96);
	for (const [key, { workflow }] of all) {
		const { report } = migrate(workflow);
		const own = workflow.nodes.filter(({ parameters }) => `${String(parameters.resource)}.${String(parameters.operation)}` === key).map(({ name }) => name);
		const reports = report.nodes.filter(({ node, status }) => own.includes(node) && status === 'notConvertible');
		if (rules.learning360V1[key].to) expect([key, reports]).toEqual([key, []]);
		else expect(reports.length).toBeGreaterThan(0);
		if (rules.learning360V1[key].none) expect(reports.map(({ findings }) => findings[0].text)).toEqual(reports.map(() => rules.learning360V1[key].none));
	}
	expect(converted).toHaveLength(75);
});

test.each(converted)('%s does the same through API v2', async (key, { workflow: original }) => {
	await sandbox.reset();
	const workflow = prepared(key, original, sandbox.state.learning360);
	const facts = factsOf(sandbox);
	const given = JSON.stringify(workflow);
	const { workflow: next, report } = migrate(workflow, { facts });
	expect(JSON.stringify(workflow)).toBe(given);
	const missing = report.nodes.flatMap(({ findings }) => findings).filter(({ kind }) => kind === 'todo');
	expect(missing.map(({ field }) => field)).toEqual(TODO[key] ?? []);
	if (TODO[key]) return;
	const before = await effectOf(sandbox, workflow);
	const after = await effectOf(sandbox, next as WorkflowFile);
	expect(told(before)).toEqual({ status: 'success', message: undefined, refused: [] });
	expect(told(after)).toEqual({ status: 'success', message: undefined, refused: [] });
	if (DIFFERENT[key]) expect(after.changes).not.toEqual(before.changes);
	else expect(after.changes).toEqual(before.changes);
	if (OTHER_ITEMS.has(key)) expect(after.items.length).toBeGreaterThanOrEqual(1);
	else expectSameFields(rules.learning360V1[key], before.items, after.items);
	expect(migrate(next).report.status).toBe('unchanged');
});
