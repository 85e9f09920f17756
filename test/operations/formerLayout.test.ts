import { readFileSync } from 'node:fs';
import path from 'node:path';
import type { INode, INodeParameters } from 'n8n-workflow';
import type { Catalogue } from '../../nodes/connector/model/catalogue.ts';
import { atLatest, atVersion } from '../../nodes/connector/model/atVersion.ts';
import type { Operation } from '../../nodes/connector/model/operation.ts';
import type { Sandbox } from '../../sandbox/index.ts';
import { startStillSandbox, timeInSteps } from '../faults/world.ts';
import { operationCalls } from '../five/five.ts';
import { readWorkflow, root, runWorkflow } from '../harness/index.ts';
import { documentOperations, entriesOf } from './documents.ts';
import { credentialsFor, fixtureOf } from './operations.ts';

/**
 * Nodes of version 1 keep fields in collections and groups that version 1.1 shows among the main fields. A workflow that was saved then sends what the
 * same workflow sends now.
 */
const SERVICES = ['Learning360', 'Learning360V1', 'ZohoPeopleLms'];

let sandbox: Sandbox;
beforeAll(async () => {
	sandbox = await startStillSandbox(false, {});
});
afterAll(async () => await sandbox.close());
beforeEach(async () => await sandbox.reset());
timeInSteps(() => sandbox);

interface Subject {
	service: string;
	resource: string;
	operation: Operation;
}

function catalogueOf(service: string): Catalogue {
	return JSON.parse(readFileSync(path.join(root, 'dist', 'nodes', service, 'catalogue.json'), 'utf8')) as Catalogue;
}

const subjects = SERVICES.flatMap((service) =>
	catalogueOf(service).resources.flatMap(({ value: resource, operations }) =>
		operations
			.filter(({ formerFields }) => formerFields !== undefined)
			.map((operation): [string, Subject] => [
				`${service} ${resource} › ${operation.value}`,
				{ service, resource, operation },
			]),
	),
);

/** The parameters as a node of version 1 stores them. */
function asStoredBefore(operation: Operation, parameters: INodeParameters): INodeParameters {
	const former = atVersion(operation, 1);
	const stored: Record<string, unknown> = {};
	const put = (holder: string, name: string, value: unknown) => {
		stored[holder] = { ...(stored[holder] as object | undefined), [name]: value };
	};
	for (const [name, value] of Object.entries(parameters)) {
		const moved = operation.fields.find((field) => field.name === name && field.from !== undefined);
		const before = former.fields.find((field) => field.name === moved?.from);
		if (!moved || !before)
			stored[name] = isCollection(name) ? { ...(stored[name] as object | undefined), ...(value as object) } : value;
		else if (before.collection) put(before.collection, name, value);
		else {
			const inner = before.fields!.find(({ wire }) => wire[wire.length - 1] === moved.wire[moved.wire.length - 1])!;
			const group = (stored[before.name] as { values?: object } | undefined)?.values;
			stored[before.name] = { values: { ...group, [inner.name]: value } };
		}
	}
	return stored as INodeParameters;
}

function isCollection(name: string): boolean {
	return ['additionalFields', 'updateFields', 'filters'].includes(name);
}

/** What went over the wire. */
async function sent({ service, resource, operation }: Subject, change: (node: INode) => INode) {
	await sandbox.reset();
	const workflow = readWorkflow(fixtureOf(service, resource, operation.value));
	const entries = entriesOf(documentOperations(service), resource, operation);
	const nodes = workflow.nodes.map((node) =>
		node.parameters.resource === resource && node.parameters.operation === operation.value ? change(node) : node,
	);
	const run = await runWorkflow({ workflow: { ...workflow, nodes }, credentials: credentialsFor(sandbox, entries) });
	expect({ status: run.status, message: run.error?.message }).toEqual({ status: 'success', message: undefined });
	return operationCalls(sandbox).map(({ method, path: address, query, body }) => ({
		method,
		address: withoutNewIds(address),
		query,
		body: bodyOf(withoutNewIds(String(body ?? ''))),
	}));
}

/** IDs of what was created are new each time. */
function withoutNewIds(text: string): string {
	return text.replace(/\b6b[0-9a-f]{22}\b/g, '…');
}

/** A body whatever the order of its properties and, for a form, its separator. */
function bodyOf(text: string): unknown {
	return text.startsWith('{') ? (JSON.parse(text) as unknown) : text.replace(/axios-[\w.-]+/g, '…');
}

test('there are operations with a former layout', () => expect(subjects.length).toBeGreaterThan(8));

test.each(subjects)('%s', async (_title, subject) => {
	let changed = 0;
	const before = await sent(subject, (node) => {
		const parameters = asStoredBefore(atLatest(subject.operation), node.parameters);
		changed += JSON.stringify(parameters) === JSON.stringify(node.parameters) ? 0 : 1;
		return { ...node, typeVersion: 1, parameters };
	});
	expect(changed).toBeGreaterThan(0);
	const now = await sent(subject, (node) => {
		expect(node.typeVersion).toBe(1.1);
		return node;
	});
	expect(now.length).toBeGreaterThan(0);
	expect(before).toEqual(now);
});
