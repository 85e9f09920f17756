import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import type { INodeListSearchResult, INodeParameters } from 'n8n-workflow';
import type { Catalogue } from '../../nodes/connector/model/catalogue.ts';
import type { List } from '../../nodes/connector/model/list.ts';
import type { Sandbox } from '../../sandbox/index.ts';
import { n8nCredentials } from '../../sandbox/n8nCredentials.ts';
import { startStillSandbox, timeInSteps } from '../faults/world.ts';
import { CredentialStore, readWorkflow, root, runListSearch } from '../harness/index.ts';

const SERVICES = ['Learning360', 'Learning360V1', 'ZohoPeopleLms'];

interface Subject {
	service: string;
	catalogue: Catalogue;
	name: string;
	list: List;
}

const subjects = SERVICES.flatMap((service) => {
	const catalogue = JSON.parse(
		readFileSync(path.join(root, 'dist', 'nodes', service, 'catalogue.json'), 'utf8'),
	) as Catalogue;
	return Object.entries(catalogue.lists).map(([name, list]): [string, Subject] => [
		`${service} › ${name}`,
		{ service, catalogue, name, list },
	]);
});
const dependent = subjects.filter(([, { list }]) => Object.keys(list.needs ?? {}).length > 0);

let sandbox: Sandbox;
let credentials: CredentialStore;
beforeAll(async () => {
	sandbox = await startStillSandbox(false, {});
	credentials = await CredentialStore.create(n8nCredentials(sandbox));
});
afterAll(async () => await sandbox.close());
beforeEach(() => {
	sandbox.faults.clear();
	sandbox.clearRequests();
});
timeInSteps(() => sandbox);

function ask(
	{ service, name }: Subject,
	parameters: INodeParameters = {},
	more: { filter?: string; paginationToken?: string } = {},
): Promise<INodeListSearchResult> {
	return runListSearch({
		nodeType: `n8n-nodes-lms.${service[0].toLowerCase()}${service.slice(1)}`,
		method: name,
		parameters,
		credentials,
		...more,
	});
}

/** Operations that have a field with this list and the fields it depends on. */
function users({ catalogue, name, list }: Subject): Array<{ resource: string; operation: string }> {
	const needs = Object.values(list.needs ?? {});
	const all = catalogue.resources.flatMap(({ value, operations }) =>
		operations.map((operation) => ({ resource: value, operation })),
	);
	const uses = all.filter(
		({ operation: { fields } }) =>
			fields.some((field) => field.list === name) &&
			fields.some((field) => needs.length === 0 || needs.includes(field.name)),
	);
	return uses.map(({ resource, operation }) => ({ resource, operation: operation.value }));
}

/** The list with what it depends on chosen as the workflow of an operation has it. */
async function filled(subject: Subject): Promise<{ parameters: INodeParameters; found: INodeListSearchResult }> {
	const needs = ['resource', 'operation', 'level', ...Object.values(subject.list.needs ?? {})];
	let failure: unknown = new Error('no operation has this list');
	for (const { resource, operation } of users(subject)) {
		const file = ['written', 'operations']
			.map((folder) => path.join(root, 'test', 'fixtures', folder, subject.service, resource, `${operation}.json`))
			.find((candidate) => existsSync(candidate))!;
		for (const { parameters: all } of readWorkflow(file).nodes.filter(({ type }) =>
			type.startsWith('n8n-nodes-lms.'),
		)) {
			const parameters = Object.fromEntries(Object.entries(all).filter(([name]) => needs.includes(name)));
			try {
				const found = await ask(subject, parameters);
				if (found.results.length > 0) return { parameters, found };
				failure = new Error('every list is empty');
			} catch (error) {
				failure = error;
			}
		}
	}
	throw failure;
}

describe('Every list', () => {
	test.each(subjects)('%s: can be read, searched and paged', async (_title, subject) => {
		const { parameters, found } = await filled(subject);
		for (const { name, value } of found.results) {
			expect(name).toMatch(/\S/);
			expect(String(value)).toMatch(new RegExp(subject.list.pattern ?? '\\S', 'u'));
		}
		const [wanted] = found.results;
		const word = /[\p{L}\p{N}@.]{3,}/u.exec(wanted.name)?.[0] ?? wanted.name;
		const searched = await ask(subject, parameters, { filter: word.toUpperCase() });
		expect(searched.results.map(({ value }) => value)).toContain(wanted.value);
		expect((await ask(subject, parameters, { filter: 'qqzzxx' })).results).toEqual([]);
		if (!found.paginationToken) return;
		const next = await ask(subject, parameters, { paginationToken: String(found.paginationToken) });
		const first = new Set(found.results.map(({ value }) => value));
		expect(next.results.some(({ value }) => !first.has(value))).toBe(true);
		expect(sandbox.requests.flatMap(({ validationFailures }) => validationFailures)).toEqual([]);
	});

	test.each(subjects)('%s: says why it cannot be read, and is never just empty', async (_title, subject) => {
		const { parameters } = await filled(subject);
		const operations = subject.catalogue.resources.flatMap((resource) => resource.operations);
		const { method } = operations.find(({ id }) => id === subject.list.operation)!;
		for (const status of [403, 500]) {
			const fault = sandbox.faults.add({ method, status, body: { error: { code: 'sorry', message: 'Sorry' } } });
			await expect(ask(subject, parameters)).rejects.toThrow(/\S{3}/);
			expect(fault.applied()).toBeGreaterThan(0);
			sandbox.faults.clear();
		}
	});

	test.each(dependent)('%s: says what to choose first', async (_title, subject) => {
		const labels = Object.values(subject.list.needs!).map(
			(need) =>
				subject.catalogue.resources
					.flatMap(({ operations }) => operations.flatMap(({ fields }) => fields))
					.find(({ name }) => name === need)!.displayName,
		);
		const refused = await ask(subject, users(subject)[0]).catch((error: Error) => error.message);
		const [, named] = /^Choose an? (.+) first$/.exec(String(refused)) ?? [];
		expect(labels.map((label) => label.toLowerCase())).toContain(named);
		expect(sandbox.requests).toEqual([]);
	});
});
