import type { IExecuteFunctions } from 'n8n-workflow';
import type { WrittenRequest } from '../input/anyRequest';
import { Refusal } from '../model/failures';
import type { Effect, Operation } from '../model/operation';
import type { Service } from '../model/service';
import { isToolRun } from '../model/tool';
import { isRehearsed, rehearsalSwitch } from './rehearsal';

/** Permissions of a language model in a node, from the least to the most. */
const LEVELS = ['read', 'write', 'everything'] as const;

const NAMES: Record<(typeof LEVELS)[number], string> = {
	read: 'Read Only',
	write: 'Read and Write',
	everything: 'Everything',
};

/** Name of the parameter that holds the level. */
const TOOL_MAY = 'toolMay';

/** What the model is told about an effect. */
const EFFECTS: Record<Effect, string> = {
	replaces: 'replaces what is there',
	removes: 'removes something',
	closes: 'closes something',
	unsubscribes: 'stops messages to people',
	mails: 'sends email to people',
	spends: 'spends paid allowances',
};

/**
 * Keeps a language model to what the node allows it (*Tool May*), before anything is sent. A dry run counts as reading. What is not known to read is
 * a write, and a setting that cannot be read, or that the model could fill in itself, allows nothing.
 *
 * @throws Refusal when the operation is more than the node allows
 */
export async function checkPermission(
	context: IExecuteFunctions,
	service: Service,
	operation: Operation,
): Promise<void> {
	if (!isToolRun(context)) return;
	const level = levelOf(context);
	// What it needs is known for each item.
	if (operation.request) return;
	const needed = neededFor(operation);
	if (LEVELS.indexOf(level) >= LEVELS.indexOf(needed)) return;
	const rehearsal = rehearsalSwitch(operation);
	if (rehearsal && (await isDryRun(context, service, operation))) return;
	const why = operation.effects?.map((effect) => EFFECTS[effect]).join(' and ') ?? 'changes something';
	throw new Refusal(
		`This tool may not ${operation.action.charAt(0).toLowerCase()}${operation.action.slice(1)}: that ${why}, and Tool May is ${NAMES[level]}`,
		[
			'Nothing was sent. Do not call it again this way: only a person can change Tool May in the workflow',
			...(rehearsal ? [`With ${rehearsal.displayName} set to true the tool reports what it would change`] : []),
		].join('. '),
	);
}

/**
 * Keeps a language model to what the node allows it where it writes the call itself: only GET and a dry run read, and of everything else nobody knows
 * whether it can be undone.
 *
 * @throws Refusal when the call is more than the node allows
 */
export function checkRequest(context: IExecuteFunctions, { method, dryRun }: WrittenRequest): void {
	if (!isToolRun(context)) return;
	const level = levelOf(context);
	if (level === 'everything' || method === 'GET' || dryRun) return;
	throw new Refusal(
		`This tool may not send a ${method} request: nobody knows whether it can be undone, and Tool May is ${NAMES[level]}`,
		'Nothing was sent. Do not call it again this way: only a person can change Tool May in the workflow. With Dry Run set to true the tool reports the request',
	);
}

/** @throws Refusal when the setting is not one of the levels */
function levelOf(context: IExecuteFunctions): (typeof LEVELS)[number] {
	const raw: unknown = context.getNodeParameter(TOOL_MAY, 0, 'write', { rawExpressions: true });
	const level = LEVELS.find((name) => name === raw);
	if (level) return level;
	throw new Refusal(
		'Tool May is none of Read Only, Read and Write, Everything',
		'Nothing was sent. Choose what the tool may do in the workflow; an expression is not taken there',
	);
}

function neededFor({ method, reads, effects = [] }: Operation): (typeof LEVELS)[number] {
	if (effects.length > 0) return 'everything';
	return reads === true || method === 'GET' || method === 'HEAD' ? 'read' : 'write';
}

async function isDryRun(context: IExecuteFunctions, service: Service, operation: Operation): Promise<boolean> {
	for (const index of context.getInputData().keys())
		if (!(await isRehearsed({ context, service, operation }, index))) return false;
	return true;
}
