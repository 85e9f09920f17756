import fc from 'fast-check';
import { cleanLine, mishap } from '../../dist/nodes/connector/wire/texts.js';
import type { Sandbox } from '../../sandbox/index.ts';
import { startStillSandbox, timeInSteps } from '../faults/world.ts';
import { byId, operationCalls, runNode, V1 } from '../five/five.ts';
import { HOSTILE_TEXTS } from './values.ts';

/** Texts per run; the vendor's allowance is one second's worth. */
const ITEMS = 40;

let sandbox: Sandbox;
beforeAll(async () => {
	sandbox = await startStillSandbox(false, {});
});
afterAll(async () => await sandbox.close());
beforeEach(() => sandbox.clearRequests());
timeInSteps(() => sandbox);

const parameters = {
	resource: 'externalContent',
	operation: 'getCourse',
	groupId: byId('58eb5f371a92bb4fb526b305'),
	externalPlatform: '={{ $json.first }}',
	externalId: '={{ $json.second }}',
	options: { concurrency: 1 },
};

/** What cannot be one segment of an address, however it is written. */
function isImpossible(text: string): boolean {
	return ['', '.', '..'].includes(cleanLine(text)) || mishap(text) !== undefined || /\p{Surrogate}/u.test(text);
}

/** Both texts of each item that was not refused, as they arrived. */
async function arrived(pairs: Array<[string, string]>): Promise<string[][]> {
	sandbox.clearRequests();
	const input = pairs.map(([first, second]) => ({ json: { first, second } }));
	await runNode(sandbox, V1, parameters as never, { input, onError: 'continueRegularOutput' });
	return operationCalls(sandbox).map(({ path: address, operationPath, queryString }) => {
		expect({ address, operationPath, queryString }).toMatchObject({
			operationPath:
				'/api/v1/externalContents/groups/{groupId}/externalPlatforms/{externalPlatform}/courses/{externalId}',
			queryString: '',
		});
		const segments = address.split('/').map(decodeURIComponent);
		return [segments[7], segments[9]];
	});
}

test('a value of an address arrives as it is, in its own segment, whatever it says', async () => {
	const text = fc.oneof(
		fc.constantFrom(...HOSTILE_TEXTS.filter(({ length }) => length < 1000)),
		fc.string({ unit: 'binary', maxLength: 30 }),
		fc.string({ unit: 'grapheme', maxLength: 30 }),
	);
	const holds = fc.asyncProperty(
		fc.array(fc.tuple(text, text), { minLength: 1, maxLength: ITEMS, size: 'max' }),
		async (pairs) => {
			const possible = pairs.filter(([first, second]) => !isImpossible(first) && !isImpossible(second));
			expect(await arrived(pairs)).toEqual(possible.map((pair) => pair.map(cleanLine)));
		},
	);
	await fc.assert(holds, {
		numRuns: 3,
		seed: 20260724,
		examples: [[HOSTILE_TEXTS.filter(({ length }) => length < 1000).map((entry): [string, string] => [entry, 'x'])]],
	});
});
