import { deepCopy, type IExecuteFunctions } from 'n8n-workflow';

/** What is known about one parameter of a node run: that it differs from item to item, or its value for all of them. */
type Known = { varies: true } | { varies: false; value: unknown };

/** By the context of the node run, then by name. */
const runs = new WeakMap<IExecuteFunctions, Map<string, Known>>();

/**
 * Reads a parameter for one item. One in which nothing is an expression has the same value for every item and is read once: reading walks
 * the description of the node and, for thousands of items, would cost more than the rest of the work on them.
 *
 * @param name name or path of the parameter
 * @param fallback value when the parameter is not there
 * @returns a value of its own, that may be changed
 * @throws NodeOperationError or ExpressionError of n8n when the value is not of the kind it must be, or its expression fails
 */
export function parameterOf(context: IExecuteFunctions, name: string, itemIndex: number, fallback: unknown): unknown {
	let parameters = runs.get(context);
	if (!parameters) {
		parameters = new Map();
		runs.set(context, parameters);
	}
	const known = parameters.get(name);
	if (known?.varies === false) return deepCopy(known.value as object);
	const value = context.getNodeParameter(name, itemIndex, fallback as object) as unknown;
	if (known) return value;
	const varies = hasExpression(context.getNodeParameter(name, itemIndex, fallback as object, { rawExpressions: true }));
	parameters.set(name, varies ? { varies } : { varies, value: deepCopy(value as object) });
	return value;
}

/**
 * A parameter as it stands in the workflow, with its expressions.
 *
 * @param name name of the parameter, or of a collection and the field in it, joined by a point
 */
export function rawParameter(context: IExecuteFunctions, name: string, itemIndex: number): unknown {
	return context.getNodeParameter(name, itemIndex, undefined, { rawExpressions: true });
}

/** An expression in which somebody has written an empty list. */
const EMPTY_LIST = /^=\s*(?:\{\{\s*\[\s*\];?\s*\}\}|\[\s*\])\s*$/;

/** Whether an empty list stands in a parameter as such, so that it is meant, and did not come out of an expression that found nothing. */
export function isWrittenAsEmptyList(context: IExecuteFunctions, name: string, itemIndex: number): boolean {
	const raw = rawParameter(context, name, itemIndex);
	return typeof raw === 'string' && EMPTY_LIST.test(raw);
}

/** Whether n8n would evaluate something in a parameter as it stands in the workflow. */
function hasExpression(raw: unknown): boolean {
	if (typeof raw === 'string') return raw.startsWith('=');
	if (raw === null || typeof raw !== 'object') return false;
	return Object.values(raw).some(hasExpression);
}
