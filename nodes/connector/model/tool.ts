import type { IExecuteFunctions } from 'n8n-workflow';

/** What tells whether a node runs as a tool. */
type Context = Pick<IExecuteFunctions, 'getNode'> & Partial<Pick<IExecuteFunctions, 'isToolExecution'>>;

/**
 * Tells whether a language model called the node. Agents up to version 2 and the MCP trigger run a tool themselves, and n8n says so. Agents of
 * version 3 have the engine run it like any node: there the type tells, which n8n derives from that of the node (`learning360Tool`).
 */
export function isToolRun(context: Context): boolean {
	return context.isToolExecution?.() === true || isTool(context.getNode());
}

/** Tells whether a node of a workflow serves an agent. */
export function isTool({ type }: { type: string }): boolean {
	return type.endsWith('Tool');
}

/** Names of what the model fills in: the first text of each `$fromAI(…)` in the parameters of a node. */
export function modelParameters(parameters: object): string[] {
	const found = JSON.stringify(parameters).matchAll(/\$from(?:AI|ai|Ai)\(\s*\\?['"`]([\w-]+)/g);
	return [...new Set([...found].map(([, name = '']) => name))];
}
