import path from 'node:path';
import { compile } from '../../compiler/compile.ts';
import { type Documents, readDocuments } from '../../compiler/read.ts';

const root = path.join(__dirname, '..', '..');

/** Every operation of the documents, in the order in which they are written. */
function operationsOf({ resources }: Documents) {
	return resources.flatMap(({ document }) =>
		Object.values(document.paths ?? {}).flatMap((item) => Object.values(item)),
	);
}

describe.each(['Learning360', 'Learning360V1', 'ZohoPeopleLms'])('%s', (service) => {
	test('what an operation does never follows from its name', async () => {
		const documents = await readDocuments(path.join(root, 'nodes', service));
		const { resources: before } = structuredClone(compile(documents).catalogue);
		const values = [...new Set(operationsOf(documents).map((operation) => operation['x-operation']))].filter(
			(value) => value !== undefined,
		);
		const other = new Map(values.map((value, index) => [value, `name${index}`]));
		for (const operation of operationsOf(documents))
			if (operation['x-operation'] !== undefined) operation['x-operation'] = other.get(operation['x-operation'])!;
		const renamed = before.map((resource) => ({
			...resource,
			default: other.get(resource.default),
			operations: resource.operations.map((operation) => ({ ...operation, value: other.get(operation.value) })),
		}));
		expect(compile(documents).catalogue.resources).toEqual(renamed);
	});

	test('a resource has one default', async () => {
		const documents = await readDocuments(path.join(root, 'nodes', service));
		const [first, second] = operationsOf({
			...documents,
			resources: documents.resources.filter(({ file }) => file === 'user.yaml' || file === 'course.yaml').slice(0, 1),
		});
		first['x-default'] = true;
		second['x-default'] = true;
		expect(() => compile(documents)).toThrow('are both the default (x-default)');
	});
});
