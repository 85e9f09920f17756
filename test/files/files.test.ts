import { createHash } from 'node:crypto';
import type { IBinaryData, INodeExecutionData } from 'n8n-workflow';
import type { LoggedRequest, Sandbox } from '../../sandbox/index.ts';
import { startStillSandbox, timeInSteps } from '../faults/world.ts';
import { inItsTime } from '../faults/world.ts';
import { byId, operationCalls, runNode, V2, ZOHO } from '../five/five.ts';
import { readBinary, storeBinary } from '../harness/index.ts';

const USER = '0e029f365a9139f037a6e540';
const CERTIFICATE = '860f3ef47fd242c288a1e043';

/** Not text, longer than one piece of a stream, different at every place. */
const BYTES = Buffer.from(Array.from({ length: 200_000 }, (_byte, index) => (index * 7919) % 256));

let sandbox: Sandbox;
beforeAll(async () => {
	sandbox = await startStillSandbox(false, {});
});
afterAll(async () => await sandbox.close());
beforeEach(async () => await sandbox.reset());
timeInSteps(() => sandbox);

/** What stands for bytes in a comparison. */
function digest(bytes: Buffer): string {
	return createHash('sha1').update(bytes).digest('hex');
}

/** The files of a multipart request as they arrived. */
async function received({
	body,
	headers,
}: LoggedRequest): Promise<Array<{ part: string; name: string; type: string; digest: string }>> {
	const form = await new Response(Buffer.from(body, 'latin1'), {
		headers: { 'content-type': headers['content-type'] },
	}).formData();
	const files = [...form].flatMap(([part, value]) => (typeof value === 'string' ? [] : [{ part, file: value }]));
	return await Promise.all(
		files.map(async ({ part, file }) => ({
			part,
			name: file.name,
			type: file.type,
			digest: digest(Buffer.from(await file.arrayBuffer())),
		})),
	);
}

/** An item whose files n8n keeps on disk, as it does by default. */
async function item(
	files: Record<string, { fileName?: string; mimeType: string; bytes?: Buffer }>,
): Promise<INodeExecutionData> {
	const binary: Record<string, IBinaryData> = {};
	for (const [property, { fileName, mimeType, bytes = BYTES }] of Object.entries(files))
		binary[property] = await storeBinary(bytes, { fileName, mimeType });
	return { json: {}, binary };
}

const image = { resource: 'user', operation: 'uploadProfileImage', userId: byId(USER), profileImage: 'data' };
const certificate = {
	resource: 'userCertificate',
	operation: 'import',
	userId: byId(USER),
	title: 'First aid',
	file: 'data',
	deliveryDate: '2024-03-02T10:00:00.000Z',
};
const download = {
	resource: 'userCertificate',
	operation: 'download',
	userId: byId(USER),
	certificateId: byId(CERTIFICATE),
};

