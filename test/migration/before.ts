import { readFileSync, existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import isEqual from 'lodash/isEqual.js';
import sortBy from 'lodash/sortBy.js';
import type { Catalogue } from '../../nodes/connector/model/catalogue.ts';
import type { Operation } from '../../nodes/connector/model/operation.ts';
import type { Migration, MigrationOptions } from '../../nodes/LmsMigration/migration/options.ts';
import type { Rules } from '../../nodes/LmsMigration/migration/rule.ts';
import { type LoggedRequest, type Sandbox } from '../../sandbox/index.ts';
import { n8nCredentials } from '../../sandbox/n8nCredentials.ts';
import { readWorkflow, root, runWorkflow, type WorkflowFile, type WorkflowRun } from '../harness/index.ts';

const dist = path.join(root, 'dist', 'nodes');

/** The library as it ships. */
const library = createRequire(import.meta.url)(path.join(dist, 'LmsMigration', 'migration', 'migrate.js')) as {
	migrate(value: unknown, rules: Rules, options?: MigrationOptions): Migration;
};

export const rules = JSON.parse(readFileSync(path.join(dist, 'LmsMigration', 'rules.json'), 'utf8')) as Rules;

const catalogueOf = (service: string) =>
	JSON.parse(readFileSync(path.join(dist, service, 'catalogue.json'), 'utf8')) as Catalogue;

/** The operations of API v1, and those of API v2. */
export const catalogue = catalogueOf('Learning360V1');
export const successors = catalogueOf('Learning360');

export interface Subject {
	/** `resource.operation`. */
	key: string;
	operation: Operation;
	/** Workflow that runs the operation through the node for API v1. */
	workflow: WorkflowFile;
}

/** Every operation of API v1 with its workflow. */
export function subjects(): Subject[] {
	return catalogue.resources.flatMap((resource) =>
		resource.operations.map((operation) => {
			const files = ['written', 'operations'].map((folder) =>
				path.join(root, 'test', 'fixtures', folder, 'Learning360V1', resource.value, `${operation.value}.json`),
			);
			return {
				key: `${resource.value}.${operation.value}`,
				operation,
				workflow: readWorkflow(files.find((file) => existsSync(file))!),
			};
		}),
	);
}

export function migrate(workflow: unknown, options?: MigrationOptions): Migration {
	return library.migrate(workflow, rules, options);
}

/** What only a person knows, of the company of the sandbox. */
export function factsOf({ state }: Sandbox): { platformOwner: string; rootGroup: string } {
	const { groups, memberships, users } = state.learning360;
	const { userId } = memberships.find(({ role }) => String(role) === 'owner')!;
	return {
		platformOwner: users.find(({ _id }) => _id === userId)!.mail!,
		rootGroup: groups.find(({ parentId }) => parentId === undefined)!._id,
	};
}

/** A record before and after; the one is absent where it is new, the other where it is gone. */
export interface Change {
	from?: Record<string, unknown>;
	to?: Record<string, unknown>;
}

/** Records that are new, changed or gone, by collection. */
export type Changes = Record<string, Change[]>;

/** What a workflow did to the company, and what came out of its last node. */
export interface Effect {
	run: WorkflowRun;
	items: Array<Record<string, unknown>>;
	changes: Changes;
	requests: LoggedRequest[];
}

/** Runs a workflow on the first day of the company. */
export async function effectOf(
	sandbox: Sandbox,
	workflow: WorkflowFile,
	input?: Array<Record<string, unknown>>,
): Promise<Effect> {
	await sandbox.reset();
	const before = snapshot(sandbox);
	const run = await runWorkflow({
		workflow,
		credentials: n8nCredentials(sandbox),
		...(input ? { input: input.map((json) => ({ json })) as never } : {}),
	});
	const last = lastNode(workflow);
	const items = (run.nodes[last]?.runs ?? []).flatMap(({ items: outputs }) =>
		(outputs[0] ?? []).map(({ json }) => json),
	);
	return {
		run,
		items,
		changes: difference(before, snapshot(sandbox)),
		requests: sandbox.requests.filter(({ path: address }) => !address.endsWith('/oauth2/token')),
	};
}

/** How a run went, in a form that can be compared. */
export function told({ run, requests }: Effect) {
	return {
		status: run.status,
		message: run.error?.message,
		refused: requests.flatMap(({ validationFailures, answerFailures }) => [...validationFailures, ...answerFailures]),
	};
}

/** The node that nothing follows. */
function lastNode({ nodes, connections }: WorkflowFile): string {
	const leading = new Set(
		Object.entries(connections).flatMap(([name, { main = [] }]) =>
			main.some((targets) => targets?.length) ? [name] : [],
		),
	);
	return nodes.filter(({ name, type }) => !leading.has(name) && !type.endsWith('stickyNote')).pop()!.name;
}

/** The records of each collection. They are never changed in place: a change puts a new record into a new list. */
type Snapshot = Record<string, readonly object[]>;

/** Collections that only note what happened. */
const NOTES = new Set(['webhookEvents']);

/** Fields that say when something happened. */
const TIMES = new Set(['createdAt', 'modifiedAt', 'deletedAt', 'archivedAt', 'reactivatedAt']);

function snapshot({ state }: Sandbox): Snapshot {
	return Object.fromEntries(Object.entries(state.learning360).filter(([name]) => !NOTES.has(name)));
}

function keyOf(row: object): string {
	const { _id } = row as { _id?: string };
	return (
		_id ??
		JSON.stringify(
			Object.entries(row).filter(([name, value]) => typeof value === 'string' && /Id$|^id$|^type$|^role$/.test(name)),
		)
	);
}

function byKey(rows: readonly object[]): Map<string, object> {
	return new Map(rows.map((row) => [keyOf(row), row]));
}

/** What changed between two looks: ids of new records and times are not told. */
function difference(before: Snapshot, after: Snapshot): Changes {
	const touched = Object.keys(after)
		.filter((name) => before[name] !== after[name])
		.map((name) => ({ name, old: byKey(before[name]), rows: byKey(after[name]) }));
	const fresh = new Map<string, string>();
	for (const { name, old, rows } of touched) {
		for (const [key, row] of rows) if (!old.has(key) && (row as { _id?: string })._id) fresh.set(key, `new ${name}`);
	}
	const told = (row: unknown) =>
		JSON.parse(
			JSON.stringify(sorted(row), (name, value: unknown) =>
				TIMES.has(name) ? undefined : typeof value === 'string' ? (fresh.get(value) ?? value) : value,
			),
		) as Record<string, unknown>;
	const changes: Changes = {};
	for (const { name, old, rows } of touched) {
		const gone = [...old].flatMap(([key, row]) => (rows.has(key) ? [] : [{ from: told(row) }]));
		const others = [...rows].filter(([key, row]) => old.get(key) !== row);
		const present = others.map(
			([key, row]): Change => (old.has(key) ? { from: told(old.get(key)), to: told(row) } : { to: told(row) }),
		);
		const found = sortBy([...gone, ...present.filter(({ from, to }) => !isEqual(from, to))], (change) =>
			JSON.stringify(change),
		);
		if (found.length > 0) changes[name] = found;
	}
	return changes;
}

function sorted(value: unknown): unknown {
	if (Array.isArray(value)) return value.map(sorted);
	if (value === null || typeof value !== 'object') return value;
	return Object.fromEntries(
		Object.entries(value)
			.sort(([one], [other]) => one.localeCompare(other))
			.map(([name, entry]) => [name, sorted(entry)]),
	);
}
