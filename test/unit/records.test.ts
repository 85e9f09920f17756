import type { AnswerRule, Output } from '../../nodes/connector/model/operation.ts';
import { BrokenAnswer, recordsOf as readRecords } from '../../dist/nodes/connector/wire/records.js';
import { verdictOf } from '../../dist/nodes/connector/wire/verdict.js';
import { wordsIn } from '../../dist/nodes/connector/wire/words.js';
import zoho from '../../dist/nodes/ZohoPeopleLms/catalogue.js';

const recordsOf = (output: Output, body: unknown, rule?: AnswerRule): unknown[] => readRecords(output, body, rule);
const ZOHO = (zoho as { answers: AnswerRule }).answers;
const user = { _id: '62bdbc00291a605543f24386', mail: 'a@example.com' };
const list: Output = { kind: 'records', root: 'list', proof: ['_id'] };
const plain: Output = { kind: 'records', root: 'list', valueName: 'tagId' };
const courses: Output = { kind: 'records', root: 'object', property: 'courses' };
const unknownList: Output = { kind: 'records', root: 'object' };
const record: Output = { kind: 'record', root: 'object', proof: ['_id'] };
const course: Output = { kind: 'record', root: 'object', property: 'course' };
const action: Output = { kind: 'record', root: 'object' };
const change: Output = { kind: 'record', root: 'object', mayBeEmpty: true };
const done: Output = { kind: 'none' };
const deleted: Output = { kind: 'none', root: 'object', deletes: true };

/** What no operation takes for an answer, whatever its kind. */
const NOTHING: unknown[] = [
	null,
	42,
	true,
	[null],
	[{}],
	[[]],
	{ message: 'down for maintenance' },
	{ error: 'oops' },
	{ errors: ['oops'] },
	[{ message: 'down' }],
	{ response: { message: 'down' } },
];

describe('Of a list that is the answer', () => {
	test.each([[[]], [[user]], [[user, user]]])('%j is taken as it is', (body) =>
		expect(recordsOf(list, body)).toEqual(body),
	);
	test.each(
		[
			...NOTHING,
			{},
			undefined,
			user,
			{ list: [] },
			{ data: [user] },
			[user, null],
			[user, 'text'],
			[{ mail: 'no id' }],
			[{ _id: null }],
			[{ _id: '' }],
			[1, 2, 3],
			[[user]],
		].map((body) => [body]),
	)('%j is refused', (body) => expect(() => recordsOf(list, body)).toThrow(BrokenAnswer));
	test('plain values are texts or numbers', () => {
		expect(recordsOf(plain, ['a', 7])).toEqual(['a', 7]);
		for (const body of [[null], [{}], [user], ['a', ['b']], [''], [true]])
			expect(() => recordsOf(plain, body)).toThrow(BrokenAnswer);
	});
});

describe('Of a list inside an object', () => {
	test.each([
		[{ code: 200, courses: [] }, []],
		[{ courses: [{ courseId: '1' }], hasMoreRecords: true }, [{ courseId: '1' }]],
		[{ response: { status: 0, result: [{ courseId: '1' }] } }, [{ courseId: '1' }]],
		[{ response: { status: 0, result: [] } }, []],
		[{ response: { status: 0, result: { courses: [{ courseId: '1' }] } } }, [{ courseId: '1' }]],
		[[{ courseId: '1' }], [{ courseId: '1' }]],
		[{ code: 0, data: [{ courseId: '1' }] }, [{ courseId: '1' }]],
	])('%j holds %j', (body, expected) => expect(recordsOf(courses, body, ZOHO)).toEqual(expected));
	test.each(
		[
			...NOTHING,
			{},
			[],
			undefined,
			{ code: 200 },
			{ code: 200, message: 'success' },
			{ courses: null },
			{ courses: {} },
			{ courses: 'none' },
			{ courses: 0 },
			{ code: 200, data: [] },
			{ data: [{ courseId: '1' }] },
			{ code: 200, courses: [null] },
			{ code: 200, courses: [1] },
		].map((body) => [body]),
	)('%j is refused', (body) => expect(() => recordsOf(courses, body, ZOHO)).toThrow(BrokenAnswer));
	test('an answer that no page shows gives its only list, or itself where it has several', () => {
		expect(recordsOf(unknownList, { code: 200, plans: [{ planId: '1' }] }, ZOHO)).toEqual([{ planId: '1' }]);
		expect(recordsOf(unknownList, { code: 200, plans: [] }, ZOHO)).toEqual([]);
		const whole = { code: 200, files: [{ id: '1' }], links: [] };
		expect(recordsOf(unknownList, whole, ZOHO)).toEqual([whole]);
		for (const body of [...NOTHING, {}, { code: 200, message: 'success' }, { errors: [] }, { code: 200, count: 0 }])
			expect(() => recordsOf(unknownList, body, ZOHO)).toThrow(BrokenAnswer);
	});
});

