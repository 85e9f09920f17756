import type { INode, INodeParameters } from 'n8n-workflow';
import { type GivenNodes, readBinary, runWorkflow, type WorkflowFile } from './index.ts';
import { hasOriginals, originals } from './originals.ts';
import { chain, connect, node, tinyPack } from './tinyWorkflow.ts';

type Json = Record<string, unknown>;

/** The core nodes that the rows below run. */
const NAMES = [
	'aggregate',
	'convertToFile',
	'filter',
	'if',
	'limit',
	'manualTrigger',
	'merge',
	'noOp',
	'removeDuplicates',
	'scheduleTrigger',
	'set',
	'sort',
	'splitInBatches',
	'splitOut',
];

/** Nodes to use instead of the stand-ins. */
let nodes: GivenNodes | undefined;

/** Runs one core node on the given records. */
async function through(
	type: string,
	typeVersion: number,
	parameters: INodeParameters,
	records: Json[],
	output = 0,
): Promise<Json[]> {
	const workflow = chain(node('Node', type, parameters, { typeVersion }));
	const input = records.map((json) => ({ json }) as never);
	const run = await runWorkflow({ workflow, input, packages: [tinyPack], nodes });
	if (run.error) throw new Error(run.error.message);
	return run.nodes.Node?.runs[0]?.items[output]?.map(({ json }) => json) ?? [];
}

/** Two lists meet in a Merge node. */
async function merged(parameters: INodeParameters, first: Json[], second: Json[]): Promise<Json[]> {
	const list = (name: string, records: Json[]): INode[] => [
		node(name, 'set', { mode: 'raw', jsonOutput: JSON.stringify({ records }), options: {} }, { typeVersion: 3.4 }),
		node(`${name} split`, 'splitOut', { fieldToSplitOut: 'records', options: {} }),
	];
	const merge = node('Merge', 'merge', parameters, { typeVersion: 3.2 });
	const connections: WorkflowFile['connections'] = {};
	for (const [input, name] of ['One', 'Two'].entries()) {
		connect(connections, 'Start', name);
		connect(connections, name, `${name} split`);
		connect(connections, `${name} split`, 'Merge', 0, input);
	}
	const all = [node('Start', 'manualTrigger'), ...list('One', first), ...list('Two', second), merge];
	const run = await runWorkflow({ workflow: { nodes: all, connections }, packages: [tinyPack], nodes });
	if (run.error) throw new Error(run.error.message);
	return run.nodes.Merge?.runs[0]?.items[0]?.map(({ json }) => json) ?? [];
}

