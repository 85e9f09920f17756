import { NodeOperationError, type INode } from 'n8n-workflow';
import { readSwitch } from '../../connector/wire/choices';
import { FieldIssue } from '../../connector/model/failures';
import type { Field } from '../../connector/model/field';
import { readNumber, toWire } from '../../connector/wire/values';
import { short } from '../../connector/wire/texts';
import events from '../events';
import { referenceKinds } from './references';
import { isSecret } from './signature';

/** Reads parameters of the node. */
export interface ParameterContext {
	getNode(): INode;
	getNodeParameter(name: string, fallback?: unknown): unknown;
}

/** What a person can change about deliveries, as n8n gives it. */
interface Options {
	otherEventTypes?: unknown;
	signatureTolerance?: unknown;
	signingSecrets?: unknown;
}

const CHOICES = choices('Events', 'events');
const EVENTS = {
	...CHOICES,
	options: events.events.map(({ type, name }) => ({ name, value: type })),
};
const OTHER_TYPES: Field = {
	...CHOICES,
	displayName: 'Other Event Types',
	kind: 'strings',
	pattern: '^\\w+(?:\\.\\w+)+$',
};
const TOLERANCE = { displayName: 'Signature Tolerance (Seconds)', kind: 'integer', minimum: 1 } as const;
const CATCH_UP_DAYS = { displayName: 'Catch Up for (Days)', kind: 'integer', minimum: 1, maximum: 90 } as const;

/**
 * Returns the event types, chosen and entered.
 *
 * @throws NodeOperationError when there is none, FieldIssue for one that cannot be a type
 */
export function wantedTypes(context: ParameterContext): string[] {
	const chosen = read(EVENTS, context.getNodeParameter('events', []));
	const { otherEventTypes } = optionsOf(context);
	const types = [chosen, read(OTHER_TYPES, otherEventTypes)].flatMap((list) => (list ?? []) as string[]);
	if (types.length > 0) return [...new Set(types)];
	throw new NodeOperationError(context.getNode(), 'Choose at least one event', {
		description: 'Select the events that start the workflow, or enter one under Options > Other Event Types',
	});
}

/**
 * Seconds that the time of a delivery may differ from n8n's clock.
 *
 * @throws FieldIssue when the option was added and is no whole number
 */
export function signatureTolerance(context: ParameterContext): number {
	const { signatureTolerance: seconds = 300 } = optionsOf(context);
	return readNumber(TOLERANCE, seconds);
}

/**
 * The kinds of references that are to be read.
 *
 * @param value the parameter as n8n gives it
 * @throws FieldIssue when one of them is none
 */
export function wantedReferences(value: unknown): string[] {
	return (read({ ...choices('Resolve References', 'resolveReferences'), options: referenceKinds() }, value) ??
		[]) as string[];
}

/**
 * Reads every setting once, when the workflow is published, so that none is found wrong by the first delivery.
 *
 * @throws FieldIssue or NodeOperationError that names the setting
 */
export function checkSettings(context: ParameterContext): void {
	wantedTypes(context);
	wantedReferences(context.getNodeParameter('resolveReferences', []));
	checkPastedSecrets(context);
	signatureTolerance(context);
	runsAgain(context);
	catchUpDays(context);
}

function choices(displayName: string, name: string): Field {
	return { name, displayName, kind: 'multiOptions', at: 'nowhere', wire: [], required: false };
}

function read(field: Field, value: unknown): unknown {
	return toWire(field, value, { options: {}, timezone: 'utc' });
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
function checkPastedSecrets(context: ParameterContext): void {
	for (const [index, secret] of pasted(context).entries()) {
		if (
			secret === undefined ||
			secret === null ||
			(typeof secret === 'string' && (secret.trim() === '' || isSecret(secret.trim())))
		)
			continue;
		const fault =
			typeof secret === 'string'
				? 'holds no key'
				: `is ${Array.isArray(secret) ? 'a list' : `a value of type ${typeof secret}`}, not text`;
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

/**
 * Whether an event whose execution n8n's end has cut off is to run again.
 *
 * @throws FieldIssue for anything but the two values: n8n chooses by the value when it answers a delivery
 */
export function runsAgain(context: ParameterContext): boolean {
	const value = context.getNodeParameter(INTERRUPTED, 'show');
	if (value === RUN_AGAIN || value === 'show') return value === RUN_AGAIN;
	throw new FieldIssue(
		'If an Execution Is Cut Off',
		`"${short(value)}" is not one of the choices`,
		`Choose from the list; in an expression use show or ${RUN_AGAIN}`,
	);
}

/**
 * How many days back missed events are caught up on; 0 when they are not.
 *
 * @throws FieldIssue when that cannot be read
 */
export function catchUpDays(context: ParameterContext): number {
	if (!readSwitch({ displayName: 'Catch Up' }, context.getNodeParameter('catchUp', true))) return 0;
	return readNumber(CATCH_UP_DAYS, context.getNodeParameter('catchUpDays', 3));
}

function optionsOf(context: ParameterContext): Options {
	return context.getNodeParameter('options', {}) as Options;
}
