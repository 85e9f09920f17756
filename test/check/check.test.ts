/** `npm run check` against the sandbox: as documented nothing differs; what is planted is found; what is written is removed; nothing personal is told. */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { check, type CheckResult } from '../../scripts/check/check.ts';
import { SERIOUS, type Finding } from '../../scripts/check/findings.ts';
import { MARK } from '../../scripts/check/writes.ts';
import { startSandbox, type Fault, type Sandbox } from '../../sandbox/index.ts';
import { n8nCredentials } from '../../sandbox/n8nCredentials.ts';
import { root } from '../harness/index.ts';

let sandbox: Sandbox;
beforeAll(async () => {
	sandbox = await startSandbox({ limits: false, checkAnswers: false, moreUsers: 600 });
});
afterEach(async () => await sandbox.reset());
afterAll(async () => await sandbox.close());

const run = async (types: string[], options: Partial<Parameters<typeof check>[0]> = {}): Promise<CheckResult> =>
	await check({
		root,
		credentials: Object.fromEntries(types.map((type) => [type, n8nCredentials(sandbox)[type]!])),
		write: false,
		version: '0.0.0',
		pause: 0,
		...options,
	});
const LEARNING360 = ['learning360OAuth2Api'];
const ALL = ['learning360OAuth2Api', 'learning360V1Api', 'zohoPeopleOAuth2Api'];

/** Everything that the sandbox holds with the mark of a check. */
const marked = () =>
	JSON.stringify([sandbox.state, sandbox.state.learning360, sandbox.state.zohoPeople]).split(MARK).length - 1;
const of = (findings: Finding[], kind: string) =>
	findings
		.filter((finding) => finding.kind === kind)
		.map(({ operation, at, seen }) => [operation, at, seen].join(' | '));

describe('an account that is as documented', () => {
	let result: CheckResult;
	beforeAll(async () => {
		result = await run(ALL, { write: true });
	}, 300_000);

	test('differs in nothing but codes that the documents do not name', () => {
		const serious = result.findings.filter(({ kind }) => SERIOUS.has(kind));
		expect(serious.filter(({ kind }) => kind !== 'code')).toEqual([]);
		// The pages of API v1 name no codes for records that are not there, and those of the deletion with a guessed address none at all.
		expect(
			serious.filter(({ service, seen }) => !service.includes('v1') && seen !== 'slotRegistrationNotFound'),
		).toEqual([]);
	});

	test('is called in nearly every operation that reads', () => {
		const [, called] = /\| 360Learning API v2 \| (\d+) \|/.exec(result.report)!;
		expect(Number(called)).toBeGreaterThan(70);
		const [, zoho] = /\| Zoho People LMS API \| (\d+) \|/.exec(result.report)!;
		expect(Number(zoho)).toBeGreaterThan(70);
	});

	test('answers what the documents guess', () => {
		const { report } = result;
		expect(report).toMatch(
			/Filter `mail.eq` of listUsers, encoded as the nodes do \| yes: 1 of 1 records have the value/,
		);
		expect(report).toMatch(/Guessed address of deleteSlotRegistration \| there/);
		expect(report).toMatch(/Is the employee record number `erecno`\? \| \d+ of \d+ record numbers/);
		expect(report).toMatch(/Hosts of links in answers \| /);
		expect(report).toMatch(/Zoho People LMS API \| Form of answers: names at the top \| `code` in \d+ operations/);
		expect(report).toMatch(/listTrainers \| x-pagination.pageSize and itemsField \| \d+ × 200; \d+ records/);
	});

	test('is left as it was: each kind was created, changed and deleted', () => {
		const rows = [...result.report.matchAll(/^\| [^|]+ \| (\w+) \| (create .*) \|$/gm)].map(([, resource, steps]) => [
			resource,
			steps,
		]);
		expect(rows).toHaveLength(11);
		for (const [resource, steps] of rows)
			expect([resource, steps]).toEqual([
				resource,
				expect.stringMatching(/^create 20\d, (get 200, )?update 20\d, (get 200, )?delete 20\d$/),
			]);
		expect(marked()).toBe(0);
	});

	test('is told of in names and counts only', () => {
		const personal = new Set<string>();
		const collect = (value: unknown): void => {
			if (typeof value === 'string' && (/@|^https?:|^[0-9a-f]{24}$|^\d{6,}$/i.test(value) || / /.test(value)))
				personal.add(value);
			else if (value !== null && typeof value === 'object') Object.values(value).forEach(collect);
		};
		for (const state of [sandbox.state.learning360, sandbox.state.zohoPeople])
			for (const name of Object.keys(state)) collect((state as unknown as Record<string, unknown>)[name]);
		expect(personal.size).toBeGreaterThan(1000);
		const text = JSON.stringify(result.findings) + result.report;
		const { clientSecret } = sandbox.credentials.learning360;
		expect(
			[...personal, clientSecret, sandbox.credentials.zoho.refreshToken].filter((value) => text.includes(value)),
		).toEqual([]);
	});
});

