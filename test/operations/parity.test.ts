import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import type { INodePropertyOptions } from 'n8n-workflow';
import { parse } from 'yaml';
import type { Catalogue } from '../../nodes/connector/model/catalogue.ts';
import { startSandbox, type Sandbox } from '../../sandbox/index.ts';
import { loadTypes, root } from '../harness/index.ts';
import { documentOperations, hasAddress } from './documents.ts';
import { FIXTURES } from './operations.ts';

const SERVICES = [
	{ service: 'Learning360', type: 'n8n-nodes-lms.learning360', vendor: 'learning360', api: 'v2' },
	{ service: 'Learning360V1', type: 'n8n-nodes-lms.learning360V1', vendor: 'learning360', api: 'v1' },
	{ service: 'ZohoPeopleLms', type: 'n8n-nodes-lms.zohoPeopleLms', vendor: 'zohoPeople', api: 'lms' },
];

const dist = (...parts: string[]) => path.join(root, 'dist', 'nodes', ...parts);

/** `resource/operation` for every JSON file in a folder of a folder; what lies beside those belongs to triggers. */
function filesBelow(folder: string): string[] {
	if (!existsSync(folder)) return [];
	const resources = readdirSync(folder).filter((name) => statSync(path.join(folder, name)).isDirectory());
	return resources
		.flatMap((resource) =>
			readdirSync(path.join(folder, resource)).map((file) => `${resource}/${file.replace(/\.json$/, '')}`),
		)
		.sort();
}

let sandbox: Sandbox;
beforeAll(async () => {
	sandbox = await startSandbox();
});
afterAll(async () => await sandbox.close());

describe.each(SERVICES)(
	'$service: document, node, fixture, preview, docs and sandbox are one set',
	({ service, type, vendor, api }) => {
		const documents = documentOperations(service).filter((operation) => !operation['x-token-call']);
		const wanted = [
			...new Set(documents.map((operation) => `${operation.resource}/${operation['x-operation']}`)),
		].sort();

		test('node options', async () => {
			const types = await loadTypes();
			const { properties } = types.getByNameAndVersion(type).description;
			const shown = properties
				.filter(({ name, type }) => name === 'operation' && type === 'options')
				.flatMap(({ options, displayOptions }) =>
					(options as INodePropertyOptions[]).map(
						({ value }) => `${String(displayOptions!.show!.resource![0])}/${String(value)}`,
					),
				);
			expect(shown.sort()).toEqual(wanted);
			const resources = (properties.find(({ name }) => name === 'resource')!.options as INodePropertyOptions[]).map(
				({ value }) => String(value),
			);
			expect(resources.sort()).toEqual([...new Set(wanted.map((entry) => entry.split('/')[0]))].sort());
		});

		test('compiled catalogue', () => {
			const catalogue = JSON.parse(readFileSync(dist(service, 'catalogue.json'), 'utf8')) as Catalogue;
			expect(
				catalogue.resources
					.flatMap(({ value, operations }) => operations.map((operation) => `${value}/${operation.value}`))
					.sort(),
			).toEqual(wanted);
		});

		test('workflow fixtures', () =>
			expect(FIXTURES.flatMap((folder) => filesBelow(path.join(folder, service))).sort()).toEqual(wanted));

		test('output previews', () => expect(filesBelow(dist(service, '__schema__', 'v1.0.0'))).toEqual(wanted));

		test('routes of the sandbox, operation by operation', () => {
			const called = documents.filter(hasAddress).map(({ method, path: address }) => `${method} ${address}`);
			const token = documentOperations(service)
				.filter((operation) => operation['x-token-call'])
				.map(({ method, path: address }) => `${method} ${address}`);
			const routes = sandbox.routes
				.filter((route) => route.vendor === vendor && route.api === api)
				.map(({ method, path: address }) => `${method.toUpperCase()} ${address}`);
			const relevant = routes.filter((route) => !token.includes(route));
			expect(relevant.sort()).toEqual(called.sort());
		});

		test('rows of the docs', () => {
			const page = readFileSync(path.join(root, 'docs', 'operations.md'), 'utf8');
			const section = page.slice(page.indexOf(`(${service})`)).split('\n## ')[0];
			const rows = [...section.matchAll(/^\| .* \(`(\w+)`\) \|/gm)].map(([, value]) => value);
			expect(rows.sort()).toEqual(wanted.map((entry) => entry.split('/')[1]).sort());
		});
	},
);

