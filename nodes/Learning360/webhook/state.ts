import type { IDataObject } from 'n8n-workflow';

/** A subscription of this trigger. */
export interface StoredSubscription {
	id: string;
	/** Event type. */
	type: string;
	/** Secret that signs its deliveries; absent when the credential may not read it. */
	secret?: string | undefined;
	/** For a subscription that stood before the first activation: events before this time (milliseconds since 1970) start nothing. */
	since?: number;
}

/**
 * What the trigger remembers between requests, in n8n's static data. n8n writes all of it back after a request, so whoever writes last wins;
 * what a delivery changes that starts an execution n8n 2.41 does not write at all (making the execution, it builds another workflow on the same
 * data, which then counts as unchanged: `WorkflowRunner.establishContextForPersistence`). Nothing here may be needed to keep an event from getting lost (see docs/triggers.md).
 */
export interface State {
	/** Address that 360Learning calls. */
	url?: string;
	/** When the subscriptions were made, milliseconds since 1970; absent when one of them stood before. */
	newSince?: number | undefined;
	subscriptions?: StoredSubscription[];
	/** Events that were caught up on: their fingerprints, joined, by hour of the event (see `CaughtUp`); earlier versions kept the time by fingerprint. */
	caughtUp?: Record<string, string | number>;
	/** Events before this time (milliseconds since 1970) are done. */
	caughtUpFrom?: number;
}

/** The trigger's memory: assign whole values to its properties, n8n does not see changes inside them. */
export function stateOf(context: { getWorkflowStaticData(type: string): IDataObject }): State {
	return context.getWorkflowStaticData('node') as State;
}

/** Forgets everything: the subscriptions are gone. */
export function clearState(state: State): void {
	for (const name of Object.keys(state)) delete state[name as keyof State];
}
