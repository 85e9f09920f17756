import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import type { INodePropertyOptions } from 'n8n-workflow';
import { loadTypes, root } from '../harness/index.ts';

test('the tables of docs/triggers.md are what the watches make', () => {
	const script = "import { readFileSync } from 'node:fs'; import { withTables } from './compiler/pages/watchesPage.ts'; process.stdout.write(await withTables(readFileSync('docs/triggers.md', 'utf8')));";
	const made = execFileSync(process.execPath, ['--input-type=module', '--eval', script], { cwd: root, encoding: 'utf8', maxBuffer: 1e8 });
	expect(readFileSync(path.join(root, 'docs', 'triggers.md'), 'utf8')).toBe(made);
});

test.each([
	['zohoPeopleLmsTrigger', 'ZohoPeopleLms', 10],
	['learning360PollingTrigger', 'Learning360', 9],
])('%s: every event has a preview where the editor looks for it', async (name, folder, count) => {
	const types = await loadTypes();
	const { properties } = types.getByNameAndVersion(`n8n-nodes-lms.${name}`).description;
	const { options } = properties.find((property) => property.name === 'operation')!;
	const files = (options as INodePropertyOptions[]).map(({ value }) => path.join(root, 'dist', 'nodes', folder, '__schema__', 'v1.0.0', `${String(value)}.json`));
	expect(files).toHaveLength(count);
	expect(files.filter((file) => !existsSync(file))).toEqual([]);
	for (const file of files) expect(JSON.parse(readFileSync(file, 'utf8'))).toMatchObject({ type: 'object', properties: expect.any(Object) });
});