test('the generated pages and schemas are what the documents, the keywords and the forms of sheets make, nothing missing, nothing extra', () => {
	const script =
		"import { generated, operationPagesThere } from './scripts/docs.ts'; process.stdout.write(JSON.stringify([await generated(), operationPagesThere()]));";
	const [pages, there] = JSON.parse(
		execFileSync(process.execPath, ['--input-type=module', '--eval', script], {
			cwd: root,
			encoding: 'utf8',
			maxBuffer: 1e8,
		}),
	) as [Record<string, string>, string[]];
	for (const [file, text] of Object.entries(pages)) expect(readFileSync(path.join(root, file), 'utf8')).toBe(text);
	expect(there.filter((file) => !(file in pages))).toEqual([]);
	const links = [...pages['docs/operations.md'].matchAll(/\]\((operations\/[^)#]+)#([^)]+)\)/g)];
	const operations = ['Learning360', 'Learning360V1', 'ZohoPeopleLms'].flatMap((service) =>
		(JSON.parse(readFileSync(dist(service, 'catalogue.json'), 'utf8')) as Catalogue).resources.flatMap(
			(resource) => resource.operations,
		),
	);
	expect(links).toHaveLength(operations.length);
	for (const [, file, anchor] of links) {
		const headings = [...pages[`docs/${file}`].matchAll(/^## (.+)$/gm)].map(([, text]) =>
			text
				.toLowerCase()
				.replace(/[^\w\s-]/g, '')
				.replace(/ /g, '-'),
		);
		expect([file, headings.filter((heading) => heading === anchor)]).toEqual([file, [anchor]]);
	}
	const page = (file: string) => pages[`docs/${file}`];

	const { webhooks } = parse(readFileSync(path.join(root, 'nodes', 'Learning360', 'api', 'webhooks.yaml'), 'utf8')) as {
		webhooks: object;
	};
	const events = [...page('webhook-events.md').matchAll(/^\| [^|]+ \| `([\w.]+)` \|/gm)].map(([, type]) => type);
	expect(events.sort()).toEqual(Object.keys(webhooks).sort());

	const moves = [...page('v1-to-v2.md').matchAll(/^\| [^|]+<br>`([A-Z]+ [^`]+)` \|/gm)].map(([, address]) => address);
	const older = documentOperations('Learning360V1')
		.filter((operation) => !operation['x-token-call'] && hasAddress(operation))
		.map(({ method, path: address }) => `${method} ${address}`);
	expect(moves.sort()).toEqual(older.sort());
});

test('every entry is counted: token calls and second addresses are all that is left out', () => {
	const counts = SERVICES.map(({ service }) => {
		const all = documentOperations(service).filter(hasAddress);
		const token = all.filter((operation) => operation['x-token-call']).length;
		const shown = new Set(
			all
				.filter((operation) => !operation['x-token-call'])
				.map((operation) => `${operation.resource}/${operation['x-operation']}`),
		).size;
		return [all.length, token, shown];
	});
	expect(counts).toEqual([
		[165, 3, 162],
		[97, 1, 96],
		[140, 0, 110],
	]);
});

test('every Dry Run is known as one, and an empty value does not turn it into a real run', () => {
	const switches = SERVICES.flatMap(({ service }) => {
		const { resources } = JSON.parse(readFileSync(dist(service, 'catalogue.json'), 'utf8')) as Catalogue;
		return resources.flatMap(({ operations }) =>
			operations.flatMap(({ fields, formerFields = [] }) =>
				[...fields, ...formerFields].filter(({ displayName }) => displayName === 'Dry Run'),
			),
		);
	});
	expect(switches.length).toBeGreaterThan(10);
	for (const field of switches)
		expect([field.dryRun, field.required || field.blank === 'refused']).toEqual([true, true]);
});