describe('files that go up', () => {
	test('arrive as they are, with name and media type', async () => {
		const { message } = await runNode(sandbox, V2, image, {
			input: [await item({ data: { fileName: 'Zoë "Z" 写真.png', mimeType: 'image/png' } })],
		});
		expect(message).toBe('');
		const [request] = operationCalls(sandbox);
		expect(request.validationFailures).toEqual([]);
		expect(request.headers['content-length']).toBe(String(request.body.length));
		expect(await received(request)).toEqual([
			{ part: 'profileImage', name: 'Zoë "Z" 写真.png', type: 'image/png', digest: digest(BYTES) },
		]);
	});

	test('may be held in memory instead, and be without a name', async () => {
		const data: IBinaryData = { data: BYTES.toString('base64'), mimeType: 'image/png', fileExtension: 'png' };
		const { message } = await runNode(sandbox, V2, image, { input: [{ json: {}, binary: { data } }] });
		expect(message).toBe('');
		expect(await received(operationCalls(sandbox)[0])).toEqual([
			{ part: 'profileImage', name: 'data.png', type: 'image/png', digest: digest(BYTES) },
		]);
	});

	test('go several at a time, each in its part', async () => {
		const parts = { banner: 'image/jpeg', background: 'image/webp', favicon: 'image/x-icon', logo: 'image/svg+xml' };
		const files = Object.fromEntries(
			Object.entries(parts).map(([part, mimeType], index) => [
				part,
				{ fileName: `${part}.file`, mimeType, bytes: BYTES.subarray(index) },
			]),
		);
		const parameters = {
			resource: 'group',
			operation: 'uploadImages',
			groupId: byId('58eb5f371a92bb4fb526b305'),
			authorId: byId(USER),
			additionalFields: Object.fromEntries(Object.keys(parts).map((part) => [part, part])),
		};
		const { message } = await runNode(sandbox, V2, parameters as never, { input: [await item(files)] });
		expect(message).toBe('');
		const sent = await received(operationCalls(sandbox)[0]);
		expect(sent.sort((one, other) => one.part.localeCompare(other.part))).toEqual(
			Object.entries(files)
				.sort(([one], [other]) => one.localeCompare(other))
				.map(([part, { fileName, mimeType, bytes }]) => ({
					part,
					name: fileName,
					type: mimeType,
					digest: digest(bytes),
				})),
		);
	});

	test('go as many as are named, where the vendor takes a list of them', async () => {
		const level = {
			level: 'batch',
			courseId: byId('478346702471701162'),
			batchId: byId('478346307855960802'),
			moduleId: byId('478346251721374183'),
		};
		const parameters = {
			resource: 'file',
			operation: 'create',
			...level,
			name: 'Guide',
			file: 'data',
			additionalFields: { resources: 'first, second' },
		};
		const files = await item({
			data: { fileName: 'guide.pdf', mimeType: 'application/pdf' },
			first: { fileName: '1.txt', mimeType: 'text/plain' },
			second: { fileName: '2.bin', mimeType: 'application/octet-stream' },
		});
		const { message } = await runNode(sandbox, ZOHO, parameters as never, { input: [files] });
		expect(message).toBe('');
		const [request] = operationCalls(sandbox);
		expect(request.validationFailures).toEqual([]);
		expect((await received(request)).map(({ part, name }) => [part, name])).toEqual([
			['file', 'guide.pdf'],
			['resources', '1.txt'],
			['resources', '2.bin'],
		]);
	});

	test('go up whole again after a token has run out and after the vendor could not answer', async () => {
		const upload = async () =>
			await runNode(sandbox, V2, image, {
				input: [await item({ data: { fileName: 'me.png', mimeType: 'image/png' } })],
			});
		await upload();
		sandbox.expireTokens();
		sandbox.clearRequests();
		sandbox.faults.add({ operationId: 'uploadUserProfileImage', status: 503, after: 1, times: 1 });
		const { message } = await upload();
		expect(message).toBe('');
		const uploads = sandbox.requests.filter(({ path: address }) => address.endsWith('/media'));
		expect(uploads.at(-1)?.status).toBe(200);
		for (const request of uploads) expect((await received(request))[0].digest).toBe(digest(BYTES));
	});

	test.each([
		[
			'a type the vendor does not take',
			{ file: 'data' },
			{ data: { fileName: 'me.png', mimeType: 'image/png' } },
			/^PDF File: A file of the type image\/png cannot be used here \[Item 0\]$/,
			/application\/pdf/,
		],
		[
			'a field that is not there',
			{ file: 'other' },
			{ data: { fileName: 'a.pdf', mimeType: 'application/pdf' } },
			/^PDF File: The input has no file in the field "other" \[Item 0\]$/,
			/has files in: data/,
		],
		[
			'an item without files',
			{ file: 'data' },
			{},
			/^PDF File: The input has no file in the field "data" \[Item 0\]$/,
			/has no files/,
		],
		[
			'a field of every object',
			{ file: '__proto__' },
			{ data: { fileName: 'a.pdf', mimeType: 'application/pdf' } },
			/^PDF File: The input has no file in the field "__proto__"/,
			/data/,
		],
		[
			'two files where one goes',
			{ file: 'data,data' },
			{ data: { fileName: 'a.pdf', mimeType: 'application/pdf' } },
			/^PDF File: This takes one file/,
			/^$/,
		],
	])('are refused before anything is sent: %s', async (_title, parameters, files, message, advice) => {
		const seen = await runNode(sandbox, V2, { ...certificate, ...parameters } as never, {
			input: [await item(files as never)],
		});
		expect(seen.message).toMatch(message);
		expect(seen.advice).toMatch(advice);
		expect(operationCalls(sandbox)).toEqual([]);
	});

	test.each([
		['../../etc/passwd.png', 'passwd.png'],
		['a\r\nContent-Type: text/html\u0000.png', 'html.png'],
		['C:\\Users\\Anna\\me.png', 'me.png'],
		['..', 'data.png'],
		['', 'data.png'],
	])('have plain names: %j', async (fileName, expected) => {
		const data: IBinaryData = { data: BYTES.toString('base64'), mimeType: 'image/png', fileExtension: 'png', fileName };
		const { message } = await runNode(sandbox, V2, image, { input: [{ json: {}, binary: { data } }] });
		expect(message).toBe('');
		expect((await received(operationCalls(sandbox)[0])).map(({ name }) => name)).toEqual([expected]);
	});

	test('a media type may have parameters and capitals', async () => {
		const seen = await runNode(sandbox, V2, certificate, {
			input: [await item({ data: { fileName: 'a.pdf', mimeType: 'Application/PDF; version=1.4' } })],
		});
		expect(seen.message).toBe('');
		expect((await received(operationCalls(sandbox)[0]))[0].type).toBe('application/pdf');
	});

	test('a file that n8n has deleted meanwhile is named', async () => {
		const gone: IBinaryData = {
			id: 'filesystem-v2:workflows/1/executions/1/binary_data/gone',
			data: 'filesystem-v2',
			mimeType: 'image/png',
			fileName: 'gone.png',
		};
		const seen = await runNode(sandbox, V2, image, { input: [{ json: {}, binary: { data: gone } }] });
		expect(seen.message).toMatch(/^Profile Image: The file in the field "data" can no longer be read \[Item 0\]$/);
		expect(operationCalls(sandbox)).toEqual([]);
	});
});

