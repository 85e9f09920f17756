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

	test('every operation shows its fields in one order: required, Return All, Limit, collections, output, options', () => {
		const operations = properties
			.filter(({ name }) => name === 'operation')
			.flatMap(({ displayOptions, options = [] }) =>
				options.map((option) => [
					String(displayOptions!.show!.resource![0]),
					String((option as { value: string }).value),
				]),
			);
		expect(operations.length).toBeGreaterThan(90);
		const wrong = operations.filter(([resource, operation]) => {
			const parts = properties
				.filter((property) => isShown(property, resource, operation))
				.flatMap((property) => partOf(property) ?? []);
			return parts.some((part, index) => index > 0 && part < parts[index - 1]);
		});
		expect(wrong).toEqual([]);
	});

	test('no operation shows a field twice', () => {
		for (const property of properties) {
			const [resource] = (property.displayOptions?.show?.resource ?? []) as string[];
			for (const operation of (property.displayOptions?.show?.operation ?? []) as string[]) {
				const twins = properties.filter(
					(other) =>
						other.name === property.name &&
						isShown(other, resource, operation) &&
						JSON.stringify({ ...other.displayOptions?.show, operation: 0 }) ===
							JSON.stringify({ ...property.displayOptions?.show, operation: 0 }),
				);
				expect([resource, operation, property.name, twins.length]).toEqual([resource, operation, property.name, 1]);
			}
		}
	});
});
