import type { INodeProperties } from 'n8n-workflow';
import { loadTypes } from '../harness/index.ts';

const NODES = ['learning360', 'learning360V1', 'zohoPeopleLms'];

/** All properties, those inside of collections included. */
function every(properties: INodeProperties[]): INodeProperties[] {
	return properties.flatMap((property) => [
		property,
		...(property.options ?? []).flatMap((option) =>
			'values' in option ? every(option.values) : 'type' in option ? every([option]) : [],
		),
	]);
}

test.each(NODES)('%s tells the workflow builder of n8n the form of values, shortly', async (name) => {
	const { description } = (await loadTypes()).getByNameAndVersion(`n8n-nodes-lms.${name}`);
	const all = every(description.properties);
	const hints = all.flatMap(({ builderHint }) => builderHint?.propertyHint ?? []);
	expect(hints.length).toBeGreaterThan(20);
	for (const hint of hints) {
		expect(hint.length).toBeLessThan(120);
		expect(hint).not.toContain('{{');
	}
	for (const { name: property, type, hint, typeOptions, builderHint } of all) {
		if (type === 'dateTime') expect(builderHint?.propertyHint).toMatch(/ISO 8601|^Day/);
		// A list is told its form once: by the hint that people see, or by its own.
		if (typeOptions?.multipleValues && type === 'string') expect([hint, builderHint].filter(Boolean)).toHaveLength(1);
		// The workflow builder knows the form of a locator from its modes.
		if (type === 'resourceLocator') expect(builderHint).toBeUndefined();
		// n8n refuses to load a node that has a hint on one of these.
		if (['resource', 'operation', 'mode'].includes(property)) expect(builderHint).toBeUndefined();
	}
});

test('secrets are named for n8n to hide, as items and as the answer of a tool', async () => {
	const { description } = (await loadTypes()).getByNameAndVersion('n8n-nodes-lms.learning360');
	expect(description.sensitiveOutputFields).toEqual(['secret', 'response[*].secret']);
});

test('a list of custom fields is fresh when the step is opened', async () => {
	const { description } = (await loadTypes()).getByNameAndVersion('n8n-nodes-lms.learning360');
	const mappers = every(description.properties).filter(({ type }) => type === 'resourceMapper');
	expect(mappers.length).toBeGreaterThan(0);
	for (const { typeOptions } of mappers) expect(typeOptions?.resourceMapper?.refreshStaleSchemaOnOpen).toBe(true);
});
