import type { INode } from 'n8n-workflow';
import { plainError } from '../messages/errors';

/** A moment in a message, as ISO 8601. */
const MOMENT = /\bat (\d{4}-\d\d-\d\dT[\d:.]+Z)/;

const MINUTE = 60_000;

/** Returns the error of a list. n8n removes the dashes from messages in lists, which spoils a moment, so that a duration stands in its place. */
export function listError(node: INode, error: unknown): Error {
	const shown = plainError(node, error);
	shown.message = shown.message.replace(MOMENT, (_whole, moment: string) => {
		const minutes = Math.max(1, Math.ceil((Date.parse(moment) - Date.now()) / MINUTE));
		return `in about ${minutes} ${minutes === 1 ? 'minute' : 'minutes'}`;
	});
	return shown;
}
