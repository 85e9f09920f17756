import type {
	IDataObject,
	IExecuteFunctions,
	INode,
	INodeExecutionData,
	INodeType,
	INodeTypeDescription,
	IWebhookFunctions,
	IWebhookResponseData,
} from 'n8n-workflow';
import type { GivenNodes, WorkflowFile } from '../harness/index.ts';

/** One call of a tool, as a language model would ask for it. */
export interface ToolCall {
	/** Name of the tool's node. */
	tool: string;
	args?: IDataObject;
	/** Goes out together with the call before it. */
	together?: boolean;
}

/** A tool as n8n-core hands it to an agent. */
interface Tool {
	name: string;
	invoke(args: IDataObject): Promise<string>;
}

/** What a tool answered, or why it failed. */
export interface ToolAnswer {
	answer?: IDataObject[];
	error?: string;
}

/** n8n gives an agent the answers to the calls that it has asked the engine for. */
interface EngineResponse {
	actionResponses: Array<{
		action: { id: string };
		data: { data?: { ai_tool?: INodeExecutionData[][] }; error?: Error };
	}>;
}

const tools = { type: 'ai_tool', displayName: 'Tool' } as const;

function described(name: string, more: Partial<INodeTypeDescription>): INodeTypeDescription {
	return {
		displayName: name,
		name,
		group: ['transform'],
		version: 1,
		description: name,
		defaults: { name },
		inputs: ['main', tools],
		outputs: ['main'],
		properties: [{ displayName: 'Calls', name: 'calls', type: 'json', default: '[]' }],
		...more,
	};
}

/** n8n's own name of the tool that a node is. */
function toolNamed(all: Tool[], node: string): Tool {
	const found = all.find(({ name }) => name === node.replace(/[^a-zA-Z0-9_-]+/g, '_'));
	if (!found) throw new Error(`There is no tool "${node}", only ${all.map(({ name }) => name).join(', ')}`);
	return found;
}

async function invoked(all: Tool[], { tool, args = {} }: ToolCall): Promise<ToolAnswer> {
	try {
		return { answer: JSON.parse(await toolNamed(all, tool).invoke(args)) as IDataObject[] };
	} catch (error) {
		return { error: (error as Error).message };
	}
}

/** Calls tools one after the other, or together where that is asked for, as agents of the versions 1 and 2 do. */
async function allInvoked(
	context: Pick<IExecuteFunctions, 'getInputConnectionData'> | Pick<IWebhookFunctions, 'getInputConnectionData'>,
	calls: ToolCall[],
): Promise<ToolAnswer[]> {
	const all = (await context.getInputConnectionData('ai_tool', 0)) as Tool[];
	const answers: Array<Promise<ToolAnswer>> = [];
	for (const call of calls) {
		if (!call.together) await Promise.all(answers);
		answers.push(invoked(all, call));
	}
	return await Promise.all(answers);
}

const asItems = (answers: ToolAnswer[]): INodeExecutionData[][] => [
	answers.map((answer) => ({ json: answer as IDataObject })),
];

function callsOf(context: Pick<IExecuteFunctions, 'getNodeParameter'>): ToolCall[] {
	return JSON.parse(context.getNodeParameter('calls', 0) as string) as ToolCall[];
}

/** Runs its tools inside of itself. */
const inlineAgent: INodeType = {
	description: described('inlineAgent', {}),
	async execute(this: IExecuteFunctions) {
		return asItems(await allInvoked(this, callsOf(this)));
	},
};

/** Has n8n's engine run its tools, as agents of version 3 do: one round of calls after the other. */
const engineAgent: INodeType = {
	description: described('engineAgent', {}),
	async execute(this: IExecuteFunctions, response?: unknown) {
		const calls = callsOf(this);
		const { actionResponses = [], metadata = {} } = (response ?? {}) as Partial<EngineResponse> & {
			metadata?: { before?: ToolAnswer[] };
		};
		const before = [
			...(metadata.before ?? []),
			...actionResponses.map(({ data }): ToolAnswer => {
				const [item] = data.data?.ai_tool?.[0] ?? [];
				if (data.error) return { error: data.error.message };
				return {
					answer: data.data!.ai_tool![0].length === 1 ? [item.json] : data.data!.ai_tool![0].map(({ json }) => json),
				};
			}),
		];
		const left = calls.slice(before.length);
		if (left.length === 0) return asItems(before);
		const alone = left.findIndex((call, index) => index > 0 && !call.together);
		const round = alone < 0 ? left : left.slice(0, alone);
		const actions = round.map(({ tool, args = {} }, index) => ({
			actionType: 'ExecutionNodeAction',
			nodeName: tool,
			type: 'ai_tool',
			input: args,
			id: `call ${before.length + index}`,
			metadata: {},
		}));
		return { actions, metadata: { before } } as never;
	},
};

/** A tool that is an agent with tools of its own. */
const agentTool: INodeType = {
	description: described('agentTool', { inputs: [tools], outputs: ['ai_tool'] }),
	async execute(this: IExecuteFunctions) {
		return asItems(await allInvoked(this, callsOf(this)));
	},
};

/** Serves its tools to whoever calls it, as the MCP Server Trigger does. */
const toolServer: INodeType = {
	description: described('toolServer', {
		group: ['trigger'],
		inputs: [tools],
		webhooks: [{ name: 'default', httpMethod: 'POST', responseMode: 'onReceived', path: 'mcp' }],
		properties: [],
	}),
	async webhook(this: IWebhookFunctions): Promise<IWebhookResponseData> {
		return { webhookResponse: (await allInvoked(this, this.getBodyData().calls as unknown as ToolCall[])) as never };
	},
};

/** The agents, by full name. */
export const AGENTS: GivenNodes = {
	'agents.inlineAgent': inlineAgent,
	'agents.engineAgent': engineAgent,
	'agents.agentTool': agentTool,
	'agents.toolServer': toolServer,
};

/** A node of a workflow. */
export function nodeOf(name: string, type: string, parameters: object, more: Partial<INode> = {}): INode {
	return { id: name, name, type, typeVersion: 1, position: [0, 0], parameters: parameters as never, ...more };
}

/** Connects nodes as tools of an agent. */
export function withTools(agent: string, served: INode[]): WorkflowFile['connections'] {
	return Object.fromEntries(
		served.map(({ name }) => [name, { ai_tool: [[{ node: agent, type: 'ai_tool', index: 0 }]] }]),
	) as WorkflowFile['connections'];
}
