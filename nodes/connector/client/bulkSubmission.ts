import type { IDataObject } from 'n8n-workflow';
import { whereBulkIs } from '../messages/lookUpAdvice';
import type { BulkRule, Catalogue } from '../model/catalogue';
import { CallFailed, FieldIssue, Refusal, UnknownOutcome } from '../model/failures';
import type { Operation, Output } from '../model/operation';
import type { Service } from '../model/service';
import type { Call } from '../transport/call';
import { wait } from '../transport/cancellation';
import type { Transport } from '../transport/transport';
import { type BulkOutcome, RESULTS, resultsOf } from './bulkResults';

/** Pauses between two status requests of a bulk operation in milliseconds: the first and the longest. */
const FIRST_LOOK_MS = 500;
const LONGEST_LOOK_MS = 15_000;

/** Error code for a bulk operation that the vendor stopped before its end. */
const STOPPED = 'bulkOperationError';

/** A bulk operation with its status. */
const STATUS: Output = { kind: 'record', root: 'object', proof: ['status'], anyStatus: true };

/** Entries sent in one call of a bulk operation. */
export interface BulkSubmission {
	operation: Operation;
	/** The call without its body. */
	call: Call;
	/** At most as many as the vendor accepts per call. */
	values: unknown[];
	/** ID of the bulk operation, once the vendor has accepted it. */
	id?: string;
}

/**
 * Sends the entries, unless they were sent before, and waits for their results. Occupies one of the slots for bulk operations meanwhile.
 *
 * @param job receives the ID as soon as it is known, so that the operation can be followed again after a failure
 * @param waits whether to wait for the results
 * @returns one outcome per entry, in the same order
 * @throws CallFailed if the vendor refuses the call or stops the operation
 * @throws Refusal if the operation was started but could not be followed
 * @throws UnknownOutcome if it may have been started
 */
export async function submitBulk(
	service: Service,
	transport: Transport,
	job: BulkSubmission,
	waits = true,
): Promise<BulkOutcome[]> {
	const { operation, values } = job;
	const rule = service.catalogue.bulk;
	if (!rule) throw new FieldIssue(operation.name, 'The documents do not say how bulk operations are followed');
	const places = await Promise.all(operation.paces.map(async (pace) => await transport.reserve(pace, operation)));
	try {
		const id = (job.id ??= await started(service.catalogue, transport, job, rule));
		if (!waits) return values.map((value) => ({ status: 'started', bulkOperationId: id, input: value as IDataObject }));
		const look = (path: string, output: Output): Call => ({
			method: 'GET',
			url: path.replace('{id}', encodeURIComponent(id)),
			paces: rule.paces,
			repeatable: true,
			output,
		});
		try {
			await followed(transport, look(rule.statusPath, STATUS), rule.underWay);
			return await resultsOf(
				transport,
				look(rule.resultsPath, RESULTS.output),
				id,
				values,
				whereBulkIs(service.catalogue, rule),
			);
		} catch (error) {
			throw isOver(error) ? (error as CallFailed) : notFollowed(service.catalogue, rule, id, error as Error);
		}
	} finally {
		for (const place of places) place.release();
	}
}

/** Sends the entries. Returns the ID of the bulk operation. */
async function started(
	catalogue: Catalogue,
	transport: Transport,
	{ operation, call, values }: BulkSubmission,
	rule: BulkRule,
): Promise<string> {
	const body = JSON.stringify({ [operation.bulk!.property]: values }) as Call['body'];
	const answer = await transport.send({ ...call, paces: [], body, headers: { 'content-type': 'application/json' } });
	const id = idIn(answer.headers[rule.header]);
	if (id === '')
		throw new UnknownOutcome('The bulk operation was accepted, but its ID did not come', whereBulkIs(catalogue, rule));
	return id;
}

/** Whether the vendor stopped the operation before its end, so that there is nothing left to follow. */
export function isOver(error: unknown): boolean {
	return error instanceof CallFailed && error.failure.code === STOPPED;
}

/** Creates the error for an operation that was started but could not be followed. Running the node again continues to follow it. */
function notFollowed(catalogue: Catalogue, rule: BulkRule, bulkOperationId: string, error: Error): Refusal {
	const where = whereBulkIs(catalogue, rule) ?? 'the platform';
	return new Refusal(
		`The bulk operation ${bulkOperationId} was started, but it could not be followed: ${error.message}`,
		`It goes on. Look it up with ${where} before you send these items again`,
	);
}

function idIn(header: string | string[] | undefined): string {
	const address = (Array.isArray(header) ? header[0] : header) ?? '';
	const id = address.replace(/\?.*/s, '').replace(/\/+$/, '').split('/').at(-1) ?? '';
	// Anything else than an ID cannot be followed.
	return /^[\w-]{1,100}$/.test(id) ? id : '';
}

/** Polls the operation until it ends, with growing pauses. */
async function followed(transport: Transport, call: Call, underWay: string[]): Promise<void> {
	for (let pause = FIRST_LOOK_MS; ; pause = Math.min(LONGEST_LOOK_MS, pause * 1.6)) {
		await wait(pause, transport.signal);
		const [record = {}] = (await transport.send(call)).records as IDataObject[];
		const { status, errorMessage, message = errorMessage } = record;
		if (status === 'completed') return;
		if (status === 'error') {
			throw new CallFailed(
				`The bulk operation was stopped${message ? `: ${String(message)}` : ''}`,
				'Look at the bulk operation on the platform, then run the items again',
				{ status: 200, code: STOPPED },
			);
		}
		// An operation with an unknown status might never end.
		if (!underWay.includes(String(status)))
			throw new Refusal(`"${String(status).slice(0, 80)}" is no status of a bulk operation`);
	}
}
