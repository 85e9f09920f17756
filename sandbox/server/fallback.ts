import { type Answer, type Call, succeed } from './answer.ts';
import { instanceOf } from './instances.ts';

/** The first documented success of an operation: the document's example, or a value generated from its schema. */
export function exampleAnswer(call: Call): Answer {
	const [success] = call.operation.successes;
	return succeed(call, structuredClone(success?.example) ?? instanceOf(success?.schema));
}
