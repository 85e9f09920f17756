import { createServer, type IncomingMessage } from 'node:http';
import { withAnswers, type ModelCall, type Script } from '../agents/script.ts';

/** A server in place of a language model. */
export interface ChatModel {
	/** Base URL of its API. */
	url: string;
	close(): void;
}

/** What matters here of a request and an answer of OpenAI's chat API. */
interface Message {
	role: 'system' | 'user' | 'assistant' | 'tool';
	content?: unknown;
}

interface Completion {
	messages: Message[];
	stream?: boolean;
}

/**
 * Starts a server that speaks OpenAI's chat API and does what its prompt says: that is a {@link Script} as JSON. When all calls have been answered it
 * replies with a JSON array of the answers, in the order in which they came; sooner when the answers lack what the next call needs. It remembers nothing
 * from one request to the next.
 */
export async function openChatModel(): Promise<ChatModel> {
	const server = createServer((request, response) => {
		const answer = (status: number, body: object) =>
			response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
		void read(request).then(
			(text) =>
				request.url?.endsWith('/chat/completions')
					? answer(200, completion(JSON.parse(text) as Completion))
					: answer(404, { error: { message: `There is nothing at ${request.url}` } }),
			(error: Error) => answer(400, { error: { message: error.message } }),
		);
	});
	await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
	const { port } = server.address() as { port: number };
	return {
		url: `http://127.0.0.1:${port}/v1`,
		close: () => {
			server.closeAllConnections();
			server.close();
		},
	};
}

/** n8n's name of the tool that a node is. */
export function toolName(node: string): string {
	return node.replace(/[^a-zA-Z0-9_-]+/g, '_');
}

function completion({ messages, stream }: Completion): object {
	if (stream) throw new Error('Only whole answers are given here');
	const prompt = messages.findLast(({ role }) => role === 'user');
	const answers = messages.filter(({ role }) => role === 'tool').map(({ content }) => textOf(content));
	const calls = filledIn(next(JSON.parse(textOf(prompt?.content)) as Script, answers.length), answers);
	const message = calls
		? {
				role: 'assistant',
				content: null,
				tool_calls: calls.map(({ tool, args = {} }, index) => ({
					id: `call_${answers.length + index}`,
					type: 'function',
					function: { name: toolName(tool), arguments: JSON.stringify(args) },
				})),
			}
		: { role: 'assistant', content: JSON.stringify(answers) };
	return {
		id: 'chatcmpl-1',
		object: 'chat.completion',
		created: 1_800_000_000,
		model: 'scripted',
		choices: [{ index: 0, message, finish_reason: calls ? 'tool_calls' : 'stop' }],
		usage: { prompt_tokens: 1, completion_tokens: 1, total_tokens: 2 },
	};
}

/** The calls with what they take from the answers; `undefined` when an answer does not have it. */
function filledIn(calls: ModelCall[] | undefined, answers: string[]): ModelCall[] | undefined {
	try {
		return withAnswers(calls, answers) as ModelCall[] | undefined;
	} catch {
		return undefined;
	}
}

/** The round that comes after so many answers, or `undefined` after the last one. */
function next(script: Script, answered: number): ModelCall[] | undefined {
	let before = 0;
	for (const round of script) {
		if (before === answered) return round;
		before += round.length;
	}
	if (before === answered) return undefined;
	throw new Error(`${answered} answers came for a script of ${script.map(({ length }) => length).join(' + ')} calls`);
}

function textOf(content: unknown): string {
	if (typeof content === 'string') return content;
	return Array.isArray(content) ? content.map((part: { text?: string }) => part.text ?? '').join('') : '';
}

async function read(request: IncomingMessage): Promise<string> {
	const parts: Buffer[] = [];
	for await (const part of request) parts.push(part as Buffer);
	return Buffer.concat(parts).toString();
}