describe('files that come down', () => {
	test('keep bytes, name and media type', async () => {
		const { message, items } = await runNode(sandbox, V2, download);
		expect(message).toBe('');
		expect(items[0].json).toMatchObject({ fileName: `certificate-${CERTIFICATE}.pdf`, mimeType: 'application/pdf' });
		const bytes = await readBinary(items[0]);
		expect(bytes.subarray(0, 5).toString()).toBe('%PDF-');
		expect(bytes.length).toBe(items[0].binary?.data.bytes);
	});

	test.each([
		[`attachment; filename*=UTF-8''Zo%C3%AB%20%E5%86%99.pdf; filename="plain.pdf"`, 'Zoë 写.pdf'],
		['attachment; filename="a \\"b\\"; c.pdf"', 'a "b"; c.pdf'],
		['attachment; filename=plain.pdf', 'plain.pdf'],
		['attachment; filename="../../etc/passwd"', 'passwd'],
		['attachment; filename=".."', 'download.pdf'],
		["attachment; filename*=UTF-8''..%2F..", 'download.pdf'],
		["attachment; filename*=UTF-8''a%0D%0Ab%00c.pdf", 'abc.pdf'],
		["attachment; filename*=UTF-8''a%E2%80%AEfdp.exe", 'afdp.exe'],
		["attachment; filename*=UTF-8''%", 'download.pdf'],
		['attachment', 'download.pdf'],
	])('are named by the header %s', async (header, fileName) => {
		sandbox.faults.add({
			operationId: 'downloadUserCertificate',
			status: 200,
			body: '%PDF-bytes',
			contentType: 'application/pdf',
			headers: { 'content-disposition': header },
		});
		const { items } = await runNode(sandbox, V2, download);
		expect(items[0].json.fileName).toBe(fileName);
		expect((await readBinary(items[0])).toString()).toBe('%PDF-bytes');
	});

	test('have names of a length that disks take, with their ending', async () => {
		sandbox.faults.add({
			operationId: 'downloadUserCertificate',
			status: 200,
			body: '%PDF-bytes',
			contentType: 'application/pdf',
			headers: { 'content-disposition': `attachment; filename*=UTF-8''${encodeURIComponent('😀'.repeat(300))}.pdf` },
		});
		const { items } = await runNode(sandbox, V2, download);
		expect(String(items[0].json.fileName)).toMatch(/^😀{90,100}….pdf$/u);
	});

	const PAGE = '<!doctype html><title>Sign in</title><form></form>';
	test.each([
		[
			'the page of a sign-in',
			{ status: 200, body: PAGE, contentType: 'text/html' },
			/^The answer was not a file of the type application\/pdf \(its type is text\/html\), and says: Sign in \[Item 0\]$/,
		],
		[
			'a page that calls itself a file',
			{ status: 200, body: PAGE, contentType: 'application/pdf' },
			/not a file of the type application\/pdf \(it begins with "<!doctype html><title>Sign in<\/title><fo"\)/,
		],
		[
			'bytes of no type that are something else',
			{ status: 200, body: 'PK and more', contentType: 'application/octet-stream' },
			/not a file of the type application\/pdf \(it begins with "PK and more"\)/,
		],
		['a file of another type', { status: 200, body: '%PDF-1.4', contentType: 'image/png' }, /its type is image\/png/],
		[
			'a part of the file',
			{ status: 206, body: '%PDF-1.4', contentType: 'application/pdf', headers: { 'content-range': 'bytes 0-7/100' } },
			/^The answer has only a part of the file \(HTTP 206\)/,
		],
		['nothing, 204', { status: 204 }, /was not a file \(HTTP 204\)/],
		['nothing, 200', { empty: true, contentType: 'application/pdf' }, /^The file has 0 bytes|its type is none/],
		[
			'a file that is accepted, 202',
			{ status: 202, body: '%PDF-1.4', contentType: 'application/pdf' },
			/was not a file \(HTTP 202\)/,
		],
	])('are not made of %s, which is asked for again', async (_what, effect, message) => {
		sandbox.faults.add({ operationId: 'downloadUserCertificate', ...effect });
		const failed = await runNode(sandbox, V2, { ...download, options: { tries: 2 } } as never);
		expect(failed.message).toMatch(message);
		expect(failed.items).toEqual([]);
		expect(operationCalls(sandbox)).toHaveLength(2);
		sandbox.faults.clear();
		sandbox.faults.add({ operationId: 'downloadUserCertificate', ...effect, times: 1 });
		const { items } = await runNode(sandbox, V2, download);
		expect((await readBinary(items[0])).toString('latin1')).toContain('%%EOF');
	});

	test.each(['application/octet-stream', 'application/pdf; charset=binary', 'Application/PDF'])(
		'of the type %s are taken when they are what they should be',
		async (contentType) => {
			sandbox.faults.add({ operationId: 'downloadUserCertificate', status: 200, body: '%PDF-1.4', contentType });
			const { items } = await runNode(sandbox, V2, download);
			expect(items[0].json).toMatchObject({ mimeType: 'application/pdf' });
		},
	);

	test('are asked for again when they break off', async () => {
		await runNode(sandbox, V2, download);
		const fault = sandbox.faults.add({ operationId: 'downloadUserCertificate', truncate: true, times: 2 });
		const { message, items } = await runNode(sandbox, V2, download);
		expect(message).toBe('');
		expect(fault.applied()).toBe(2);
		expect((await readBinary(items[0])).toString('latin1')).toContain('%%EOF');
	});

	test('are asked for again when the bytes stop coming', async () => {
		const fault = sandbox.faults.add({ operationId: 'downloadUserCertificate', slowDrip: 3_600_000, times: 2 });
		const { message, items } = await inItsTime(sandbox, async () => await runNode(sandbox, V2, download));
		expect(message).toBe('');
		expect(fault.applied()).toBe(2);
		expect((await readBinary(items[0])).toString('latin1')).toContain('%%EOF');
	});

	test('fail when they break off every time', async () => {
		sandbox.faults.add({ operationId: 'downloadUserCertificate', truncate: true });
		const { message } = await runNode(sandbox, V2, { ...download, options: { tries: 2 } } as never);
		expect(message).toMatch(/broke.*\[Item 0\]$/);
		expect(operationCalls(sandbox)).toHaveLength(2);
	});

	test('give the words of the vendor when there is none', async () => {
		const { message } = await runNode(sandbox, V2, {
			...download,
			certificateId: byId('aaaaaaaaaaaaaaaaaaaaaaaa'),
		} as never);
		expect(message).toContain('(certificateNotFound)');
	});

	test('are not made of an answer that is no file', async () => {
		sandbox.faults.add({ operationId: 'downloadUserCertificate', status: 200, body: { hello: 'there' } });
		const { message } = await runNode(sandbox, V2, { ...download, options: { tries: 1 } } as never);
		expect(message).toContain('The answer was not a file');
	});

	test('say that the token is refused, in the words of the vendor', async () => {
		sandbox.faults.add({
			operationId: 'downloadUserCertificate',
			status: 401,
			body: { error: { code: 'invalidToken', message: 'The token is not valid' } },
		});
		const { message } = await runNode(sandbox, V2, download);
		expect(message).toContain('(invalidToken)');
	});
});
