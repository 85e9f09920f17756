import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { statSync } from 'node:fs';
import { it } from 'node:test';
import axios from 'axios';
import type { Workplace } from './workplace.ts';

/** What n8n tells the editor about a node. */
interface ListedNode {
	name: string;
	displayName: string;
	iconUrl?: string | { light: string; dark: string };
	codex?: { categories?: string[]; alias?: string[] };
	group: string[];
}

const PACK = 'n8n-nodes-lms';

/** The pack as n8n sees it after the installation of its tarball. */
export function installed(workplace: () => Workplace): void {
	it('holds nothing but what runs', (context) => {
		const { tarball } = workplace();
		const files = execFileSync('tar', ['tzf', tarball], { encoding: 'utf8' })
			.trim()
			.split('\n')
			.map((file) => file.replace(/^package\//, ''));
		const foreign = files.filter(
			(file) =>
				!/^(dist\/(nodes|credentials|icons)\/|package\.json$|README\.md$|LICENSE$)/.test(file) ||
				/\.(ts|map|yaml)$/.test(file),
		);
		assert.deepEqual(foreign, []);
		context.diagnostic(`${files.length} files, ${Math.round(statSync(tarball).size / 1024)} KB packed`);
	});

	it('is listed with icon, category and search words, light and dark', async (context) => {
		const { n8n } = workplace();
		const { data } = await axios.get<ListedNode[]>(`${n8n.url}/types/nodes.json`, { headers: { Cookie: n8n.cookie } });
		const nodes = data.filter(({ name }) => name.startsWith(`${PACK}.`) && !name.endsWith('Tool'));
		const declared = (await import('../../package.json', { with: { type: 'json' } })).default.n8n.nodes.length;
		assert.equal(nodes.length, declared);
		for (const node of nodes) {
			assert.ok((node.codex?.categories ?? []).length > 0, `${node.name} has no category`);
			const icons = typeof node.iconUrl === 'object' ? Object.values(node.iconUrl) : [];
			assert.equal(icons.length, 2, `${node.name} has no light and dark icon`);
			for (const icon of icons) {
				const answer = await axios.get(`${n8n.url}/${icon}`, { headers: { Cookie: n8n.cookie } });
				assert.match(String(answer.headers['content-type']), /svg/);
			}
			context.diagnostic(`${node.displayName}: ${icons.length} icons, ${node.codex?.categories?.join(', ')}`);
		}
	});

	it('offers the action nodes to AI agents as well, but not the migration', async () => {
		const { n8n } = workplace();
		const { data } = await axios.get<ListedNode[]>(`${n8n.url}/types/nodes.json`, { headers: { Cookie: n8n.cookie } });
		const own = data.filter(({ name }) => name.startsWith(`${PACK}.`));
		const tools = own.filter(({ name }) => name.endsWith('Tool')).map(({ name }) => name);
		const actions = own
			.filter(({ name, group }) => !name.endsWith('Tool') && !group.includes('trigger'))
			.map(({ name }) => name);
		assert.deepEqual(
			actions.sort(),
			['learning360', 'learning360V1', 'lmsMigration', 'zohoPeopleLms'].map((name) => `${PACK}.${name}`),
		);
		assert.deepEqual(
			tools.sort(),
			actions.filter((name) => name !== `${PACK}.lmsMigration`).map((name) => `${name}Tool`),
		);
	});

	it('brings its credentials', async () => {
		const { n8n } = workplace();
		const { data } = await axios.get<Array<{ name: string; iconUrl?: unknown }>>(`${n8n.url}/types/credentials.json`, {
			headers: { Cookie: n8n.cookie },
		});
		for (const name of ['learning360OAuth2Api', 'learning360V1Api', 'zohoPeopleOAuth2Api']) {
			assert.ok(data.find((type) => type.name === name)?.iconUrl, `${name} is missing or has no icon`);
		}
	});

	it('has an output preview for what the editor asks for', async () => {
		const { n8n } = workplace();
		const preview = async (node: string, resource: string, operation: string) =>
			(
				await axios.get<{ properties: Record<string, unknown> }>(
					`${n8n.url}/schemas/${PACK}.${node}/1.0.0/${resource}/${operation}.json`,
					{ headers: { Cookie: n8n.cookie } },
				)
			).data;
		assert.ok('startDate' in (await preview('learning360', 'pathSession', 'create')).properties);
		assert.ok('tutors' in (await preview('learning360V1', 'programSession', 'getAll')).properties);
		assert.ok('sessionId' in (await preview('zohoPeopleLms', 'session', 'getAllByModule')).properties);
	});
}
