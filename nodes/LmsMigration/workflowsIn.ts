import { UserError } from 'n8n-workflow';

/**
 * The workflows in a value: one workflow, a list of them, what n8n's API answers (`{ data: [...] }`), or either as JSON text.
 *
 * @param value an item, or the content of a file
 * @param field name of the field that holds them; the whole value when absent
 * @throws UserError when there is no such field
 */
export function workflowsIn(value: unknown, field?: string): unknown[] {
	const held = field === undefined ? value : (value as Record<string, unknown> | null)?.[field];
	if (field !== undefined && (held === undefined || held === null))
		throw new UserError(`The item has no field "${field}"`);
	const read = typeof held === 'string' ? parsed(held) : held;
	if (Array.isArray(read)) return read.flatMap((entry) => workflowsIn(entry));
	const { data, nodes } = (read ?? {}) as { data?: unknown; nodes?: unknown };
	return nodes === undefined && Array.isArray(data) ? data.flatMap((entry) => workflowsIn(entry)) : [read];
}

/** Text that is not JSON stays text; the report says that it is not a workflow. */
function parsed(text: string): unknown {
	try {
		return JSON.parse(text) as unknown;
	} catch {
		return text;
	}
}
