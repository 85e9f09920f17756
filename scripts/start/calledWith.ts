import type { INodeExecutionData } from 'n8n-workflow';
import type { Types, WorkflowFile } from '../../engine/index.ts';

/**
 * What a workflow starts with when its trigger is called from outside, which cannot happen here: the event that is pinned on the trigger.
 *
 * @returns `undefined` for any other workflow
 * @throws Error when nothing is pinned
 */
export function calledWith({ nodes, pinData = {} }: WorkflowFile, types: Types): INodeExecutionData[] | undefined {
	const triggers = nodes.filter(
		({ type, disabled }) =>
			!disabled &&
			types.names().includes(type) &&
			types.getByNameAndVersion(type).description.group.includes('trigger'),
	);
	const called = triggers.filter(({ type }) => types.getByNameAndVersion(type).description.webhooks);
	if (called.length === 0 || called.length < triggers.length) return undefined;
	const pinned = called.map(({ name }) => pinData[name]).find((items) => items !== undefined);
	if (pinned) return pinned;
	throw new Error(
		`"${called[0]?.name}" waits to be called, which needs a running n8n. Pin an event on it in the editor and export the workflow again: the run then starts with that event.`,
	);
}
