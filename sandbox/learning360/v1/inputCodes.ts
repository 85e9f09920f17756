import { type Answer, type Call, Refusal } from '../../server/answer.ts';
import type { Failure } from '../../server/validation.ts';
import type { Company } from '../company.ts';
import { flatRefusal } from '../refusals.ts';
import { checkNewSession } from './sessionInputs.ts';

/** Documented errors for inputs that the schema refuses as well, by operation. */
export type InputCodes = Record<string, (failures: Failure[], call: Call) => Answer | undefined>;

/** Documented errors for inputs that the schemas refuse as well. */
export function inputCodes(company: Company): InputCodes {
	return {
		createPathSession: (_failures, call) => answerOf(() => checkNewSession(company, call)),
		createGroup: byPlace({
			name: ['missing argument : name', 'invalid argument : name'],
			public: ['missing argument : public', 'invalid argument : public'],
		}),
		createOrInviteUser: byPlace({ mail: ['invalid argument: email', 'invalid argument: email'] }),
		updatePathSession: byPlace({
			sessionName: twice('Request validation failed: sessionName should not be empty'),
			startDate: twice('Request validation failed: startDate must be a valid ISO 8601 date string'),
			endDate: twice('Request validation failed: endDate must be a valid ISO 8601 date string'),
		}),
	};
}

/** Codes by property of the body: the first when it is missing, the second when it is wrong. */
function byPlace(codes: Record<string, [missing: string, invalid: string]>) {
	return (failures: Failure[], { operation }: Call): Answer | undefined => {
		for (const { part, at, keyword, property } of failures) {
			if (part !== 'body') continue;
			const isMissing = keyword === 'required' && at === '';
			const pair = codes[isMissing ? (property ?? '') : at.slice(1)];
			if (pair) return flatRefusal(operation, pair[isMissing ? 0 : 1]).answer;
		}
		return undefined;
	};
}

function twice(code: string): [string, string] {
	return [code, code];
}

function answerOf(check: () => unknown): Answer | undefined {
	try {
		check();
		return undefined;
	} catch (error) {
		if (error instanceof Refusal) return error.answer;
		throw error;
	}
}
