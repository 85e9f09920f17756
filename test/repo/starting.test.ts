/** What n8n loads of the pack when it starts: every node and credential, but not the code that runs them. */
import { execFileSync } from 'node:child_process';
import path from 'node:path';

const root = path.join(__dirname, '..', '..');

/** Files of `dist` that were loaded after some modules, in a process of its own. */
function loadedBy(...modules: string[]): string[] {
	const script = `
		const [root, ...modules] = process.argv.slice(1);
		for (const name of modules) for (const Class of Object.values(require(root + '/' + name))) if (/[.](?:node|credentials)[.]js$/.test(name)) new Class();
		console.log(JSON.stringify(Object.keys(require.cache).filter((file) => file.startsWith(root + '/dist/'))));`;
	const files = JSON.parse(execFileSync(process.execPath, ['--eval', script, root, ...modules], { encoding: 'utf8' }));
	return (files as string[]).map((file) => path.relative(path.join(root, 'dist'), file));
}

const { nodes, credentials } = (
	jest.requireActual('../../package.json') as { n8n: { nodes: string[]; credentials: string[] } }
).n8n;

/** What belongs to the description of a node. */
const READ_AT_START =
	/^(?:credentials\/|nodes\/\w+\/\w+\.node\.js$|nodes\/\w+\/(?:actionNode|pollingTrigger|webhookTrigger)\.js(?:on)?$)/;

test('n8n loads the nodes and credentials with their descriptions', () => {
	const loaded = loadedBy(...nodes, ...credentials);
	expect(loaded.filter((file) => !READ_AT_START.test(file)).sort()).toEqual([
		'nodes/LmsMigration/description.js',
		'nodes/LmsMigration/workflowsIn.js',
		'nodes/connector/description/built.js',
		'nodes/connector/editor/onFirstUse.js',
		'nodes/connector/messages/failedItem.js',
		'nodes/connector/model/layout.js',
		'nodes/connector/model/tool.js',
	]);
	for (const file of [...nodes, ...credentials]) expect(loaded).toContain(path.relative('dist', file));
});

test('the code of the connector would show', () => {
	expect(loadedBy('dist/nodes/Learning360/vendor/service.js').length).toBeGreaterThan(5);
	expect(loadedBy('dist/nodes/Learning360/vendor/service.js')).toContain('nodes/Learning360/catalogue.json');
});
