import axios from 'axios';

/** What a server of tools answered to a call. */
export interface ToolResult {
	content: Array<{ type: string; text?: string }>;
	isError?: boolean;
}

/** A program that calls tools over the Model Context Protocol (streamable HTTP). */
export class McpClient {
	private readonly url: string;
	private readonly headers: Record<string, string> = {
		accept: 'application/json, text/event-stream',
		'content-type': 'application/json',
	};
	private last = 0;

	private constructor(url: string) {
		this.url = url;
	}

	/** Opens a session. */
	static async connect(url: string): Promise<McpClient> {
		const client = new McpClient(url);
		await client.ask('initialize', {
			protocolVersion: '2025-03-26',
			capabilities: {},
			clientInfo: { name: 'e2e', version: '1.0.0' },
		});
		await client.send({ jsonrpc: '2.0', method: 'notifications/initialized' });
		return client;
	}

	/** Names of the tools that the server offers. */
	async tools(): Promise<string[]> {
		return (await this.ask<{ tools: Array<{ name: string }> }>('tools/list', {})).tools.map(({ name }) => name);
	}

	async call(name: string, args: object): Promise<ToolResult> {
		return await this.ask<ToolResult>('tools/call', { name, arguments: args });
	}

	private async ask<T>(method: string, params: object): Promise<T> {
		this.last += 1;
		const text = await this.send({ jsonrpc: '2.0', id: this.last, method, params });
		// An answer comes as JSON, or as one event of a stream.
		const line = text.startsWith('{')
			? text
			: (text.split('\n').find((one) => one.startsWith('data:')) ?? '').slice('data:'.length);
		const { result, error } = JSON.parse(line || '{}') as { result?: T; error?: { message: string } };
		if (result === undefined) throw new Error(`${method}: ${error?.message ?? `no answer: ${text.slice(0, 300)}`}`);
		return result;
	}

	private async send(message: object): Promise<string> {
		const { status, data, headers } = await axios.post<string>(this.url, message, {
			headers: this.headers,
			responseType: 'text',
			transformResponse: (body: string) => body,
			validateStatus: () => true,
		});
		if (status >= 300) throw new Error(`HTTP ${status} ${String(data).slice(0, 300)}`);
		const session = headers['mcp-session-id'] as string | undefined;
		if (session) this.headers['mcp-session-id'] = session;
		return data;
	}
}
