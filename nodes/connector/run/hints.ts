import type { IExecuteFunctions, NodeExecutionHint } from 'n8n-workflow';
import type { NodeError } from '../messages/errors';
import type { Transport } from '../transport/transport';
import { isRehearsed } from './rehearsal';
import type { Run } from './run';

/** Refusals of a dry run that are listed one by one. */
const LISTED = 20;

/** Shows what the calls of a run met, such as waits for limits, below the output. Versions of n8n without execution hints (before 2) show nothing. */
export function addHints(context: IExecuteFunctions, transport: Transport): void {
	show(
		context,
		transport.remarks.map((message) => ({ message, location: 'outputPane' })),
	);
}

/**
 * Shows which items a dry run refused, as one line that opens. Versions of n8n that do not group hints show the first ones below each other.
 *
 * @param errors what failed, by the index of its input item
 */
export async function addRefusals(run: Run, errors: ReadonlyMap<number, NodeError>): Promise<void> {
	const refused: NodeError[] = [];
	for (const [index, error] of [...errors].sort(([a], [b]) => a - b))
		if (await isRehearsed(run, index)) refused.push(error);
	const summary = `The dry run refused ${refused.length === 1 ? '1 item' : `${refused.length} items`}`;
	show(
		run.context,
		refused.slice(0, LISTED).map(({ message }) => ({
			message: `Refused by the dry run: ${message}`,
			type: 'warning',
			location: 'outputPane',
			group: { key: 'refused', summary, label: message },
		})),
	);
}

function show(context: IExecuteFunctions, hints: NodeExecutionHint[]): void {
	if (hints.length > 0 && 'addExecutionHints' in context) context.addExecutionHints(...hints);
}