describe('Of a record', () => {
	test.each([[user], [[user]]])('%j gives one', (body) => expect(recordsOf(record, body)).toEqual([user]));
	test.each(
		[...NOTHING, {}, undefined, [], [user, user], { mail: 'no id' }, { ...user, error: 'but' }, { data: user }].map(
			(body) => [body],
		),
	)('%j is refused', (body) => expect(() => recordsOf(record, body)).toThrow(BrokenAnswer));
	test.each([
		[{ code: 200, course: { courseId: '1' } }, { courseId: '1' }],
		[{ course: { courseId: '1' } }, { courseId: '1' }],
		[{ code: '200', course: [{ courseId: '1' }] }, { courseId: '1' }],
		[
			{ code: 200, courseId: '1' },
			{ code: 200, courseId: '1' },
		],
		[{ response: { status: 0, result: { courseId: '1' } } }, { courseId: '1' }],
	])('under a name %j is %j', (body, expected) => expect(recordsOf(course, body, ZOHO)).toEqual([expected]));
	test.each(
		[
			...NOTHING,
			{},
			undefined,
			[],
			{ code: 200 },
			{ code: 200, message: 'success' },
			{ code: 200, course: null },
			{ code: 200, course: {} },
			{ code: 200, course: [] },
			{ courseId: '1' },
		].map((body) => [body]),
	)('under a name %j is refused', (body) => expect(() => recordsOf(course, body, ZOHO)).toThrow(BrokenAnswer));
	test('a yes of the vendor is enough where the documents show nothing else', () => {
		for (const body of [
			{ code: 200, message: 'done' },
			{ code: 'SUCCESS' },
			{ code: 0, error: '' },
			{ status: 'success' },
			{ response: 'success' },
			{ response: { status: 0 } },
		])
			expect(recordsOf(action, body, ZOHO)).toEqual([body]);
		for (const body of [...NOTHING, {}, undefined, []])
			expect(() => recordsOf(action, body, ZOHO)).toThrow(BrokenAnswer);
	});
	test('a change of which the documents show nothing may be answered with nothing', () => {
		expect(recordsOf(change, undefined)).toEqual([{}]);
		expect(recordsOf(change, {})).toEqual([{}]);
		expect(recordsOf(change, { status: 'group_updated' })).toEqual([{ status: 'group_updated' }]);
		expect(recordsOf(change, { status: 'subscribed' })).toEqual([{ status: 'subscribed' }]);
		for (const status of [
			'down',
			'ok',
			'failed',
			'rejected',
			'blocked',
			'rate_limited',
			'not_found',
			'under_maintenance',
		])
			expect(() => recordsOf(change, { status })).toThrow(BrokenAnswer);
		for (const body of [...NOTHING, []]) expect(() => recordsOf(change, body)).toThrow(BrokenAnswer);
	});
});

describe('Of an answer that only confirms', () => {
	test('none is documented: nothing, or more than a message', () => {
		for (const body of [undefined, {}, user]) expect(recordsOf(done, body)).toEqual([]);
		for (const body of [...NOTHING, []]) expect(() => recordsOf(done, body)).toThrow(BrokenAnswer);
	});
	test('a vendor that says yes has to say it', () => {
		for (const body of [{ code: 200, message: 'deleted' }, { code: '200' }, { status: 'success' }])
			expect(recordsOf(deleted, body, ZOHO)).toEqual([]);
		for (const body of [...NOTHING, [], {}, undefined])
			expect(() => recordsOf(deleted, body, ZOHO)).toThrow(BrokenAnswer);
	});
});

