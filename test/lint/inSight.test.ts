import { NodeHelpers, type INode, type INodeParameters, type INodeTypeDescription } from 'n8n-workflow';
import type { Field } from '../../nodes/connector/model/field.ts';
import { atVersion } from '../../nodes/connector/model/atVersion.ts';
import { VERSIONS } from '../../nodes/connector/model/layout.ts';
import type { Operation } from '../../nodes/connector/model/operation.ts';
import { compileService } from '../../compiler/build.ts';
import { loadTypes } from '../../engine/index.ts';

const NODES = [
	['Learning360', 'learning360'],
	['Learning360V1', 'learning360V1'],
	['ZohoPeopleLms', 'zohoPeopleLms'],
] as const;

const LATEST = VERSIONS[VERSIONS.length - 1];

/** The parameters that a node shows once it is on the canvas and its operation is chosen, outside of collections. */
function mainParameters(
	description: INodeTypeDescription,
	typeVersion: number,
	resource: string,
	operation: string,
	level?: string,
): Set<string> {
	const node = { typeVersion } as INode;
	const given = { resource, operation, ...(level ? { level } : {}) } as INodeParameters;
	const values = NodeHelpers.getNodeParameters(description.properties, given, true, false, node, description)!;
	return new Set(
		description.properties
			.filter((property) => NodeHelpers.displayParameter(values, property, node, description))
			.map(({ name }) => name),
	);
}

/** What must be filled in and cannot be seen: required fields, those inside of groups, and all of several of which one is required. */
function hidden(operation: Operation, shown: Set<string>): string[] {
	const fields = operation.fields.filter(({ constant, at }) => constant === undefined && at !== 'nowhere');
	const isSeen = (field: Field) => field.collection === undefined && shown.has(field.name);
	const required = fields
		.filter(({ required, show, levels }) => required && !show && !levels)
		.filter((field) => !isSeen(field) || (field.kind === 'object' && field.fields !== undefined));
	const alternatives = (operation.anyOf ?? []).flat().filter((name) => {
		const own = fields.filter(({ wire }) => wire[0] === name);
		return !own.some(isSeen) || own.some(({ kind, fields }) => kind === 'object' && fields !== undefined);
	});
	return [...required.map(({ name }) => name), ...alternatives];
}

async function hiddenIn(folder: string, type: string, version: number): Promise<string[]> {
	const { catalogue } = await compileService(folder);
	const { description } = (await loadTypes()).getByNameAndVersion(`n8n-nodes-lms.${type}`, version);
	return catalogue.resources.flatMap(({ value: resource, operations }) =>
		operations.flatMap((operation) => {
			const levels = operation.levels?.map(({ value }) => value) ?? [undefined];
			return levels.flatMap((level) =>
				hidden(
					atVersion(operation, version),
					mainParameters(description, version, resource, operation.value, level),
				).map((name) => `${resource}.${operation.value}: ${name}`),
			);
		}),
	);
}

test.each(NODES)('%s shows every input that an operation needs among the main fields', async (folder, type) => {
	expect(await hiddenIn(folder, type, LATEST)).toEqual([]);
});

test('the check finds what nodes of version 1 hide', async () => {
	const found = await hiddenIn('Learning360', 'learning360', 1);
	expect(found).toEqual(
		expect.arrayContaining([
			'user.create: membership',
			'user.create: mail',
			'pathSession.enroll: userIds',
			'classroomSlot.create: selfRegistration',
			'externalCourse.importStatisticsBulk: userIdentifier',
		]),
	);
});

test.each(NODES)('%s opens every required list with an entry', async (folder, type) => {
	const { catalogue } = await compileService(folder);
	const { description } = (await loadTypes()).getByNameAndVersion(`n8n-nodes-lms.${type}`, LATEST);
	const lists = catalogue.resources.flatMap(({ value, operations }) =>
		operations.flatMap((operation) =>
			operation.fields
				.filter(({ kind, required }) => kind === 'objects' && required)
				.map(({ name }) => ({ resource: value, operation: operation.value, name })),
		),
	);
	const node = { typeVersion: LATEST } as INode;
	const empty = lists.filter(({ name, ...given }) => {
		const values = NodeHelpers.getNodeParameters(description.properties, given, true, false, node, description)!;
		return (values[name] as { values?: object[] }).values?.length !== 1;
	});
	expect(empty).toEqual([]);
});

test('the description of the largest node stays small, because the editor walks it at every change', async () => {
	const { description } = (await loadTypes()).getByNameAndVersion('n8n-nodes-lms.learning360', LATEST);
	const withoutHints = (key: string, value: unknown) => (key === 'builderHint' ? undefined : value);
	expect(JSON.stringify(description, withoutHints).length).toBeLessThan(297_000);
	expect(JSON.stringify(description).length).toBeLessThan(300_000);
});
