import type { INode, INodeExecutionData, INodeParameters } from 'n8n-workflow';
import { CredentialStore, runWorkflow, type GivenNodes } from '../../engine/index.ts';
import type { Addresses } from '../vendors.ts';

/** What a run brought. */
export interface Outcome {
	output: unknown[];
	/** Why it failed, as the person reads it. */
	message?: string;
	/** Everything that the run leaves behind, for as long as somebody looks at it. */
	record?: unknown;
}

/** Does the job for some input items. */
export type Runner = (input: INodeExecutionData[]) => Promise<Outcome>;

/** One way to do a job. */
export interface Contender {
	/** Its name in the table. */
	title: string;
	/** Makes it ready: signs in once and loads what a first run loads. */
	open(addresses: Addresses): Promise<Runner>;
}

/** A node of a workflow as a person sets it up. */
export interface SetUp {
	type: string;
	typeVersion: number;
	parameters: INodeParameters;
	/** The node's Settings: Retry On Fail, On Error. */
	settings?: Partial<INode>;
}

/**
 * A node in a workflow, run by n8n's engine.
 *
 * @param setUp the node, for the addresses of the vendors
 * @param nodes types that are in no package
 */
export function inEngine(
	title: string,
	setUp: (addresses: Addresses) => SetUp,
	nodes?: () => Promise<GivenNodes>,
): Contender {
	const open = async (addresses: Addresses): Promise<Runner> => {
		// What n8n does for each request is part of what the nodes take.
		const store = await CredentialStore.create(addresses.credentials, { opensEachTime: true });
		const given = await nodes?.();
		const { settings, ...node } = setUp(addresses);
		const workflow = {
			name: title,
			nodes: [
				{
					id: '1',
					name: 'Start',
					type: 'n8n-nodes-base.manualTrigger',
					typeVersion: 1,
					position: [0, 0] as [number, number],
					parameters: {},
				},
				{ id: '2', name: 'Node', position: [240, 0] as [number, number], ...node, ...settings },
			],
			connections: { Start: { main: [[{ node: 'Node', type: 'main' as const, index: 0 }]] } },
		};
		return async (input) => {
			const record = await runWorkflow({ workflow, credentials: store, input, nodes: given });
			const { nodes: ran, error } = record;
			return { output: ran.Node?.runs.at(-1)?.items[0] ?? [], ...(error ? { message: error.message } : {}), record };
		};
	};
	return { title, open };
}

/** A resource locator with an id. */
export function byId(value: string): INodeParameters {
	return { __rl: true, mode: 'id', value };
}
