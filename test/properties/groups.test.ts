import { readFileSync } from 'node:fs';
import path from 'node:path';
import type { INodeProperties, INodePropertyCollection } from 'n8n-workflow';
import type { Catalogue } from '../../nodes/connector/model/catalogue.ts';
import type { Field } from '../../nodes/connector/model/field.ts';
import type { Sandbox } from '../../sandbox/index.ts';
import { startStillSandbox, timeInSteps } from '../faults/world.ts';
import { byId, operationCalls, runNode, V2 } from '../five/five.ts';
import { loadTypes, root } from '../harness/index.ts';

let sandbox: Sandbox;
beforeAll(async () => {
	sandbox = await startStillSandbox(false, {});
});
afterAll(async () => await sandbox.close());
beforeEach(() => sandbox.clearRequests());
timeInSteps(() => sandbox);

/** What stands in groups, however deep. */
function inGroups({ type, options = [] }: INodeProperties): INodeProperties[] {
	if (type === 'collection') return (options as INodeProperties[]).flatMap(inGroups);
	if (type !== 'fixedCollection') return [];
	return (options as INodePropertyCollection[]).flatMap(({ values }) =>
		values.flatMap((property) => [property, ...inGroups(property)]),
	);
}

function requiredSwitches({ fields = [], name, kind, required }: Field): string[] {
	return [...(kind === 'boolean' && required ? [name] : []), ...fields.flatMap(requiredSwitches)];
}

test.each(['Learning360', 'Learning360V1', 'ZohoPeopleLms'])(
	'%s: nothing optional in a group has a first value, which n8n would fill in',
	async (service) => {
		const { properties } = (await loadTypes()).getByNameAndVersion(
			`n8n-nodes-lms.${service[0].toLowerCase()}${service.slice(1)}`,
		).description;
		const { resources } = JSON.parse(
			readFileSync(path.join(root, 'dist', 'nodes', service, 'catalogue.json'), 'utf8'),
		) as Catalogue;
		const switches = new Set(
			resources.flatMap(({ operations }) => operations.flatMap(({ fields }) => fields.flatMap(requiredSwitches))),
		);
		const inside = properties.flatMap(inGroups);
		expect(inside.length).toBeGreaterThan(5);
		const optional = inside.filter(
			({ required, type, name }) => !required && ['options', 'boolean', 'number'].includes(type) && !switches.has(name),
		);
		expect(optional.filter((property) => property.default !== '').map(({ name }) => name)).toEqual([]);
	},
);

async function update(resource: 'path' | 'pathSession', updateFields: object) {
	const { paths, pathSessions } = sandbox.state.learning360;
	const session = pathSessions.find(({ rootSessionId, endDate }) => !rootSessionId && (endDate ?? '9999') > '2028')!;
	const ids =
		resource === 'path'
			? { pathId: byId(paths[0]._id) }
			: { pathId: byId(session.pathId), sessionId: byId(session._id), registrationRequestValidation: 'disabled' };
	const { message } = await runNode(sandbox, V2, { resource, operation: 'update', ...ids, updateFields } as never);
	return { message, bodies: operationCalls(sandbox).map(({ body }) => body) };
}

test('one switch of a group is sent alone, on or off', async () => {
	for (const value of [true, false]) {
		sandbox.clearRequests();
		const { message, bodies } = await update('path', { options: { values: { linearProgression: value } } });
		expect(message).toBe('');
		expect([...bodies[0].matchAll(/name="([^"]+)"\r\n\r\n(.*)\r\n/g)].map(([, name, text]) => [name, text])).toEqual([
			['options[linearProgression]', String(value)],
		]);
	}
});

test('an empty list of people is sent where JSON goes out, and refused where a form cannot say it', async () => {
	const { message, bodies } = await update('pathSession', { instructorIds: '={{ "[]" }}' });
	expect(message).toBe('');
	expect(JSON.parse(bodies[0])).toMatchObject({ instructorIds: [] });
	sandbox.clearRequests();
	const form = await update('path', { coAuthorIds: '={{ "[]" }}' });
	expect(form.message).toContain('Co-Authors');
	expect(form.bodies).toEqual([]);
});