/** What each node does; a row holds for n8n's own node as well as for its stand-in. */
function rows(): void {
	describe('Edit Fields', () => {
		const assign = (name: string, type: string, value: unknown) => ({ id: name, name, type, value });
		const edit = (assignments: object[], more: object = {}) =>
			({ assignments: { assignments }, ...more }) as INodeParameters;

		test('sets fields of each type and drops the others', async () => {
			const parameters = edit([
				assign('text', 'string', '=n{{ $json.n }}'),
				assign('count', 'number', '={{ $json.n }}'),
				assign('is.deep', 'boolean', 'true'),
				assign('list', 'array', '[1, 2]'),
				assign('record', 'object', '={{ { n: $json.n } }}'),
				assign('nothing', 'string', '={{ $json.missing }}'),
			]);
			const expected = { text: 'n7', count: 7, is: { deep: true }, list: [1, 2], record: { n: 7 }, nothing: null };
			expect(await through('set', 3.4, parameters, [{ n: 7 }])).toEqual([expected]);
		});

		test.each([
			['all', {}, { a: 1, b: { c: 2 }, x: 'y' }],
			['selected', { includeFields: 'b.c' }, { c: 2, x: 'y' }],
			['except', { excludeFields: 'b.c' }, { a: 1, b: {}, x: 'y' }],
		])('keeps %s of the other fields', async (include, more, expected) => {
			const parameters = edit([assign('x', 'string', 'y')], { includeOtherFields: true, include, ...more });
			expect(await through('set', 3.4, parameters, [{ a: 1, b: { c: 2 } }])).toEqual([expected]);
		});

		test('leaves dots in names alone when asked to', async () => {
			expect(
				await through('set', 3.4, edit([assign('a.b', 'string', 'c')], { options: { dotNotation: false } }), [{}]),
			).toEqual([{ 'a.b': 'c' }]);
		});

		test('takes JSON with expressions in it', async () => {
			const jsonOutput = '={ "n": {{ $json.n }}, "record": {{ $json.record }}, "text": "{{ $json.n }}" }';
			expect(await through('set', 3.4, { mode: 'raw', jsonOutput }, [{ n: 7, record: { a: 1 } }])).toEqual([
				{ n: 7, record: { a: 1 }, text: '7' },
			]);
			await expect(through('set', 3.4, { mode: 'raw', jsonOutput: '[1]' }, [{}])).rejects.toThrow(/object/);
		});

		test('refuses a value that does not fit its type, unless told to ignore that', async () => {
			const count = [assign('count', 'number', 'many')];
			await expect(through('set', 3.4, edit(count), [{}])).rejects.toThrow("'count' expects a number");
			expect(await through('set', 3.4, edit(count, { options: { ignoreConversionErrors: true } }), [{}])).toEqual([
				{ count: 'many' },
			]);
		});
	});

	describe('Split Out', () => {
		const records = [
			{ id: 'a', list: [{ n: 1 }, { n: 2 }], names: ['x', 'y'] },
			{ id: 'b', list: [{ n: 3 }], names: [] },
			{ id: 'c' },
		];

		test('turns entries into items', async () => {
			expect(await through('splitOut', 1, { fieldToSplitOut: 'list' }, records)).toEqual([
				{ n: 1 },
				{ n: 2 },
				{ n: 3 },
			]);
			expect(await through('splitOut', 1, { fieldToSplitOut: 'names' }, records)).toEqual([
				{ names: 'x' },
				{ names: 'y' },
			]);
		});

		test('keeps other fields', async () => {
			const parameters = {
				fieldToSplitOut: 'list',
				include: 'allOtherFields',
				options: { destinationFieldName: 'entry' },
			};
			expect(await through('splitOut', 1, parameters, records.slice(1))).toEqual([
				{ id: 'b', names: [], entry: { n: 3 } },
			]);
			const selected = { fieldToSplitOut: 'names', include: 'selectedOtherFields', fieldsToInclude: 'id' };
			expect(await through('splitOut', 1, selected, records)).toEqual([
				{ id: 'a', names: 'x' },
				{ id: 'a', names: 'y' },
			]);
		});
	});

	describe('Merge', () => {
		const people = [{ id: 1, name: 'Anna' }, { id: 2, name: 'Ben' }, { name: 'Carla' }];
		const scores = [
			{ id: 2, score: 20 },
			{ id: 1, score: 10 },
			{ id: 9, score: 90 },
		];

		test('appends', async () => {
			expect(await merged({}, people, scores)).toEqual([...people, ...scores]);
		});

		test('combines by position', async () => {
			const combined = await merged({ mode: 'combine', combineBy: 'combineByPosition' }, people.slice(0, 1), scores);
			expect(combined).toEqual([{ id: 2, name: 'Anna', score: 20 }]);
			const all = await merged(
				{ mode: 'combine', combineBy: 'combineByPosition', options: { includeUnpaired: true } },
				people.slice(0, 1),
				scores,
			);
			expect(all).toHaveLength(3);
		});

		test('combines every item with every item', async () => {
			expect(await merged({ mode: 'combine', combineBy: 'combineAll' }, people, scores)).toHaveLength(9);
		});

		const anna = { id: 1, name: 'Anna', score: 10 };
		const ben = { id: 2, name: 'Ben', score: 20 };
		test.each([
			['keepMatches', {}, [anna, ben]],
			['keepMatches', { outputDataFrom: 'input1' }, people.slice(0, 2)],
			['keepMatches', { outputDataFrom: 'input2' }, scores.slice(0, 2)],
			['keepNonMatches', { outputDataFrom: 'input1' }, [{ name: 'Carla' }]],
			['keepEverything', {}, [anna, ben, { name: 'Carla' }, { id: 9, score: 90 }]],
			['enrichInput1', {}, [anna, ben, { name: 'Carla' }]],
			['enrichInput2', {}, [anna, ben, { id: 9, score: 90 }]],
		])('combines by equal fields: %s %j', async (joinMode, more, expected) => {
			const parameters = {
				mode: 'combine',
				combineBy: 'combineByFields',
				fieldsToMatchString: 'id',
				joinMode,
				...more,
			};
			expect(await merged(parameters, people, scores)).toEqual(expected);
		});

		test('combines by fields of different names', async () => {
			const parameters = {
				mode: 'combine',
				advanced: true,
				mergeByFields: { values: [{ field1: 'user.id', field2: 'id' }] },
			};
			expect(await merged(parameters, [{ user: { id: 1 } }], scores)).toEqual([{ user: { id: 1 }, id: 1, score: 10 }]);
		});
	});

	describe('Aggregate, Limit, Filter and If', () => {
		const records = [
			{ n: 1, tag: 'a' },
			{ n: 2, tag: null },
			{ n: 3, tag: 'c' },
		];

		test('makes one list of all items', async () => {
			expect(await through('aggregate', 1, { aggregate: 'aggregateAllItemData' }, records)).toEqual([
				{ data: records },
			]);
			const some = {
				aggregate: 'aggregateAllItemData',
				include: 'specifiedFields',
				fieldsToInclude: 'n',
				destinationFieldName: 'all',
			};
			expect(await through('aggregate', 1, some, records)).toEqual([{ all: [{ n: 1 }, { n: 2 }, { n: 3 }] }]);
		});

		test('makes a list of each field', async () => {
			const fieldsToAggregate = {
				fieldToAggregate: [
					{ fieldToAggregate: 'n' },
					{ fieldToAggregate: 'tag', renameField: true, outputFieldName: 'tags' },
				],
			};
			expect(await through('aggregate', 1, { fieldsToAggregate }, records)).toEqual([
				{ n: [1, 2, 3], tags: ['a', 'c'] },
			]);
		});

		test('limits from either end', async () => {
			expect(await through('limit', 1, { maxItems: 2 }, records)).toEqual(records.slice(0, 2));
			expect(await through('limit', 1, { maxItems: 2, keep: 'lastItems' }, records)).toEqual(records.slice(1));
			expect(await through('limit', 1, { maxItems: 9, keep: 'lastItems' }, records)).toEqual(records);
		});

		const conditions = {
			options: { caseSensitive: true, typeValidation: 'strict', version: 2 },
			combinator: 'and',
			conditions: [
				{ id: '1', leftValue: '={{ $json.n }}', rightValue: 1, operator: { type: 'number', operation: 'gt' } },
			],
		};
		test('keeps what meets the conditions', async () => {
			expect(await through('filter', 2.2, { conditions, options: {} }, records)).toEqual(records.slice(1));
			expect(await through('if', 2.2, { conditions, options: {} }, records, 1)).toEqual(records.slice(0, 1));
		});
	});

	test('Sort goes by several fields, without regard to case', async () => {
		const records = [{ a: 'b', n: 1 }, { a: 'C', n: 2 }, { a: 'A', n: 3 }, { a: 'B', n: 4 }, { n: 5 }];
		const sorted = async (...sortField: INodeParameters[]) =>
			(await through('sort', 1, { sortFieldsUi: { sortField }, options: {} }, records.slice(0, 4))).map(({ n }) => n);
		expect(await sorted({ fieldName: 'a', order: 'ascending' }, { fieldName: 'n', order: 'descending' })).toEqual([
			3, 4, 1, 2,
		]);
		expect(await sorted({ fieldName: 'n', order: 'descending' })).toEqual([4, 3, 2, 1]);
	});

	test('Convert to File makes a file of Base64 text', async () => {
		const parameters = {
			operation: 'toBinary',
			sourceProperty: 'text',
			options: { fileName: 'note.txt', mimeType: 'text/plain' },
		};
		const workflow = chain(node('Node', 'convertToFile', parameters, { typeVersion: 1.1 }));
		const input = [{ json: { text: Buffer.from('Hello').toString('base64') } }];
		const { nodes: done } = await runWorkflow({ workflow, input, packages: [tinyPack], nodes });
		const [file] = done.Node!.runs[0]!.items[0]!;
		expect(file).toMatchObject({ json: {}, binary: { data: { fileName: 'note.txt', mimeType: 'text/plain' } } });
		expect((await readBinary(file!, 'data')).toString()).toBe('Hello');
	});

	test.each([1, 1.1, 1.2, 1.3])(
		'Schedule Trigger %p starts at once with what the run is given',
		async (typeVersion) => {
			const connections: WorkflowFile['connections'] = {};
			connect(connections, 'Clock', 'Pass');
			const all = [node('Clock', 'scheduleTrigger', {}, { typeVersion }), node('Pass', 'noOp')];
			const input = [{ json: { n: 1 } }];
			const run = await runWorkflow({ workflow: { nodes: all, connections }, input, packages: [tinyPack], nodes });
			expect(run.nodes.Pass?.runs[0]?.items[0]?.map(({ json }) => json)).toEqual([{ n: 1 }]);
		},
	);

	test('Remove Duplicates keeps the first of equal items', async () => {
		const records = [
			{ id: 1, at: 1 },
			{ id: 1, at: 2 },
			{ id: 2, at: 1 },
			{ id: 1, at: 1 },
		];
		const remove = async (parameters: INodeParameters) => await through('removeDuplicates', 2, parameters, records);
		expect(await remove({})).toEqual(records.slice(0, 3));
		expect(await remove({ compare: 'selectedFields', fieldsToCompare: 'id' })).toEqual([records[0], records[2]]);
		expect(await remove({ compare: 'allFieldsExcept', fieldsToExclude: 'id' })).toEqual(records.slice(0, 2));
	});

	test('Loop Over Items hands out batches and collects what comes back', async () => {
		const connections: WorkflowFile['connections'] = {};
		connect(connections, 'Start', 'Loop');
		connect(connections, 'Loop', 'Done', 0);
		connect(connections, 'Loop', 'Work', 1);
		connect(connections, 'Work', 'Loop');
		const assignments = [{ id: '1', name: 'doubled', type: 'number', value: '={{ $json.n * 2 }}' }];
		const all = [
			node('Start', 'manualTrigger'),
			node('Loop', 'splitInBatches', { batchSize: 2, options: {} }, { typeVersion: 3 }),
			node('Work', 'set', { assignments: { assignments }, options: {} }, { typeVersion: 3.4 }),
			node('Done', 'noOp'),
		];
		const input = [1, 2, 3].map((n) => ({ json: { n } }));
		const run = await runWorkflow({ workflow: { nodes: all, connections }, input, packages: [tinyPack], nodes });
		expect(run.nodes.Work?.runs.map(({ items }) => items[0]?.length)).toEqual([2, 1]);
		expect(run.nodes.Done?.runs[0]?.items[0]?.map(({ json }) => json)).toEqual([
			{ doubled: 2 },
			{ doubled: 4 },
			{ doubled: 6 },
		]);
	});

	test('notes on the canvas do not run', async () => {
		const workflow = chain(node('Pass', 'noOp'));
		workflow.nodes.push(node('Note', 'stickyNote', { content: 'Hello' }));
		expect(Object.keys((await runWorkflow({ workflow, packages: [tinyPack], nodes })).nodes)).toEqual([
			'Start',
			'Pass',
		]);
	});
}

