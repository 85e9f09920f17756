import type { INodeParameters, ResourceMapperField } from 'n8n-workflow';
import type { Sandbox } from '../../sandbox/index.ts';
import { n8nCredentials } from '../../sandbox/n8nCredentials.ts';
import { startStillSandbox, timeInSteps } from '../faults/world.ts';
import { byId, operationCalls, runNode, V2 } from '../five/five.ts';
import { runResourceMapping } from '../harness/index.ts';

interface CustomField {
	_id: string;
	name: string;
	type: 'string' | 'date';
	targetType: 'users' | 'contents';
}

/** Operations whose values go through the resource mapper, the address of a record, and whose fields it shows. */
const SUBJECTS: Array<{ method: string; target: CustomField['targetType']; parameters: INodeParameters }> = [
	{
		method: 'userCustomFields',
		target: 'users',
		parameters: { resource: 'userCustomFieldValue', operation: 'replace', userId: byId('0e029f365a9139f037a6e540') },
	},
	{
		method: 'contentCustomFields',
		target: 'contents',
		parameters: {
			resource: 'course',
			operation: 'replaceCustomFieldValues',
			courseId: byId('58eb5c621a92bb4fb526b2b0'),
		},
	},
	{
		method: 'contentCustomFields',
		target: 'contents',
		parameters: {
			resource: 'pathSession',
			operation: 'replaceCustomFieldValues',
			pathId: byId('46f6955e11de1869220565ae'),
			sessionId: byId('46f6955e11de1869220565ae'),
		},
	},
];

let sandbox: Sandbox;
beforeAll(async () => {
	sandbox = await startStillSandbox(false, {});
});
afterAll(async () => await sandbox.close());
beforeEach(async () => await sandbox.reset());
timeInSteps(() => sandbox);

const columns = async (method: string): Promise<ResourceMapperField[]> =>
	(
		await runResourceMapping({
			nodeType: 'n8n-nodes-lms.learning360',
			method,
			parameters: { resource: 'userCustomFieldValue', operation: 'replace' },
			credentials: n8nCredentials(sandbox),
		})
	).fields;

function fieldsFor(target: CustomField['targetType']): CustomField[] {
	return (sandbox.state.learning360.customFields as unknown as CustomField[]).filter(
		({ targetType }) => targetType === target,
	);
}

async function replace(
	parameters: INodeParameters,
	value: Record<string, unknown> | null,
	schema: ResourceMapperField[],
) {
	const seen = await runNode(
		sandbox,
		V2,
		{ ...parameters, customValues: { mappingMode: 'defineBelow', value, schema } } as never,
		{ timezone: 'America/New_York' },
	);
	const calls = operationCalls(sandbox).filter(({ method }) => method === 'PUT');
	return {
		...seen,
		calls,
		sent: calls.map(({ body }) => (JSON.parse(body) as { customValues: unknown[] }).customValues),
	};
}

describe.each(SUBJECTS)('Custom fields of $parameters.resource', ({ method, target, parameters }) => {
	test('are loaded with their kinds and the values that are allowed', async () => {
		const shown = await columns(method);
		expect(shown.map(({ id }) => id).sort()).toEqual(
			fieldsFor(target)
				.map(({ _id }) => _id)
				.sort(),
		);
		for (const { _id, name, type } of fieldsFor(target)) {
			const column = shown.find(({ id }) => id === _id)!;
			expect(column).toMatchObject({ displayName: name, required: false });
			expect(type === 'date' ? ['dateTime'] : ['string', 'options']).toContain(column.type);
			if (column.type === 'options') expect(column.options!.length).toBeGreaterThan(0);
		}
		expect(new Set(shown.map(({ type }) => type)).size).toBeGreaterThan(1);
	});

	test('go out with their id and kind, dates as the day of the workflow', async () => {
		const schema = await columns(method);
		const valueOf = ({ type, options }: ResourceMapperField) =>
			type === 'dateTime' ? '2026-03-02T23:30:00' : type === 'options' ? options![0].value : 'a, "b" é';
		const { calls, sent, message } = await replace(
			parameters,
			Object.fromEntries(schema.map((field) => [field.id, valueOf(field)])),
			schema,
		);
		expect(calls.flatMap(({ validationFailures }) => validationFailures)).toEqual([]);
		expect(message).not.toMatch(/^Custom/);
		expect(sent).toEqual([
			schema.map((field) => ({
				customFieldId: field.id,
				type: field.type === 'dateTime' ? 'date' : 'string',
				value: field.type === 'dateTime' ? '2026-03-02' : valueOf(field),
			})),
		]);
	});

	test('are not removed by accident', async () => {
		const schema = await columns(method);
		for (const values of [null, {}, { [schema[0].id]: null }]) {
			const { sent, message, advice } = await replace(parameters, values, schema);
			expect(sent).toEqual([]);
			expect(message).toMatch(/^Custom Field.*: This field is required, but it is empty \[Item 0\]$/);
			expect(advice).toContain('enter []');
		}
	});

	test('are refused when one of several is empty, because replacing would remove its value', async () => {
		const schema = await columns(method);
		const { sent, message } = await replace(
			parameters,
			Object.fromEntries(
				schema.map(({ id, type, options }, index) => [
					id,
					index === schema.length - 1 ? null : type === 'dateTime' ? '2026-03-02' : (options?.[0].value ?? 'text'),
				]),
			),
			schema,
		);
		expect(sent).toEqual([]);
		expect(message).toContain(`› ${schema.at(-1)!.displayName}: This field is required, but it is empty`);
	});

	test('say why they cannot be read', async () => {
		sandbox.faults.add({
			operationId: 'listCustomFields',
			status: 403,
			body: { error: { code: 'forbidden', message: 'No' } },
		});
		await expect(columns(method)).rejects.toThrow(/\(forbidden\)/);
	});
});
