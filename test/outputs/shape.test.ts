import fc from 'fast-check';
import type { IDataObject, INode, INodeExecutionData } from 'n8n-workflow';
import { failedEvent, failedItem } from '../../dist/nodes/connector/messages/failedItem.js';

/** How n8n-core 1.122 (n8n 1.123) and 2.41 know a failed item: `handleNodeErrorOutput` of either, where the item itself has no `error`. */
const RULES: Record<string, (json: IDataObject) => boolean> = {
	'n8n 1': (json) =>
		Boolean(json.error) &&
		(Object.keys(json).length === 1 || (Object.keys(json).length === 2 && Boolean(json.message))),
	'n8n 2': (json) =>
		Boolean(json.error) && Object.keys(json).every((key) => ['error', 'message', 'details'].includes(key)),
};

const context = (onError: string | undefined, items: INodeExecutionData[] = []) => ({
	getNode: () => ({ type: 'n8n-nodes-lms.learning360', onError }) as INode,
	getInputData: () => items,
});
const error = fc
	.record({ message: fc.string({ minLength: 1 }), description: fc.option(fc.string(), { nil: undefined }) })
	.map((fields) => Object.assign(new Error(fields.message), fields));
const json = fc.dictionary(
	fc.oneof(fc.constantFrom('error', 'message', 'details', 'name', 'id', '__proto__'), fc.string()),
	fc.jsonValue(),
	{ noNullPrototype: true },
) as fc.Arbitrary<IDataObject>;
const binary = fc.option(fc.constant({ data: { mimeType: 'text/plain', data: '' } }), { nil: undefined });

const isKnown = (item: INodeExecutionData) =>
	Object.entries(RULES)
		.filter(([, rule]) => !rule(item.json))
		.map(([version]) => version);

describe('a failed item', () => {
	test('is one for every n8n that has an error output, with message and advice, and takes from the input item nothing but `error`', () => {
		fc.assert(
			fc.property(error, json, binary, (cause, fields, files) => {
				const item = failedItem(
					context('continueErrorOutput', [{ json: {} }, { json: fields, ...(files ? { binary: files } : {}) }]),
					cause,
					1,
				);
				expect(isKnown(item)).toEqual([]);
				expect(item.pairedItem).toEqual({ item: 1 });
				expect(item.binary).toBe(files);
				// What n8n makes of it.
				const merged: IDataObject = { ...fields, ...item.json };
				for (const name of Object.keys(fields).filter((key) => key !== 'error'))
					expect(merged[name]).toBe(fields[name]);
				const said = 'message' in fields ? [merged.error] : [merged.error, merged.message];
				expect(said.join(' ')).toContain(cause.message.replace(/\.$/, ''));
				expect(said.join(' ')).toContain(cause.description ?? '');
			}),
		);
	});

	test('that belongs to no input item has message and advice, and no pair', () => {
		fc.assert(
			fc.property(error, (cause) => {
				const item = failedItem(
					context('continueErrorOutput', [{ json: { message: 'of an item' } }]),
					cause,
					undefined,
				);
				expect(isKnown(item)).toEqual([]);
				expect(item).toEqual({
					json: { error: cause.message, ...(cause.description ? { message: cause.description } : {}) },
				});
			}),
		);
	});

	test('on the regular output is `error` and `description`, whatever the input item holds', () => {
		fc.assert(
			fc.property(error, json, fc.constantFrom('continueRegularOutput', undefined), (cause, fields, onError) => {
				const item = failedItem(context(onError, [{ json: fields }]), cause, 0);
				expect(item).toEqual({
					json: { error: cause.message, ...(cause.description ? { description: cause.description } : {}) },
					pairedItem: { item: 0 },
				});
			}),
		);
	});
});

test('a failed event of a trigger holds the whole event, and text for people in `error`', () => {
	fc.assert(
		fc.property(error, json, (cause, fields) => {
			const item = failedEvent(context('continueErrorOutput'), cause, { json: fields });
			expect(isKnown(item)).toEqual([]);
			expect(item.json.message).toBe(fields);
			expect(item.json.error).toContain(cause.description ?? '');
			expect(failedEvent(context('continueRegularOutput'), cause, { json: fields }).json).toEqual({
				...fields,
				error: cause.message,
			});
		}),
	);
});
