import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { spawnSync } from 'node:child_process';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { PACKAGES } from '../../nodes/LmsMigration/migration/packages.ts';
import { DEFINITIONS, PACK } from '../../scripts/packages/definitions.ts';
import { root, runWorkflow } from '../harness/index.ts';
import { singleNode } from '../harness/tinyWorkflow.ts';

const LEARNING360 = 'n8n-nodes-360learning';
const ZOHO = 'n8n-nodes-zoho-people-lms';

/** A workflow with one node of each type, named after its type. */
const holding = (...types: string[]) => ({
	id: 'w1',
	name: 'Both systems',
	nodes: types.map((type, index) => ({
		id: String(index),
		name: type,
		type,
		typeVersion: 1,
		position: [index * 200, 0],
		parameters: { resource: 'user', operation: 'getAll', text: PACK },
		credentials: { learning360OAuth2Api: { id: 'c1', name: 'Mine' } },
	})),
	connections: {},
});
const types = (workflow: { nodes: Array<{ type: string }> }) => workflow.nodes.map(({ type }) => type);

const everything = holding(
	`${PACK}.learning360`,
	`${PACK}.learning360Tool`,
	`${PACK}.learning360Trigger`,
	`${PACK}.learning360PollingTrigger`,
	`${PACK}.learning360V1`,
	`${PACK}.lmsMigration`,
	`${PACK}.zohoPeopleLms`,
	`${PACK}.zohoPeopleLmsTrigger`,
	'n8n-nodes-base.set',
	'n8n-nodes-base.httpRequest',
	'other-package.learning360',
);

test('the packages hold the nodes that the migration takes them to hold', () => {
	const declared = (paths: string[]) =>
		paths.map((place) => path.basename(place, '.node.js')).map((name) => name[0].toLowerCase() + name.slice(1));
	const { n8n } = JSON.parse(readFileSync(path.join(root, 'package.json'), 'utf8')) as { n8n: { nodes: string[] } };
	expect(PACKAGES).toEqual({
		[PACK]: declared(n8n.nodes),
		...Object.fromEntries(
			DEFINITIONS.map(({ name, nodes }) => [name, declared(nodes.map((node) => `${node}.node.js`))]),
		),
	});
});

async function moved(workflow: object, ...packages: string[]) {
	const run = await runWorkflow({
		workflow: singleNode('lmsMigration', { options: { packages } } as never, { name: 'Move' }),
		input: [{ json: workflow as never }],
	});
	return run.nodes.Move?.runs[0]?.items[0]?.[0]?.json as unknown as {
		status: string;
		workflow: typeof everything;
		report: { nodes: Array<{ node: string; to?: string; status: string; findings: Array<{ text: string }> }> };
	};
}

test('the node moves the nodes of one service, changes their types and nothing else, and says what stays', async () => {
	const { status, workflow, report } = await moved(everything, LEARNING360);
	expect(status).toBe('migrated');
	expect(types(workflow).slice(0, 4)).toEqual([
		`${LEARNING360}.learning360`,
		`${LEARNING360}.learning360Tool`,
		`${LEARNING360}.learning360Trigger`,
		`${LEARNING360}.learning360PollingTrigger`,
	]);
	expect(workflow.nodes.slice(4)).toEqual(everything.nodes.slice(4));
	expect(workflow.nodes.slice(0, 4).map((node) => ({ ...node, type: '' }))).toEqual(
		everything.nodes.slice(0, 4).map((node) => ({ ...node, type: '' })),
	);
	expect(
		report.nodes
			.filter(({ status: kind }) => kind === 'notConvertible')
			.map(({ node, findings }) => [node, findings[0].text]),
	).toEqual(
		['learning360V1', 'lmsMigration', 'zohoPeopleLms', 'zohoPeopleLmsTrigger'].map((name) => [
			`${PACK}.${name}`,
			`Stays in ${PACK}: ${LEARNING360} has no such node`,
		]),
	);
});

test('both packages at once, and back again', async () => {
	const there = await moved(everything, LEARNING360, ZOHO);
	expect(types(there.workflow).slice(6, 8)).toEqual([`${ZOHO}.zohoPeopleLms`, `${ZOHO}.zohoPeopleLmsTrigger`]);
	const back = await moved(there.workflow, PACK);
	expect(back.workflow).toEqual(everything);
	expect(await moved(back.workflow, PACK)).toMatchObject({ status: 'unchanged', report: { nodes: [] } });
});

test('npm run migrate -- --package writes the moved copy, and refuses a name it does not know', () => {
	const folder = mkdtempSync(path.join(tmpdir(), 'move-'));
	const run = (...parameters: string[]) =>
		spawnSync(
			process.execPath,
			['--disable-warning=MODULE_TYPELESS_PACKAGE_JSON', path.join(root, 'scripts', 'migrate.ts'), ...parameters],
			{ cwd: folder, encoding: 'utf8', env: { ...process.env, INIT_CWD: folder } },
		);
	const before = holding(`${PACK}.zohoPeopleLms`);
	writeFileSync(path.join(folder, 'in.json'), JSON.stringify(before));
	const { status, stdout } = run('in.json', '-o', 'out.json', '--package', ZOHO);
	expect([status, stdout]).toEqual([0, expect.stringContaining(`${PACK}.zohoPeopleLms → ${ZOHO}.zohoPeopleLms`)]);
	const after = { ...before, nodes: [{ ...before.nodes[0], type: `${ZOHO}.zohoPeopleLms` }] };
	expect(JSON.parse(readFileSync(path.join(folder, 'out.json'), 'utf8'))).toEqual(after);
	expect(run('in.json', '-o', 'out.json', '--package', 'n8n-nodes-mine')).toMatchObject({
		status: 1,
		stderr: expect.stringContaining('There is no package "n8n-nodes-mine"') as string,
	});
	rmSync(folder, { recursive: true });
});
