import type { Answer, Call } from './answer.ts';
import { instanceOf } from './instances.ts';

/** The first documented success of an operation: the document's example, or a value generated from its schema. */
export function exampleAnswer({ operation }: Call): Answer {
	const success = operation.successes[0];
	if (!success) return { status: 200 };
	if (success.mediaType === undefined) return { status: success.status };
	return { status: success.status, body: structuredClone(success.example) ?? instanceOf(success.schema) };
}
