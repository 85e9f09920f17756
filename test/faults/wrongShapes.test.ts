import type { Operation } from '../../nodes/connector/model/operation.ts';
import type { Sandbox } from '../../sandbox/index.ts';
import { startStillSandbox } from './world.ts';
import { feed, SHAPES, subjects, type Made } from './wrongShapes.ts';

/** What may be made of a wrong answer besides an error: only what the documents allow for this kind of operation. */
function allowed({ id, output, method }: Operation, shape: string): Made | undefined {
	const isNothing = shape.startsWith('nothing') || shape === '{}';
	if (output.kind === 'records' && output.root === 'list' && shape === '[]') return 'empty';
	if (output.kind === 'records' && output.valueName && shape === 'a list of numbers') return 'records';
	if (output.kind === 'none' && shape === 'nothing, 204') return 'confirmed';
	if (output.kind === 'none' && !output.proof && !isZoho && isNothing) return 'confirmed';
	if (output.mayBeEmpty && isNothing && (method === 'PUT' || method === 'PATCH')) return 'confirmed';
	// The vendor's page says that the answer is a message.
	if (id === 'pseudonymizeUser' && output.proof?.join() === 'message' && /a message|of messages/.test(shape))
		return 'records';
	if (output.kind === 'accepted' && /text|page/.test(shape) && method !== 'POST') return 'refused';
	return undefined;
}

let isZoho = false;
let sandbox: Sandbox;
const counts: Record<string, number> = {};
beforeAll(async () => {
	sandbox = await startStillSandbox(false);
});
afterAll(async () => {
	await sandbox.close();
	process.stdout.write(
		`Wrong answers: ${Object.entries(counts)
			.map(([what, count]) => `${count} ${what}`)
			.join(', ')}\n`,
	);
});

describe.each(['Learning360', 'Learning360V1', 'ZohoPeopleLms'])('%s takes no wrong answer for data', (service) => {
	test.each(subjects(service).map((subject) => [`${subject.resource} › ${subject.operation.value}`, subject] as const))(
		'%s',
		async (_name, subject) => {
			isZoho = service === 'ZohoPeopleLms';
			const { operation } = subject;
			const made = await feed(sandbox, subject);
			const expected = Object.fromEntries(
				Object.keys(SHAPES).map((shape) => [
					shape,
					allowed(operation, shape) ??
						(operation.repeatable && operation.output.kind !== 'accepted' ? 'refused' : 'unknown'),
				]),
			);
			// Zoho says no in the body: that is an answer, and nothing was done.
			if (isZoho) for (const shape of ['an error', 'a list of errors']) expected[shape] = 'refused';
			expect(Object.fromEntries(Object.entries(made).map(([shape, entry]) => [shape, entry.made]))).toEqual(expected);
			for (const [shape, entry] of Object.entries(made)) {
				counts[entry.made] = (counts[entry.made] ?? 0) + 1;
				if (entry.made !== 'empty' && entry.made !== 'records') expect([shape, entry.items]).toEqual([shape, 1]);
				if (
					/message|error|wrapper/.test(shape) &&
					entry.made !== 'records' &&
					operation.output.kind !== 'accepted' &&
					operation.output.kind !== 'file'
				)
					expect([shape, entry.said]).toEqual([shape, expect.stringContaining('down for maintenance')]);
			}
		},
		60_000,
	);
});
