import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { happenings } from '../../scripts/start/happenings.ts';
import { needsModel } from '../../scripts/start/needsModel.ts';
import { runOnEvent } from '../../scripts/start/runOnEvent.ts';
import { startSandbox, type Sandbox } from '../../sandbox/index.ts';
import { n8nCredentials } from '../../sandbox/n8nCredentials.ts';
import { overlap, textHeight } from './notes.ts';
import { readWorkflow, root, runWorkflow, type WorkflowFile } from '../harness/index.ts';

const folder = join(root, 'examples');
const examples = readdirSync(folder, { recursive: true, encoding: 'utf8' })
	.filter((name) => name.endsWith('.json'))
	.map((name): [string, WorkflowFile] => [name, readWorkflow(join(folder, name))]);
/** Those that read n8n itself have a test of their own (test/migration/instance.test.ts); n8n itself runs those with a model (test/e2e/assistants.ts). */
const ofVendors = examples.filter(
	([, workflow]) => !needsModel(workflow) && !workflow.nodes.some(({ type }) => type === 'n8n-nodes-base.n8n'),
);
const isNote = ({ type }: { type: string }) => type === 'n8n-nodes-base.stickyNote';

/** About 110 characters in a line; pixels. */
const WIDEST_NOTE = 760;
/** Free height below the text of a note, in pixels: less than two lines. */
const SPARE = 36;
/** A node and its name below it, in pixels. */
const nodeBox = ([x, y]: [number, number]) => ({ x, y, width: 96, height: 130 });

let sandbox: Sandbox;
beforeAll(async () => {
	sandbox = await startSandbox();
});
afterAll(async () => await sandbox.close());

describe.each(ofVendors)('%s', (file, workflow) => {
	test('runs to its last node, and every request is as documented', async () => {
		sandbox.clearRequests();
		const credentials = n8nCredentials(sandbox);
		const happening = happenings[file];
		const run = happening
			? await runOnEvent(sandbox, workflow, happening, { credentials })
			: await runWorkflow({ workflow, credentials });
		expect({ status: run.status, message: run.error?.message }).toEqual({ status: 'success', message: undefined });
		const names = workflow.nodes.filter((node) => !isNote(node)).map(({ name }) => name);
		expect(Object.keys(run.nodes).sort()).toEqual(names.sort());
		expect(sandbox.requests.length).toBeGreaterThan(0);
		expect(
			sandbox.requests.flatMap(({ validationFailures, answerFailures }) => [...validationFailures, ...answerFailures]),
		).toEqual([]);
	});
});

describe.each(examples)('%s', (_name, workflow) => {
	test('can be imported: named, explained, laid out from left to right, without pinned data', () => {
		const { name, nodes, connections, pinData = {} } = workflow;
		expect(name).toBeTruthy();
		expect(nodes.some(isNote)).toBe(true);
		expect(new Set(nodes.map(({ id }) => id)).size).toBe(nodes.length);
		expect(pinData).toEqual({});
		const x = Object.fromEntries(nodes.map((node) => [node.name, node.position[0]]));
		for (const [from, { main = [] }] of Object.entries(connections)) {
			for (const { node: to } of main.flatMap((targets) => targets ?? []))
				expect([from, to, x[to]! > x[from]!]).toEqual([from, to, true]);
		}
	});

	test('notes are as large as their text, in lines that can be read, and cover no node', () => {
		const nodes = workflow.nodes.filter((node) => !isNote(node)).map(({ position }) => nodeBox(position));
		for (const { parameters, position } of workflow.nodes.filter(isNote)) {
			const { content, width = 240, height = 160 } = parameters as { content: string; width?: number; height?: number };
			const needed = textHeight(content, width);
			expect(width).toBeLessThanOrEqual(WIDEST_NOTE);
			expect(height).toBeGreaterThanOrEqual(needed);
			expect(height).toBeLessThanOrEqual(needed + SPARE);
			const note = { x: position[0], y: position[1], width, height };
			expect(nodes.filter((node) => overlap(note, node))).toEqual([]);
		}
	});
});
