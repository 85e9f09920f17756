import { readFileSync } from 'node:fs';
import path from 'node:path';
import fc from 'fast-check';
import type { IBinaryData } from 'n8n-workflow';
import type { Catalogue } from '../../nodes/connector/model/catalogue.ts';
import type { Field } from '../../nodes/connector/model/field.ts';
import type { Operation } from '../../nodes/connector/model/operation.ts';
import type { Sandbox } from '../../sandbox/index.ts';
import { n8nCredentials } from '../../sandbox/n8nCredentials.ts';
import { startStillSandbox, timeInSteps } from '../faults/world.ts';
import { operationCalls, type NodeUnderTest } from '../five/five.ts';
import { IN_SIGHT } from '../../nodes/connector/model/layout.ts';
import { CredentialStore, loadTypes, root, runWorkflow } from '../harness/index.ts';
import { singleNode } from '../harness/tinyWorkflow.ts';
import { documentOperations, entriesOf } from '../operations/documents.ts';
import { filledIn, type Filled } from './parameters.ts';
import { uninvited } from './sent.ts';

/** Batches per operation and items per batch; `PROPERTY_RUNS=50 npm run jest -- test/properties` takes long and finds more. */
const RUNS = Number(process.env.PROPERTY_RUNS ?? 1);
const ITEMS = 12;

/** A short run takes the same values each time, a long one others each time; a run that failed prints its seed for `PROPERTY_SEED`. */
const SEED = process.env.PROPERTY_SEED ?? (RUNS === 1 ? '20260724' : undefined);

const FILES: Record<string, IBinaryData> = {
	data: { data: Buffer.from('%PDF-1.4').toString('base64'), mimeType: 'application/pdf', fileName: 'a.pdf' },
	image: { data: Buffer.from('image').toString('base64'), mimeType: 'image/png', fileName: 'é "b".png' },
	archive: { data: Buffer.from('archive').toString('base64'), mimeType: 'application/zip', fileName: 'a.zip' },
};

/** Any values in any fields of any operation of a service: a clear refusal, or a request that the document accepts. */
export function describeProperties(service: string, { type, credential }: NodeUnderTest): void {
	const catalogue = JSON.parse(
		readFileSync(path.join(root, 'dist', 'nodes', service, 'catalogue.json'), 'utf8'),
	) as Catalogue;
	const subjects = catalogue.resources.flatMap(({ value, operations }) =>
		operations.map((operation): [string, string, Operation] => [`${value} › ${operation.value}`, value, operation]),
	);
	const documents = documentOperations(service);
	let sandbox: Sandbox;
	let credentials: CredentialStore;
	beforeAll(async () => {
		sandbox = await startStillSandbox(false, { tokenSeconds: 1e9 });
		credentials = await CredentialStore.create(n8nCredentials(sandbox));
	});
	afterAll(async () => {
		await sandbox.close();
	});

	timeInSteps(() => sandbox);

	test.each(subjects)(
		'%s',
		async (_title, resource, operation) => {
			const { description } = (await loadTypes()).getByNameAndVersion(`n8n-nodes-lms.${type}`);
			const holds = fc.asyncProperty(
				filledIn(description.properties, catalogue, resource, operation, ITEMS),
				async (filled) => {
					sandbox.clearRequests();
					const messages = await run(filled);
					const calls = operationCalls(sandbox);
					// What became of an item of a list is said without a code.
					const answered = (operation.bulk !== undefined || operation.job !== undefined) && calls.length > 0;
					const refused = messages.filter(
						(message) =>
							message !== undefined && !isOfVendor(message) && !(answered && !namesField(message, operation)),
					);
					expect(refused.filter((message) => !namesField(message!, operation))).toEqual([]);
					expect(calls.flatMap(({ validationFailures }) => validationFailures)).toEqual([]);
					// The server itself turns away what does not fit into a request line.
					const tooLong = messages.filter((message) => message?.includes('too long for an address'));
					// One request for each item that was not refused, besides those that look up the id behind an e-mail address.
					const ids = entriesOf(documents, resource, operation).map(({ operationId }) => operationId);
					if (operation.job || operation.bulk) return;
					const own = calls.filter(({ operationId }) => ids.includes(operationId ?? ''));
					const sending = filled.items.filter(
						(_item, place) => !refused.includes(messages[place]) && !tooLong.includes(messages[place]),
					);
					expect(own).toHaveLength(sending.length);
					expect(own.flatMap((call, place) => uninvited(operation, sending[place], call))).toEqual([]);
				},
			);
			await fc.assert(holds, {
				numRuns: RUNS,
				...(SEED === undefined ? {} : { seed: Number(SEED) }),
				endOnFailure: false,
			});
		},
		RUNS * 20_000 + 40_000,
	);

	/** @returns the error of each item, in order */
	async function run({ parameters, items }: Filled): Promise<Array<string | undefined>> {
		const outcome = await runWorkflow({
			workflow: singleNode(
				type,
				{ ...parameters, options: { concurrency: 1, tries: 1, timeout: 20 } },
				{
					typeVersion: IN_SIGHT,
					onError: 'continueRegularOutput',
					credentials: { [credential]: { id: '1', name: credential } },
				},
			),
			input: items.map((json) => ({ json: json as never, binary: FILES })),
			credentials,
			timezone: 'Europe/Paris',
		});
		expect(outcome.error).toBeUndefined();
		const output = outcome.nodes.Node.runs[0].items[0];
		const messages: Array<string | undefined> = items.map(() => undefined);
		for (const { json, error, pairedItem } of output) {
			const message =
				error?.message ??
				(typeof json.error === 'string' && Object.keys(json).every((name) => ['error', 'description'].includes(name))
					? json.error
					: undefined);
			const place = (pairedItem as { item: number }).item;
			if (message !== undefined) messages[place] = message;
			if (message !== undefined) expect(message).toContain(`[Item ${place}]`);
		}
		return messages;
	}
}

/** Whether an error is the vendor's answer: it ends with a code, where a refusal ends with the form a value should have. */
function isOfVendor(message: string): boolean {
	return /\([^()]+\) \[Item \d+\]$/.test(message) && !/does not have the right form|is not valid JSON/.test(message);
}

function namesField(message: string, operation: Operation): boolean {
	const labels = labelsOf(operation.fields);
	// What is wrong with two fields together is said in a sentence that begins with one of them.
	const start = message.split(/: | must be (?:after|on the same day as) /)[0]!;
	// A company names its custom fields itself.
	if (
		operation.fields.some(({ kind, displayName }) => kind === 'customFields' && start.startsWith(`${displayName} › `))
	)
		return true;
	// Operations that treat all items as one list say which item is wrong.
	return (
		/^Item \d+$/.test(start) ||
		start.split(' › ').every((part) => labels.has(part) || part.split(/ or | and /).every((label) => labels.has(label)))
	);
}

function labelsOf(fields: Field[]): Set<string> {
	return new Set([
		...fields.flatMap(({ displayName, fields: inner }) => [displayName, ...labelsOf(inner ?? [])]),
		'Update Fields',
		'Fields to Clear',
		'Body',
	]);
}
