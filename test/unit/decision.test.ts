import { decide } from '../../dist/nodes/connector/transport/decision.js';

interface Situation {
	attempt: unknown;
	repeatable: boolean;
	isLimit: boolean;
	tries: number;
	mostTries: number;
	pause: number | undefined;
	waited: number;
	longestWait: number;
}

interface Decision {
	then: string;
	because?: string;
}

/** What a try can bring. */
const ATTEMPTS: Record<string, unknown> = {
	answer: { answer: { statusCode: 200, headers: {}, body: {}, records: [{}] } },
	'refused: 404 of the vendor': { failure: { status: 404, code: 'userNotFound', isOwn: true } },
	'refused: 404 page of a proxy': { failure: { status: 404 } },
	'refused: 400': { failure: { status: 400 } },
	'limit: 429 of the vendor': { failure: { status: 429, code: 'tooManyRequests', isOwn: true } },
	'429 page of a proxy': { failure: { status: 429 } },
	'503 of the vendor': { failure: { status: 503, code: 'serviceUnavailable', isOwn: true } },
	'503 page of a proxy': { failure: { status: 503 } },
	'500 of the vendor': { failure: { status: 500, code: 'internalError', isOwn: true } },
	'never sent': { cause: { message: 'refused', outcome: 'undone' } },
	'broken off': { cause: { message: 'reset', outcome: 'unknown' } },
	'too long': { cause: { message: 'long', outcome: 'unknown', isFinal: true } },
};

/** Result for a request that may be repeated, and for one that must not be. */
const TABLE: Array<[keyof typeof ATTEMPTS, string, string]> = [
	['answer', 'answer', 'answer'],
	['refused: 404 of the vendor', 'refused', 'refused'],
	['refused: 404 page of a proxy', 'refused', 'unknown'],
	['refused: 400', 'refused', 'refused'],
	['limit: 429 of the vendor', 'wait', 'wait'],
	['429 page of a proxy', 'wait', 'unknown'],
	['503 of the vendor', 'wait', 'wait'],
	['503 page of a proxy', 'wait', 'unknown'],
	['500 of the vendor', 'wait', 'unknown'],
	['never sent', 'wait', 'wait'],
	['broken off', 'wait', 'unknown'],
	['too long', 'noAnswer', 'unknown'],
];

const situation = (name: string, changes: Partial<Situation>): Situation => ({
	attempt: ATTEMPTS[name],
	repeatable: true,
	isLimit: name.includes('429'),
	tries: name.includes('429') ? 0 : 1,
	mostTries: 5,
	pause: undefined,
	waited: 0,
	longestWait: 600_000,
	...changes,
});

const told = (decision: Decision) => (decision.then === 'fail' ? decision.because : decision.then);

describe.each(TABLE)('after: %s', (name, repeatable, create) => {
	test(`a request that may be repeated: ${repeatable}`, () => {
		expect(told(decide(situation(name, {})))).toBe(repeatable);
	});

	test(`a create: ${create}`, () => {
		expect(told(decide(situation(name, { repeatable: false })))).toBe(create);
	});

	test('after the last try nothing is tried again, except after a limit', () => {
		const isLimit = name.includes('429');
		const decision = told(decide(situation(name, { tries: 5 })));
		if (repeatable === 'wait' && !isLimit) expect(['refused', 'noAnswer']).toContain(decision);
		else expect(decision).toBe(repeatable);
	});

	test('a wait is as long as the vendor says, and never longer than the user allows', () => {
		const waits = repeatable === 'wait';
		expect(decide(situation(name, { pause: 30_000 }))).toEqual(
			waits ? { then: 'wait', pause: 30_000 } : expect.not.objectContaining({ then: 'wait' }),
		);
		const tooLong = situation(name, { pause: 30_000, waited: 580_000 });
		expect(told(decide(tooLong))).toBe(waits ? 'longWait' : repeatable);
	});
});

test('what was proven undone is never reported as unknown, and nothing unproven is sent twice', () => {
	for (const name of Object.keys(ATTEMPTS)) {
		for (const tries of [1, 4, 5, 6]) {
			for (const pause of [undefined, 0, 1_000, 10_000_000]) {
				const decision = decide(situation(name, { repeatable: false, tries, pause }));
				const isUnproven = TABLE.find(([row]) => row === name)![2] === 'unknown';
				expect(told(decision) === 'unknown').toBe(isUnproven);
			}
		}
	}
});
