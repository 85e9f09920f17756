import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { INodeTypeDescription } from 'n8n-workflow';
import { loadTypes, root, type Types } from '../../engine/index.ts';

const SERVICES = [
	{ credential: 'learning360OAuth2Api', node: 'learning360', secrets: ['clientSecret', 'accessToken'] },
	{ credential: 'learning360V1Api', node: 'learning360V1', secrets: ['apiKey', 'accessToken'] },
	{ credential: 'zohoPeopleOAuth2Api', node: 'zohoPeopleLms', secrets: ['clientSecret'] },
];

let types: Types;

beforeAll(async () => {
	types = await loadTypes();
});

test("n8n's loader finds the credentials and takes no helper file for one", () => {
	expect(types.credentialNames()).toEqual(SERVICES.map(({ credential }) => credential).sort());
});

describe.each(SERVICES)('$credential', ({ credential, node, secrets }) => {
	test('has icons for both themes in the package, square and different', () => {
		// n8n serves `icons/<package>/<path in the package>`.
		const { iconUrl } = types.credential(credential);
		const urls = typeof iconUrl === 'object' ? [iconUrl.light, iconUrl.dark] : [];
		const files = urls.map((url) => join(root, url.replace(/^icons\/[^/]+\//, '')));
		expect(files).toHaveLength(2);
		const [light, dark] = files.map((file) => readFileSync(file, 'utf8'));
		expect(light).not.toBe(dark);
		for (const icon of [light, dark]) expect(icon).toMatch(/^<svg [^>]*width="60" height="60" viewBox="0 0 60 60"/);
	});

	test('masks its secrets and explains every field a person sees', () => {
		const { properties, documentationUrl } = types.credential(credential);
		expect(documentationUrl).toMatch(/^https:\/\//);
		const masked = properties.filter(({ typeOptions }) => typeOptions?.password).map(({ name }) => name);
		expect(masked.sort()).toEqual([...secrets].sort());
		const visible = properties.filter(({ type }) => type !== 'hidden' && type !== 'notice');
		for (const { name, description, placeholder } of visible) {
			expect({ name, description }).toEqual({ name, description: expect.stringMatching(/^[A-Z].{20,}/) as string });
			if (placeholder !== undefined) expect(placeholder).toMatch(/^e\.g\. /);
		}
	});

	test('belongs to a node that the editor finds by the words people search for', () => {
		const { description } = types.getByName(`n8n-nodes-lms.${node}`) as { description: INodeTypeDescription };
		const { codex } = description;
		expect(codex?.categories).toEqual(['Productivity', 'Miscellaneous']);
		expect(codex?.alias).toEqual(
			expect.arrayContaining(
				// The node for API v1, which ends in 2027, is found by its own words and leaves the others to its successor.
				credential === 'learning360V1Api'
					? ['360 Learning', 'API v1', 'Legacy']
					: ['LMS', 'Training', 'Learning', 'Course', 'E-Learning', 'Session'],
			),
		);
		expect(codex?.resources?.primaryDocumentation?.[0]?.url).toMatch(/^https:\/\//);
	});
});
