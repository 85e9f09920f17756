import type { IExecuteFunctions } from 'n8n-workflow';
import type { Transport } from '../transport/transport';

/** Shows what the calls of a run met, such as waits for limits, below the output. Versions of n8n without execution hints (before 2) show nothing. */
export function addHints(context: IExecuteFunctions, transport: Transport): void {
	if (!('addExecutionHints' in context)) return;
	const hints = transport.remarks.map((message) => ({ message, location: 'outputPane' as const }));
	if (hints.length > 0) context.addExecutionHints(...hints);
}
