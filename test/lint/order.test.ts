import type { INodeProperties, INodeTypeDescription } from 'n8n-workflow';
import { loadTypes } from '../../engine/index.ts';

/** In which part of the panel a property belongs: what is required, then the length of a list, optional fields, and what comes out. */
function partOf({ name, type, required }: INodeProperties): number | undefined {
	if (name === 'resource' || name === 'operation' || type === 'notice') return undefined;
	if (name === 'returnAll') return 2;
	if (name === 'limit') return 3;
	if (['additionalFields', 'updateFields', 'filters', 'fieldsToClear'].includes(name)) return 4;
	if (['simplify', 'output', 'outputFields', 'sessionFormat', 'sessionTimeZone'].includes(name)) return 5;
	if (name === 'options') return 6;
	return required || type === 'resourceLocator' ? 1 : undefined;
}

function isShown({ displayOptions }: INodeProperties, resource: string, operation: string): boolean {
	const { show = {} } = displayOptions ?? {};
	return (show.resource?.includes(resource) ?? true) && (show.operation?.includes(operation) ?? true);
}

describe.each(['learning360', 'learning360V1', 'zohoPeopleLms'])('%s', (type) => {
	let properties: INodeProperties[];
	beforeAll(async () => {
		({ properties } = (
			(await loadTypes()).getByName(`n8n-nodes-lms.${type}`) as { description: INodeTypeDescription }
		).description);
	});

	const operations = () =>
		properties
			.filter(({ name, type }) => name === 'operation' && type === 'options')
			.flatMap(({ displayOptions, options = [] }) =>
				options.map((option) => [
					String(displayOptions!.show!.resource![0]),
					String((option as { value: string }).value),
				]),
			);

	test('every operation shows its fields in one order: required, Return All, Limit, collections, output, options', () => {
		expect(operations().length).toBeGreaterThan(90);
		const wrong = operations().filter(([resource, operation]) => {
			const parts = properties
				.filter((property) => isShown(property, resource, operation))
				.flatMap((property) => partOf(property) ?? []);
			return parts.some((part, index) => index > 0 && part < parts[index - 1]);
		});
		expect(wrong).toEqual([]);
	});

	test('no operation shows a field twice', () => {
		const conditions = ({ displayOptions }: INodeProperties) =>
			JSON.stringify({ ...displayOptions, show: { ...displayOptions?.show, resource: 0, operation: 0 } });
		for (const [resource, operation] of operations()) {
			const shown = properties
				.filter((property) => property.name !== 'operation' && isShown(property, resource, operation))
				.map((property) => [property.name, conditions(property)].join());
			expect([resource, operation, shown.filter((name, index) => shown.indexOf(name) !== index)]).toEqual([
				resource,
				operation,
				[],
			]);
		}
	});
});
