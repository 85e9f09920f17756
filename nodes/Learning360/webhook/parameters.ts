import { NodeOperationError, type INode } from 'n8n-workflow';
import { isSecret } from './signature';

/** Where the parameters of a node are read. */
export interface ParameterContext {
	getNode(): INode;
	getNodeParameter(name: string, fallback?: unknown): unknown;
}

/** What a person can change about deliveries. */
interface Options {
	otherEventTypes?: string;
	signatureTolerance?: number;
	signingSecrets?: unknown;
}

/**
 * The event types the person wants, chosen and typed in.
 *
 * @throws NodeOperationError when there is none
 */
export function wantedTypes(context: ParameterContext): string[] {
	const chosen = context.getNodeParameter('events', []) as string[] | string;
	const { otherEventTypes = '' } = optionsOf(context);
	const types = [[chosen].flat(), String(otherEventTypes).split(',')].flat().map((type) => type.trim()).filter((type) => type !== '');
	if (types.length > 0) return [...new Set(types)];
	throw new NodeOperationError(context.getNode(), 'No event is chosen', {
		description: 'Choose at least one event that starts the workflow, or type one in under Options > Other Event Types',
	});
}

/** Seconds that the time of a delivery may differ from n8n's clock. */
export function signatureTolerance(context: ParameterContext): number {
	return optionsOf(context).signatureTolerance ?? 300;
}

/** Signing secrets that the person pasted, as far as they are any. */
export function pastedSecrets(context: ParameterContext): string[] {
	return pasted(context)
		.map((secret) => (typeof secret === 'string' ? secret.trim() : ''))
		.filter(isSecret);
}

/**
 * Checks the pasted secrets, when the workflow is published; empty lines are left out.
 *
 * @throws NodeOperationError when one of them is no text or holds no key
 */
export function checkPastedSecrets(context: ParameterContext): void {
	for (const [index, secret] of pasted(context).entries()) {
		if (secret === undefined || secret === null || (typeof secret === 'string' && (secret.trim() === '' || isSecret(secret.trim())))) continue;
		const fault = typeof secret === 'string' ? 'holds no key' : `is ${Array.isArray(secret) ? 'a list' : `a value of type ${typeof secret}`}, not text`;
		throw new NodeOperationError(context.getNode(), `Signing Secrets: entry ${index + 1} ${fault}`, {
			description: 'Paste each secret as 360Learning shows it under Settings > Webhooks, e.g. whsec_…',
		});
	}
}

function pasted(context: ParameterContext): unknown[] {
	return [optionsOf(context).signingSecrets ?? []].flat();
}

/** What the parameter that says what becomes of an event whose execution n8n's end has cut off is called, and its value for running it again. */
export const INTERRUPTED = 'interrupted';
export const RUN_AGAIN = 'runAgain';

/** Whether an event whose execution n8n's end has cut off is to run again. */
export function runsAgain(context: ParameterContext): boolean {
	return context.getNodeParameter(INTERRUPTED, 'show') === RUN_AGAIN;
}

/** How many days back missed events are caught up on; 0 when they are not. */
export function catchUpDays(context: ParameterContext): number {
	return context.getNodeParameter('catchUp', true) ? (context.getNodeParameter('catchUpDays', 3) as number) : 0;
}

function optionsOf(context: ParameterContext): Options {
	return context.getNodeParameter('options', {}) as Options;
}