const PLANTED: Array<[string, Fault, string, RegExp]> = [
	[
		'another type',
		{ operationId: 'getGroup', api: 'v2', fields: { name: 5 } },
		'type',
		/^getGroup \| name \| integer$/,
	],
	['null where there is none', { operationId: 'getTag', fields: { name: null } }, 'type', /^getTag \| name \| null$/],
	['a list where a record is documented', { operationId: 'getTag', body: [] }, 'type', /^getTag \| {2}\| array$/],
	[
		'a required field that is missing',
		{ operationId: 'getTag', body: { name: 'x', isMain: true, source: 'native' } },
		'missing',
		/^getTag \| _id \| not there$/,
	],
	[
		'an unknown code in a field',
		{ operationId: 'getTag', fields: { source: 'borrowed' } },
		'code',
		/^getTag \| source \| borrowed$/,
	],
	[
		'an unknown code of a refusal',
		{ operationId: 'getTag', status: 404, body: { error: { code: 'tagVanished', message: '' } } },
		'code',
		/^getTag \| status 404 \| tagVanished$/,
	],
	[
		'an ID of another form',
		{ operationId: 'getTag', fields: { _id: 'tag-of-mine' } },
		'form',
		/^getTag \| _id \| a text of another form$/,
	],
	[
		'a next page elsewhere',
		{ operationId: 'listUsers', nextLink: 'https://mirror.example.net/api/v2/users?next=1' },
		'host',
		/^listUsers \| header link \| a host that is none of the vendor$/,
	],
	[
		'a header about limits',
		{ operationId: 'listTags', headers: { 'x-ratelimit-limit': '100' } },
		'header',
		/^listTags \| x-ratelimit-limit \| 100$/,
	],
	[
		'a header about the end of the API',
		{ operationId: 'listTags', headers: { sunset: 'Sat, 1 Jan 2028 00:00:00 GMT' } },
		'header',
		/^listTags \| sunset \| a text$/,
	],
	[
		'a refusal inside the limit',
		{ operationId: 'listTags', status: 429, body: { error: { code: 'tooManyRequests', message: '' } }, times: 1 },
		'limit',
		/^listTags \| {2}\| refused with 429 at call 1$/,
	],
	[
		'a page that is larger',
		{
			operationId: 'listTags',
			body: Array.from({ length: 5001 }, () => ({ _id: 'a'.repeat(24), name: 'x', isMain: true, source: 'native' })),
		},
		'limit',
		/^listTags \| page \| 5001 records$/,
	],
	['another status', { operationId: 'getTag', status: 203, body: {} }, 'status', /^getTag \| {2}\| 203$/],
	[
		'another media type',
		{ operationId: 'getTag', body: '<html></html>', contentType: 'text/html' },
		'type',
		/^getTag \| content-type \| text\/html$/,
	],
	[
		'a field that is new',
		{ operationId: 'getTag', fields: { colorOfTheDay: 'blue' } },
		'undocumented',
		/^getTag \| colorOfTheDay \| string$/,
	],
];

