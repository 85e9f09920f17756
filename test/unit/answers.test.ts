import { AxiosError } from 'axios';
import { NodeApiError } from 'n8n-workflow';
import type { Catalogue } from '../../nodes/connector/model/catalogue.ts';
import type { ErrorMeaning, Operation, Output } from '../../nodes/connector/model/operation.ts';
import { explain, meaningOf } from '../../dist/nodes/connector/messages/meaning.js';
import { toJson } from '../../dist/nodes/connector/output/item.js';
import { nextLink, replaceQuery } from '../../dist/nodes/connector/client/pagination.js';
import { thrown } from '../../dist/nodes/connector/transport/answer.js';
import { backoff, outcomeOf, retryAfter } from '../../dist/nodes/connector/transport/retry.js';

const node = { id: '1', name: 'Node', type: 'x', typeVersion: 1, position: [0, 0] as [number, number], parameters: {} };
const catalogueWith = (errors: ErrorMeaning[]) => ({ title: '360Learning API v2', errors }) as Catalogue;

describe('Next pages', () => {
	test.each([
		['<https://a/b?c=1>; rel="next"', 'https://a/b?c=1'],
		['<https://a/first>; rel="first", <https://a/b?x=1,2>; rel="next"', 'https://a/b?x=1,2'],
		['<https://a/b>; title="a, b"; rel=next', 'https://a/b'],
		['<https://a/b>; rel="prev next"', 'https://a/b'],
		['<https://a/b>; rel="nextish"', undefined],
		['<https://a/b>; rel="prev"', undefined],
		[['<https://a/p>; rel="prev"', '<https://a/n>; REL="Next"'], 'https://a/n'],
		['', undefined],
		[undefined, undefined],
	])('%p names %p', (header, expected) => {
		expect(nextLink(header)).toBe(expected);
	});

	test.each([
		['/a?x=1&y=%26', 'x', '2', '/a?y=%26&x=2'],
		['/a', 'x', 'a b&', '/a?x=a%20b%26'],
		['/a?x=1&x=2&xy=3', 'x', '9', '/a?xy=3&x=9'],
		['/a?x[in][0]=1', 'x', '9', '/a?x[in][0]=1&x=9'],
	])('%s with another %s', (url, name, value, expected) => {
		expect(replaceQuery(url, name, value)).toBe(expected);
	});
});

describe('Tries', () => {
	test('pauses double up to half a minute, with jitter', () => {
		for (let tries = 1; tries <= 20; tries += 1) {
			const longest = Math.min(30_000, 500 * 2 ** (tries - 1));
			for (let time = 0; time < 20; time += 1) {
				const pause = backoff(tries);
				expect(pause).toBeGreaterThanOrEqual(longest / 2);
				expect(pause).toBeLessThanOrEqual(longest);
			}
		}
	});

	test('Retry-After is seconds or a date', () => {
		expect(retryAfter('3')).toBe(3000);
		expect(retryAfter(['0', '9'])).toBe(0);
		expect(retryAfter('-5')).toBe(0);
		expect(retryAfter(undefined)).toBeUndefined();
		expect(retryAfter('soon')).toBeUndefined();
		// Bounded, whatever it says: an hour.
		for (const text of ['60000', '9e15', '99999999999999999999', 'Fri, 31 Dec 9999 23:59:59 GMT'])
			expect(retryAfter(text) ?? 0).toBeLessThanOrEqual(3_600_000);
		expect(retryAfter('60000')).toBe(3_600_000);
		for (const text of ['NaN', 'Infinity', '1e3', '0x10', ' ', ';']) expect(retryAfter(text)).toBeUndefined();
		expect(retryAfter('Thu, 01 Jan 1970 00:00:00 GMT')).toBe(0);
		const later = retryAfter(new Date(Date.now() + 100_000).toUTCString())!;
		expect(later).toBeGreaterThan(90_000);
		expect(later).toBeLessThanOrEqual(100_000);
	});

	test.each([
		['ECONNREFUSED', 'undone'],
		['ENOTFOUND', 'undone'],
		['ECONNRESET', 'unknown'],
		['ETIMEDOUT', 'unknown'],
		['ERR_SOMETHING', 'unknown'],
		[undefined, undefined],
	])('after %s the outcome is %s', (code, outcome) => {
		expect(outcomeOf(code)).toBe(outcome);
	});

	/** As n8n 2 and n8n 1 wrap an error of the network: n8n 1 keeps nothing of it but the code, in place of the HTTP status. */
	const WRAPPED: Array<[string, (error: AxiosError) => object]> = [
		['n8n 2', (error) => new NodeApiError(node, error as never)],
		['n8n 1', ({ message, code }) => Object.assign(new NodeApiError(node, { message }), { httpCode: code })],
	];
	const host = 'https://app.360learning.com';
	const service = { failureOf: () => undefined } as never;
	const read = async (error: object) =>
		(await thrown(error, service, host, { hide: (text: string) => text } as never)) as {
			cause?: { outcome: string };
			failure?: { status: number };
		};
	test.each(WRAPPED)('is read from what %s wraps', async (_version, wrap) => {
		const outcomes = ['ECONNRESET', 'ECONNABORTED', 'ERR_BAD_RESPONSE', 'ECONNREFUSED'].map(async (code) => {
			return (await read(wrap(new AxiosError('broke', code)))).cause?.outcome;
		});
		expect(await Promise.all(outcomes)).toEqual(['unknown', 'unknown', 'unknown', 'undone']);
		await expect(read(wrap(new AxiosError('bad', 'ERR_INVALID_URL')))).rejects.toThrow();
		expect((await read(wrap(new AxiosError('no', 'EAUTH')))).failure?.status).toBe(401);
	});

	test('an answer is read from what is left of it in n8n 1', async () => {
		const error = Object.assign(new NodeApiError(node, { message: 'Not found' }), { httpCode: '404' });
		expect(await read(error)).toEqual({ failure: { status: 404 } });
	});
});