describe('stand-ins', rows);

(hasOriginals ? describe : describe.skip)("n8n's own nodes", () => {
	beforeAll(() => {
		nodes = originals(...NAMES);
	});
	afterAll(() => {
		nodes = undefined;
	});
	test('are no stand-ins', () => {
		const descriptions = Object.values(nodes!).map(({ description }) => description.description ?? '');
		expect(descriptions).toHaveLength(NAMES.length);
		expect(descriptions.filter((text) => text.startsWith('Stand-in'))).toEqual([]);
	});
	rows();
});

test.each([
	['set', 3.4, { duplicateItem: true }, 'the parameter "duplicateItem"'],
	['merge', 3.2, { mode: 'combineBySql' }, '"combineBySql" in "mode"'],
	['splitOut', 1, { fieldToSplitOut: 'a', options: { includeBinary: true } }, 'the option "includeBinary"'],
])('%s refuses what it does not handle', async (type, version, parameters, what) => {
	await expect(through(type, version, parameters as INodeParameters, [{}])).rejects.toThrow(`does not handle ${what}.`);
});

test('a version that is not handled is refused', async () => {
	await expect(through('set', 2, {}, [{}])).rejects.toThrow(
		'Version 2 of "n8n-nodes-base.set" is not available here, only 3.3, 3.4.',
	);
});
