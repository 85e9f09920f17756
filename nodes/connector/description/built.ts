import type { INodeTypeDescription } from 'n8n-workflow';

/**
 * What n8n reads of a node when it starts and what follows from the documents; the build writes it beside the compiled node (`compiler/nodeTables.ts`).
 */
export interface Built {
	/** Parts of the node's description. */
	description: Pick<INodeTypeDescription, 'properties' | 'sensitiveOutputFields'>;
	/** Names of the methods that the editor calls, by kind. */
	methods: Partial<Record<MethodKind, string[]>>;
}

/** The same of a trigger, with what it shows below its name. */
export interface BuiltTrigger extends Built {
	description: Built['description'] & Pick<INodeTypeDescription, 'triggerPanel' | 'webhooks'>;
	subtitle: string;
}

/** Kinds of methods that the editor calls; n8n's names. */
export type MethodKind = 'listSearch' | 'loadOptions' | 'resourceMapping';

/** The description with a list of properties of its own: n8n adds some. */
export function ownDescription<Node extends Built>({ description }: Node): Node['description'] {
	return { ...description, properties: [...description.properties] };
}