describe('Meanings of codes', () => {
	const own: ErrorMeaning[] = [
		{ code: 'taken', status: 409, meaning: 'The name is taken', field: 'name' },
		{ code: 'bad', status: 400, detail: 'expired', meaning: 'It is over' },
		{ code: 'bad', status: 400, meaning: 'It is wrong' },
		{ code: 'no ${thing} here', meaning: 'There is none' },
	];
	const general: ErrorMeaning[] = [
		{ code: '404', status: 404, meaning: 'Nothing there' },
		{ code: 'taken', status: 409, meaning: 'Taken', fix: 'Choose another' },
	];

	test.each([
		[
			{ status: 409, code: 'taken' },
			{ meaning: 'The name is taken', fix: 'Choose another' },
		],
		[{ status: 400, code: 'bad', detail: 'JWT Expired today' }, { meaning: 'It is over' }],
		[{ status: 400, code: 'bad', detail: 'other' }, { meaning: 'It is wrong' }],
		[{ status: 422, code: 'bad' }, { meaning: 'It is wrong' }],
		[{ status: 400, code: 'no (big) cat* here' }, { meaning: 'There is none' }],
		[{ status: 404, code: 'strange' }, { meaning: 'Nothing there' }],
	])('%p', (failure, expected) => {
		expect(meaningOf(catalogueWith(general), own, failure)).toMatchObject(expected);
	});

	test('what nobody documents has no meaning', () => {
		expect(meaningOf(catalogueWith(general), own, { status: 418, code: 'teapot' })).toBeUndefined();
	});

	test('the message has the label of the field, the code and what to do', () => {
		const operation = {
			errors: own,
			fields: [{ name: 'name', displayName: 'Tag Name' }],
			scopes: [],
		} as unknown as Operation;
		const { message, advice } = explain(catalogueWith(general), operation, {
			status: 409,
			code: 'taken',
			message: 'Already exists.',
		});
		expect(message).toBe('Tag Name: The name is taken (taken)');
		expect(advice).toBe('Choose another. 360Learning says: Already exists.');
	});

	test.each([401, 403, 404, 414, 429, 500, 418])('status %i alone is worded without alarm', (status) => {
		const { message } = explain(catalogueWith([]), undefined, { status });
		expect(message).toMatch(new RegExp(`^[A-Z0-9].* \\(HTTP ${status}\\)$`));
		expect(message).not.toMatch(/error|problem|failure|mistake/i);
	});
});

describe('The data of an item', () => {
	const records: Output = { kind: 'records', property: 'list' };

	test('ids stay as they came; only named fields are kept; plain values get a name', () => {
		const record = { id: '0012', number: '478346000019479103', nested: { id: '7' }, note: null };
		expect(toJson(records, record, { kind: 'raw' })).toEqual(record);
		expect(toJson({ ...records, simplified: ['id', 'note', 'toString'] }, record, { kind: 'simplified' })).toEqual({
			id: '0012',
			note: null,
		});
		expect(toJson(records, record, { kind: 'selected', fields: ['number', 'missing'] })).toEqual({
			number: '478346000019479103',
		});
		expect(toJson({ ...records, valueName: 'contentId' }, '0012', { kind: 'raw' })).toEqual({ contentId: '0012' });
	});
});
