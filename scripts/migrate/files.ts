import { existsSync, readdirSync, statSync } from 'node:fs';
import path from 'node:path';

export interface InputFile {
	path: string;
	/** Path below the folder that was given; the name of a single file. */
	relative: string;
}

/**
 * The files to read: the file that was given, or every JSON file below the folder, in the order of their names.
 *
 * @throws Error when there are none
 */
export function inputFiles(input: string): InputFile[] {
	if (!existsSync(input)) throw new Error(`${input} is not there`);
	if (!statSync(input).isDirectory()) return [{ path: input, relative: path.basename(input) }];
	const names = readdirSync(input, { recursive: true, encoding: 'utf8' })
		.filter((name) => name.endsWith('.json'))
		.sort();
	if (names.length === 0) throw new Error(`${input} holds no .json files`);
	return names.map((relative) => ({ path: path.join(input, relative), relative }));
}

export interface FileContent {
	workflows: unknown[];
	/** Puts workflows back into the form that the file had. */
	join(workflows: unknown[]): unknown;
}

/** A file holds a workflow, a list of them, or what n8n's API answers (`{ data: [...] }`). */
export function workflowsOf(content: unknown): FileContent {
	if (Array.isArray(content)) return { workflows: content, join: (workflows) => workflows };
	const { data, nodes } = (content ?? {}) as { data?: unknown; nodes?: unknown };
	if (nodes === undefined && Array.isArray(data))
		return { workflows: data, join: (workflows) => ({ ...(content as object), data: workflows }) };
	return { workflows: [content], join: ([workflow]) => workflow };
}