describe('planted differences are found', () => {
	test('all of them, each by its kind and place', async () => {
		for (const [, fault] of PLANTED) {
			sandbox.faults.clear();
			sandbox.faults.add({ vendor: 'learning360', ...fault });
			const { findings, differs } = await run(LEARNING360);
			const [, , kind, expected] = PLANTED.find(([, one]) => one === fault)!;
			expect([of(findings, kind).filter((line) => expected.test(line)).length, of(findings, kind)]).toEqual([
				1,
				expect.anything(),
			]);
			expect(differs).toBe(SERIOUS.has(kind as Finding['kind']));
		}
	}, 600_000);

	test('at Zoho as well, where a failure has status 200', async () => {
		sandbox.faults.add({ vendor: 'zohoPeople', operationId: 'listRooms', body: { code: 7499, message: 'New' } });
		sandbox.faults.add({ vendor: 'zohoPeople', operationId: 'getBatch', fields: { batch: { name: 12 } } });
		const { findings } = await run(['zohoPeopleOAuth2Api']);
		expect(of(findings, 'code')).toContain('listRooms | status 200 | 7499');
		expect(of(findings, 'type').join()).toMatch(/getBatch \| .*name \| integer/);
	}, 120_000);

	test('a field that never comes is named', async () => {
		sandbox.faults.add({
			vendor: 'learning360',
			operationId: 'getTag',
			body: { _id: 'a'.repeat(24), isMain: true, source: 'native', name: 'x' },
		});
		const { report } = await run(LEARNING360);
		expect(report).toContain('| getTag | externalId | 0 of ');
	}, 120_000);
});

describe('what was written is removed', () => {
	test('when the check is stopped in the middle', async () => {
		let calls = 0;
		const isStopped = () =>
			sandbox.requests.some(
				({ method, path: address }) => method === 'POST' && address.endsWith('/certificate-outlines'),
			) && ++calls > 0;
		await run(LEARNING360, { write: true, isStopped });
		expect(sandbox.requests.some(({ method }) => method === 'POST')).toBe(true);
		expect(calls).toBeGreaterThan(0);
		expect(marked()).toBe(0);
	}, 120_000);

	test('when a call in between fails, and the failure is told', async () => {
		sandbox.faults.add({ vendor: 'learning360', operationId: 'replaceTag', drop: 'before' });
		await expect(run(LEARNING360, { write: true })).rejects.toThrow();
		expect(
			sandbox.requests.some(({ method, path: address }) => method === 'DELETE' && address.includes('/tags/')),
		).toBe(true);
		expect(marked()).toBe(0);
	}, 120_000);

	test('and if the vendor does not remove it, the report says what to delete by hand', async () => {
		sandbox.faults.add({ vendor: 'learning360', operationId: 'deleteTag', status: 500 });
		const { findings, differs } = await run(LEARNING360, { write: true });
		expect(of(findings, 'left behind')).toEqual([`listTags | tag | 1 records named "${MARK} …": delete them by hand`]);
		expect(differs).toBe(true);
	}, 120_000);
});

test('without --write nothing but reading is sent', async () => {
	await run(ALL);
	expect(
		[
			...new Set(sandbox.requests.map(({ method, path: address }) => (/token/.test(address) ? 'token' : method))),
		].sort(),
	).toEqual(['GET', 'token']);
}, 120_000);

test('the command writes the report and tells by its exit code', () => {
	const folder = mkdtempSync(path.join(tmpdir(), 'check-'));
	const command = (...parameters: string[]) =>
		spawnSync(
			process.execPath,
			['--disable-warning=MODULE_TYPELESS_PACKAGE_JSON', path.join(root, 'scripts', 'check', 'main.ts'), ...parameters],
			{
				cwd: folder,
				encoding: 'utf8',
				env: { ...process.env, INIT_CWD: folder },
			},
		);
	expect(command()).toMatchObject({ status: 1, stderr: expect.stringContaining('--credentials FILE') as string });
	expect(command('--credentials', 'none.json')).toMatchObject({
		status: 1,
		stderr: expect.stringContaining('is not there') as string,
	});
	// Nothing answers there.
	writeFileSync(
		path.join(folder, 'credentials.json'),
		JSON.stringify({
			learning360V1Api: {
				region: 'custom',
				baseUrl: 'http://127.0.0.1:9',
				companyId: 'c',
				apiKey: 'my-secret-key',
				authenticationMethod: 'headers',
			},
		}),
	);
	const { status, stdout, stderr } = command('--credentials', 'credentials.json');
	expect([status, (stdout + stderr).includes('my-secret-key')]).toEqual([1, false]);
	rmSync(folder, { recursive: true });
	expect(readFileSync(path.join(root, 'package.json'), 'utf8')).toContain('scripts/check/main.ts');
});
