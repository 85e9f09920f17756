import { deepCopy, type IExecuteFunctions } from 'n8n-workflow';
import { derivedOnce } from '../model/derivedOnce';

/** What is known about one parameter of a node run: that it varies by item, or its value for all items. */
type Known = { varies: true } | { varies: false; value: unknown };

/** What is known about the parameters of a node run, by name; as long as the context of that run lives. */
const knownIn = derivedOnce<IExecuteFunctions, Map<string, Known>>(() => new Map());

/**
 * Reads a parameter for one item. A parameter without expressions is the same for all items and read once, because n8n walks the whole description for
 * each read, which for thousands of items would cost more than the rest of the work.
 *
 * @param name name or path of the parameter
 * @param fallback value if the parameter is missing
 * @returns a copy that may be changed
 * @throws NodeOperationError or ExpressionError of n8n if the value has the wrong type or its expression fails
 */
export function parameterOf(context: IExecuteFunctions, name: string, itemIndex: number, fallback: unknown): unknown {
	const parameters = knownIn(context);
	const known = parameters.get(name);
	if (known?.varies === false) return deepCopy(known.value as object);
	const value = context.getNodeParameter(name, itemIndex, fallback as object) as unknown;
	if (known) return value;
	const varies = hasExpression(context.getNodeParameter(name, itemIndex, fallback as object, { rawExpressions: true }));
	parameters.set(name, varies ? { varies } : { varies, value: deepCopy(value as object) });
	return value;
}

/**
 * Returns a parameter as stored in the workflow, with its expressions; `null` if it is not shown.
 *
 * @param name name of the parameter, or of a collection and a field in it, joined by a dot
 */
export function rawParameter(context: IExecuteFunctions, name: string, itemIndex: number): unknown {
	return context.getNodeParameter(name, itemIndex, null, { rawExpressions: true });
}

/** An expression that is a literal empty list. */
const EMPTY_LIST = /^=\s*(?:\{\{\s*\[\s*\];?\s*\}\}|\[\s*\])\s*$/;

/** Whether a parameter contains a literal empty list, which is meant, unlike the result of an expression that found nothing. */
export function isWrittenAsEmptyList(context: IExecuteFunctions, name: string, itemIndex: number): boolean {
	const raw = rawParameter(context, name, itemIndex);
	return typeof raw === 'string' && EMPTY_LIST.test(raw);
}

/** Whether a stored parameter contains an expression. */
function hasExpression(raw: unknown): boolean {
	if (typeof raw === 'string') return raw.startsWith('=');
	if (raw === null || typeof raw !== 'object') return false;
	return Object.values(raw).some(hasExpression);
}
