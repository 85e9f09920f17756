import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import type { INodePropertyOptions } from 'n8n-workflow';
import { loadTypes, root } from '../harness/index.ts';

test.each([
	['zohoPeopleLmsTrigger', 'ZohoPeopleLms', 10],
	['learning360PollingTrigger', 'Learning360', 12],
])(
	'%s: every event has a preview, as n8n looks for it by the parameter `operation` of version 1',
	async (name, folder, count) => {
		const types = await loadTypes();
		const { properties } = types.getByNameAndVersion(`n8n-nodes-lms.${name}`).description;
		const { options } = properties.find((property) => property.name === 'event')!;
		const files = (options as INodePropertyOptions[]).map(({ value }) =>
			path.join(root, 'dist', 'nodes', folder, '__schema__', 'v1.0.0', `${String(value)}.json`),
		);
		expect(files).toHaveLength(count);
		expect(files.filter((file) => !existsSync(file))).toEqual([]);
		for (const file of files)
			expect(JSON.parse(readFileSync(file, 'utf8'))).toMatchObject({ type: 'object', properties: expect.any(Object) });
	},
);
