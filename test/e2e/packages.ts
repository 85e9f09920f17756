import assert from 'node:assert/strict';
import path from 'node:path';
import { after, before, it } from 'node:test';
import axios from 'axios';
import { DEFINITIONS, PACK } from '../../scripts/packages/definitions.ts';
import { writePackage } from '../../scripts/packages/folder.ts';
import { execute, resultOf, runExamples } from './executed.ts';
import { packPackage, packTarball, ROOT, WORK } from './install.ts';
import { freePort } from './servers.ts';
import { workflowOf } from './workflows.ts';
import { openWorkplace, type Workplace } from './workplace.ts';

const CREDENTIALS = { learning360OAuth2Api: { id: 'learning360OAuth2Api', name: '360Learning account' } };

interface Listed {
	name: string;
	displayName: string;
	codex?: { categories?: string[] };
	iconUrl?: string | { light: string; dark: string };
}

/** The packages of one service each, beside the pack and then by themselves. */
export function packages(): void {
	const folders = DEFINITIONS.map(({ name }) => path.join(WORK, 'repositories', name));
	const tarballs: string[] = [];
	let place: Workplace | undefined;
	before(async () => {
		for (const [index, folder] of folders.entries()) {
			writePackage(ROOT, DEFINITIONS[index]!, folder);
			tarballs.push(await packPackage(folder));
		}
	});
	after(async () => await place?.close());

	const open = async (options: { tarballs: string[]; keep?: boolean; withoutExamples?: boolean }) => {
		await place?.close();
		place = undefined;
		const examples = folders.map((folder) => path.join(folder, 'examples'));
		place = await openWorkplace({ name: 'packages', port: await freePort(), examples, ...options });
		return place;
	};
	const listed = async <T>({ n8n }: Workplace, kind: string) =>
		(await axios.get<T[]>(`${n8n.url}/types/${kind}.json`, { headers: { Cookie: n8n.cookie } })).data;
	const getUsers = (type: string) => ({
		name: type,
		node: `${type}.learning360`,
		parameters: { resource: 'user', operation: 'getAll', limit: 1 },
		credentials: CREDENTIALS,
	});

	it('beside the pack, both kinds of a node are there and run with the same stored credential', async (context) => {
		const both = await open({ tarballs: [await packTarball(), ...tarballs], withoutExamples: true });
		const nodes = (await listed<Listed>(both, 'nodes')).map(({ name }) => name);
		for (const { name, nodes: own } of DEFINITIONS)
			for (const node of own.map((text) => text[0]!.toLowerCase() + text.slice(1)))
				for (const type of [`${PACK}.${node}`, `${name}.${node}`])
					assert.ok(nodes.includes(type), `${type} is missing`);
		const credentials = (await listed<Listed>(both, 'credentials')).filter(
			({ name }) => name === 'learning360OAuth2Api',
		);
		context.diagnostic(`the credential type is listed ${credentials.length} times`);
		const { id } = await both.n8n.rest<{ id: string }>(
			'post',
			'/workflows',
			workflowOf('Both', [getUsers(PACK), getUsers(DEFINITIONS[0]!.name)]),
		);
		const { status, data } = await execute(both, id);
		assert.equal(status, 'success', JSON.stringify(resultOf(data).error));
	});

	it('by themselves, they are listed with icons and categories, and run every example', async (context) => {
		const alone = await open({ tarballs, keep: true });
		const all = await listed<Listed>(alone, 'nodes');
		assert.deepEqual(
			all.filter(({ name }) => name.startsWith(`${PACK}.`)),
			[],
		);
		for (const { name, nodes } of DEFINITIONS) {
			const own = all.filter((node) => node.name.startsWith(`${name}.`) && !node.name.endsWith('Tool'));
			assert.equal(own.length, nodes.length);
			for (const node of own) {
				assert.ok((node.codex?.categories ?? []).length > 0, `${node.name} has no category`);
				const icons = typeof node.iconUrl === 'object' ? Object.values(node.iconUrl) : [];
				assert.equal(icons.length, 2, `${node.name} has no light and dark icon`);
				for (const icon of icons) {
					const answer = await axios.get(`${alone.n8n.url}/${icon}`, { headers: { Cookie: alone.n8n.cookie } });
					assert.match(String(answer.headers['content-type']), /svg/);
				}
			}
		}
		await runExamples(alone, context);
	});
}
