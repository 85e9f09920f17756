/** Express, which n8n's server is built on, with the parts of its types that are used here: its own come in a package that is not installed. */
import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import { createRequire } from 'node:module';

export interface Request extends IncomingMessage {
	path: string;
	params: Record<string, string | string[] | undefined>;
	body: unknown;
	is(type: string): string | false | null;
}

export interface Response extends ServerResponse {
	status(code: number): Response;
	json(body: unknown): Response;
}

type Handler = (request: Request, response: Response, next: () => void) => void | Promise<void>;

interface App {
	use(...handlers: Handler[]): void;
	all(path: string, handler: Handler): void;
	listen(port: number, host: string, listening: (error?: Error) => void): Server;
}

export const express = createRequire(import.meta.url)('express') as (() => App) & {
	raw(options: { type: () => boolean; limit: string }): Handler;
};
