/** A node of the pack, or of n8n when its name has a dot, in a workflow made for a test. */
export interface Step {
	name: string;
	/** Name of a node of the pack, e.g. `learning360`; n8n's own with their package, e.g. `n8n-nodes-base.code`. */
	node: string;
	version?: number;
	parameters?: Record<string, unknown>;
	credentials?: Record<string, { id: string; name: string }>;
	/** Further settings of the node, e.g. `onError`. */
	settings?: Record<string, unknown>;
}

const START: Step = { name: 'Start', node: 'n8n-nodes-base.manualTrigger' };

/**
 * A workflow of steps in a row, as the editor stores it.
 *
 * @param start what starts it; the button of the editor when absent
 */
export function workflowOf(name: string, steps: Step[], start: Step = START): Record<string, unknown> {
	const all = [start, ...steps];
	const nodes = all.map(({ name, node, version = 1, parameters = {}, credentials, settings }, index) => ({
		id: `node-${index}`,
		name,
		type: node.includes('.') ? node : `n8n-nodes-lms.${node}`,
		typeVersion: version,
		position: [index * 240, 0],
		parameters,
		...(credentials ? { credentials } : {}),
		...settings,
	}));
	const connections = Object.fromEntries(
		all
			.slice(0, -1)
			.map((step, index) => [step.name, { main: [[{ node: all[index + 1]!.name, type: 'main', index: 0 }]] }]),
	);
	return { name, nodes, connections, active: false, settings: { executionOrder: 'v1' } };
}
