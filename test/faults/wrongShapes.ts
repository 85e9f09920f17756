import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import type { Catalogue } from '../../nodes/connector/model/catalogue.ts';
import type { Operation } from '../../nodes/connector/model/operation.ts';
import type { FaultEffect, Sandbox } from '../../sandbox/index.ts';
import { n8nCredentials } from '../../sandbox/n8nCredentials.ts';
import { readWorkflow, root, runWorkflow } from '../harness/index.ts';
import { inItsTime } from './world.ts';

/** What an operation made of one wrong answer. */
export type Made = 'refused' | 'unknown' | 'confirmed' | 'empty' | 'records';

const DOWN = 'down for maintenance';
const PAGE = '<!doctype html><html><head><title>Sign in</title></head><body>Sign in</body></html>';

/** Answers of HTTP 200 (or 204) that are no answer to most operations, by name. */
export const SHAPES: Record<string, FaultEffect> = {
	null: { body: null },
	'{}': { body: {} },
	'[]': { body: [] },
	'a message': { body: { message: DOWN } },
	'an error': { body: { error: DOWN } },
	'a list of errors': { body: { errors: [{ message: DOWN }] } },
	'a wrapper': { body: { response: { message: DOWN } } },
	'a list of messages': { body: [{ message: DOWN }] },
	'a health check': { body: { status: 'ok' } },
	'a list of null': { body: [null] },
	'a list of numbers': { body: [1, 2, 3] },
	'an object of another kind': { body: { data: null } },
	text: { body: DOWN, contentType: 'text/plain' },
	'a page': { body: PAGE, contentType: 'text/html' },
	'a number': { body: 42 },
	'nothing, 200': { status: 200 },
	'nothing, 204': { status: 204 },
};

const FIXTURES = ['written', 'operations'].map((folder) => path.join(root, 'test', 'fixtures', folder));

/** An operation with one address of its own, and the workflow that runs it. */
export interface Subject {
	service: string;
	resource: string;
	operation: Operation;
}

/** Every documented call of a service; looks at whether something is there (HEAD) have no body. */
export function subjects(service: string): Subject[] {
	const catalogue = JSON.parse(
		readFileSync(path.join(root, 'dist', 'nodes', service, 'catalogue.json'), 'utf8'),
	) as Catalogue;
	return catalogue.resources.flatMap(({ value, operations }) =>
		operations
			.filter(({ job, request, method }) => !job && !request && method !== 'HEAD')
			.map((operation) => ({ service, resource: value, operation })),
	);
}

/** Runs an operation once for each shape, all as items of one run, or one run each where items go out together. */
export async function feed(
	sandbox: Sandbox,
	{ service, resource, operation }: Subject,
): Promise<Record<string, { made: Made; items: number; said: string }>> {
	const file = FIXTURES.map((folder) => path.join(folder, service, resource, `${operation.value}.json`)).find(
		(candidate) => existsSync(candidate),
	)!;
	const workflow = readWorkflow(file);
	const isSubject = ({ type, parameters }: (typeof workflow.nodes)[number]) =>
		type.startsWith('n8n-nodes-lms.') && parameters.resource === resource && parameters.operation === operation.value;
	const node = workflow.nodes.find(isSubject)!;
	// An operation with two addresses is run at both of them; one is enough here.
	workflow.nodes = workflow.nodes.filter((entry) => entry === node || !isSubject(entry));
	const isThere = (name: string) => workflow.nodes.some((entry) => entry.name === name);
	workflow.connections = Object.fromEntries(
		Object.entries(workflow.connections)
			.filter(([name]) => isThere(name))
			.map(([name, outputs]) => [
				name,
				{ main: (outputs.main ?? []).map((targets) => (targets ?? []).filter((target) => isThere(target.node))) },
			]),
	);
	Object.assign(node.parameters, { options: { tries: 1, concurrency: 1 } });
	Object.assign(node, { onError: 'continueRegularOutput' });
	// A credential of its own has a budget of its own at the vendor's limits.
	for (const { credentials: used = {} } of workflow.nodes)
		for (const entry of Object.values(used)) Object.assign(entry as object, { id: `${service} ${operation.id}` });
	const credentials = n8nCredentials(sandbox);
	if (operation.id === 'getMyProfile')
		Object.assign(credentials.learning360OAuth2Api, { userId: '507f1f77bcf86cd799439011' });
	const names = Object.keys(SHAPES);
	// Nodes before it may make one item of many, and bulk operations send all of them together.
	const runs = operation.bulk || workflow.nodes.length > 2 ? names.map((name) => [name]) : [names];
	const made: Awaited<ReturnType<typeof feed>> = {};
	for (const part of runs) {
		sandbox.faults.clear();
		for (const name of part)
			sandbox.faults.add({ path: addressOf(operation), method: operation.method, ...SHAPES[name], times: 1 });
		const work = async () =>
			await runWorkflow({ workflow, credentials, input: part.map((name) => ({ json: { shape: name } })) });
		const run = await inItsTime(sandbox, work);
		const items = run.nodes[node.name]?.runs[0]?.items[0] ?? [];
		part.forEach((name, index) => {
			const own = items
				.filter(({ pairedItem }) => (pairedItem as { item: number } | undefined)?.item === index)
				.map(({ json }) => json);
			const said = String(own[0]?.error ?? run.error?.message ?? '');
			made[name] = {
				made:
					said === '' ? ofItems(operation, own) : /^(Nobody knows|Outcome unknown)/.test(said) ? 'unknown' : 'refused',
				items: own.length,
				said: `${said} ${String(own[0]?.description ?? '')}`,
			};
		});
	}
	return made;
}

function ofItems({ output: { kind } }: Operation, items: object[]): Made {
	if (items.length === 0) return 'empty';
	return kind === 'none' || 'success' in items[0] ? 'confirmed' : 'records';
}

/** Addresses of the operation as the sandbox matches them. */
function addressOf({ path: address, basePath = '/api/v1' }: Operation): RegExp {
	const all = typeof address === 'string' ? [address] : Object.values(address);
	return new RegExp(`^(${basePath})?(${all.map((one) => one.replace(/\{\w+\}/g, '[^/]+')).join('|')})$`);
}
