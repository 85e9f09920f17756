import type { Answer, Call } from '../../server/answer.ts';
import type { Failure } from '../../server/validation.ts';
import { coded, documents, refusal } from '../refusals.ts';
import { invalidTokenRequest } from '../tokenCalls.ts';
import { isBulk } from './limits.ts';

/** Codes for mistakes that a schema finds as well, by the place in the body. */
const CODES_BY_PLACE: Record<string, string> = {
	'/name': 'invalidName',
	'/password': 'passwordInvalid',
	'/mail': 'mailInvalid',
	'': 'mailAndUsernameUndefined',
};

/** The answer to a request that the document does not allow: a documented code where one fits. */
export function invalidV2(failures: Failure[], { operation }: Call): Answer {
	if (operation.security.length === 0) return invalidTokenRequest(failures);
	const [first] = failures;
	const code = first && codeFor(first, isBulk(operation));
	if (code && documents(operation, code)) return refusal(operation, code).answer;
	// Other failures are not documented; the code is ours, the shape is the vendor's.
	return { ...coded(400, 'validationFailed', failures.map((failure) => failure.text).join('; ')), undocumented: true };
}

function codeFor({ part, at, keyword, property }: Failure, isBulkCall: boolean): string | undefined {
	if (part !== 'body') return undefined;
	if (isBulkCall) {
		if (at === '/input' && keyword === 'maxItems') return 'inputTooLong';
		return (at === '/input' && keyword === 'type') || property === 'input' || keyword === 'read'
			? 'invalidInput'
			: undefined;
	}
	if (at === '' && keyword === 'required' && property !== 'mail' && property !== 'username') return undefined;
	return CODES_BY_PLACE[at];
}
