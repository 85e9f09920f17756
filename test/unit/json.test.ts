import { parseJson } from '../../dist/nodes/connector/wire/json.js';

const LONG = '478346055283423124';

describe('Whole numbers beyond 2^53 become text', () => {
	test.each([
		[LONG, LONG],
		[`-${LONG}`, `-${LONG}`],
		[`[${LONG},1]`, [LONG, 1]],
		[`[1, ${LONG}]`, [1, LONG]],
		[`{"id":${LONG}}`, { id: LONG }],
		[`{"id": ${LONG}, "ids":[\n\t-${LONG}\n]}`, { id: LONG, ids: [`-${LONG}`] }],
		['9007199254740991', 9007199254740991],
		[`[1.${LONG}, 1e3]`, [Number(`1.${LONG}`), 1000]],
	])('%s', (text, expected) => {
		expect(parseJson(text)).toEqual(expected);
	});

	test.each([
		`{"_id":"65f0a1b2${LONG.slice(0, 16)}","title":"Room ${LONG}: ${LONG}, [${LONG}]"}`,
		`{"a \\" ${LONG}":"\\\\","b":"-${LONG}"}`,
	])('texts stay as they are: %s', (text) => {
		expect(parseJson(text)).toEqual(JSON.parse(text));
	});

	test('beside texts with many digits', () => {
		expect(parseJson(`{"_id":"0000000000000000000000ff","n":${LONG},"t":"x: ${LONG}"}`)).toEqual({
			_id: '0000000000000000000000ff',
			n: LONG,
			t: `x: ${LONG}`,
		});
	});
});
