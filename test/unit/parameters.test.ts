import type { IExecuteFunctions } from 'n8n-workflow';
import { parameterOf } from '../../dist/nodes/connector/input/parameters.js';

/** A context in which every expression comes to the number of the item. */
function contextWith(parameters: Record<string, unknown>) {
	const read: string[] = [];
	const fill = (value: unknown, item: number): unknown => {
		if (typeof value === 'string') return value.startsWith('=') ? item : value;
		if (value === null || typeof value !== 'object') return value;
		if (Array.isArray(value)) return value.map((entry) => fill(entry, item));
		return Object.fromEntries(Object.entries(value).map(([name, entry]) => [name, fill(entry, item)]));
	};
	const getNodeParameter = (name: string, item: number, fallback: unknown, options?: { rawExpressions?: boolean }) => {
		const raw = name in parameters ? parameters[name] : fallback;
		if (options?.rawExpressions) return raw;
		read.push(name);
		return fill(raw, item);
	};
	return { context: { getNodeParameter } as unknown as IExecuteFunctions, read };
}

test('a parameter with an expression anywhere in it is read for every item', () => {
	const { context } = contextWith({ plain: '={{ 1 }}', list: ['a', { b: '={{ 1 }}' }] });
	expect([0, 1, 2].map((item) => parameterOf(context, 'plain', item, ''))).toEqual([0, 1, 2]);
	expect([0, 1].map((item) => parameterOf(context, 'list', item, []))).toEqual([
		['a', { b: 0 }],
		['a', { b: 1 }],
	]);
});

test('a parameter without one is read once, and nobody changes what others get', () => {
	const { context, read } = contextWith({ fields: { a: { b: 'c' } }, text: 'x', none: null });
	const first = parameterOf(context, 'fields', 0, {}) as { a: { b: string } };
	first.a.b = 'changed';
	(parameterOf(context, 'fields', 1, {}) as { a: { b: string } }).a.b = 'changed too';
	expect(parameterOf(context, 'fields', 2, {})).toEqual({ a: { b: 'c' } });
	expect([0, 1].map((item) => parameterOf(context, 'text', item, ''))).toEqual(['x', 'x']);
	expect([0, 1].map((item) => parameterOf(context, 'none', item, 'y'))).toEqual([null, null]);
	expect([0, 1].map((item) => parameterOf(context, 'absent', item, 5))).toEqual([5, 5]);
	expect(read).toEqual(['fields', 'text', 'none', 'absent']);
});

test('a failure is thrown for every item that meets it', () => {
	const context = {
		getNodeParameter: () => {
			throw new Error('not of this kind');
		},
	} as unknown as IExecuteFunctions;
	for (const item of [0, 1]) expect(() => parameterOf(context, 'a', item, '')).toThrow('not of this kind');
});

test('two runs of a node do not know of each other', () => {
	const [one, two] = [contextWith({ a: 1 }), contextWith({ a: 2 })];
	expect([one, two].map(({ context }) => parameterOf(context, 'a', 0, 0))).toEqual([1, 2]);
});