describe('The verdict of Zoho', () => {
	test.each([
		[{ code: 200 }, 'yes'],
		[{ code: '200' }, 'yes'],
		[{ code: 0 }, 'yes'],
		[{ code: '0' }, 'yes'],
		[{ code: 'SUCCESS' }, 'yes'],
		[{ code: 200, error: '' }, 'yes'],
		[{ code: 200, errors: [] }, 'yes'],
		[{ code: 200, errors: {} }, 'yes'],
		[{ status: 'success' }, 'yes'],
		[[{ response: 'success' }], 'yes'],
		[{ response: { status: 0 } }, 'yes'],
		[{ status: 'failure' }, 'no'],
		[{ response: 'failure' }, 'no'],
		[[{ response: 'failure', message: 'no' }], 'no'],
		[{ errors: ['no'] }, 'no'],
		[{ errors: [{ code: 1 }] }, 'no'],
		[{ error: 'no' }, 'no'],
		[{ code: 7049 }, 'no'],
		[{ code: 'INVALID_INPUT' }, 'no'],
		[{ code: 200, status: 'failure' }, 'no'],
		[{ code: 0, errors: ['no'] }, 'no'],
		[{ response: { status: 1 } }, 'no'],
		[{ response: { errors: { code: 7411 } } }, 'no'],
		[{ response: { status: 0, errors: [] } }, 'yes'],
		[{ courses: [] }, undefined],
		[{ status: 'active' }, undefined],
		[null, undefined],
		['text', undefined],
		[[], undefined],
	])('%j says %s', (body, expected) => expect(verdictOf(ZOHO, body)).toBe(expected));
});

describe('The words in an answer', () => {
	test.each<[unknown, object]>([
		[{ message: 'no' }, { message: 'no' }],
		[{ error: 'invalid_token' }, { code: 'invalid_token' }],
		[{ error: { code: 'userNotFound', message: 'no user' } }, { code: 'userNotFound', message: 'no user' }],
		[
			{ error: 'invalid_token', error_description: 'jwt expired' },
			{ code: 'invalid_token', detail: 'jwt expired', message: 'jwt expired' },
		],
		[{ error: 'It is not there' }, { message: 'It is not there' }],
		[{ errors: ['one', 'two'] }, { message: 'one; two' }],
		[
			{ errors: [{ field: 'mail', message: 'is not valid' }, { message: 'other' }] },
			{ message: 'mail: is not valid; other' },
		],
		[{ errors: { mail: ['is not valid'], name: 'is empty' } }, { message: 'mail: is not valid; name: is empty' }],
		[{ message: 'Invalid', errors: [{ message: 'mail' }] }, { message: 'Invalid: mail' }],
		[
			{ statusCode: 400, message: ['mail must be an email', 'name is empty'], error: 'Bad Request' },
			{ message: 'Bad Request: mail must be an email; name is empty' },
		],
		[
			{ response: { status: 1, message: 'Error', errors: { code: 7411, message: 'No LMS' } } },
			{ code: '7411', message: 'Error: No LMS' },
		],
		[
			{ code: 400, errors: [{ code: '7052', message: 'empty' }] },
			{ code: '7052', message: 'empty' },
		],
		[[{ response: 'failure', message: 'no such batch' }], { message: 'no such batch' }],
		[{ error: { errors: [{ error: { message: 'deep' } }] } }, { message: 'deep' }],
		['plain text\n of a server', { message: 'plain text of a server' }],
		['<html><head><title>502 Bad Gateway</title></head><body>nginx</body></html>', { message: '502 Bad Gateway' }],
		['<p>Service <b>down</b></p>', { message: 'Service down' }],
		[null, {}],
		[42, {}],
		[{}, {}],
		['', {}],
	])('%j are %j', (body, expected) => expect(wordsIn(body)).toEqual(expected));

	test('are never endless, whatever comes', () => {
		let deep: unknown = { message: 'x'.repeat(10_000) };
		for (let depth = 0; depth < 2; depth += 1) deep = { errors: Array(1_000).fill(deep) };
		expect(wordsIn(deep).message!.length).toBeLessThanOrEqual(501);
		const circle: Record<string, unknown> = { message: 'round' };
		circle.error = circle;
		expect(wordsIn(circle).message).toBe('round');
	});
});
