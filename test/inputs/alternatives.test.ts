import type { Sandbox } from '../../sandbox/index.ts';
import { startStillSandbox, timeInSteps } from '../faults/world.ts';
import { byId, operationCalls, runNode, V2 } from '../five/five.ts';

/** Options of steps that exclude each other: what is lost without a word, or means two things at once, is refused. */

let sandbox: Sandbox;
beforeAll(async () => {
	sandbox = await startStillSandbox(false, {});
});
afterAll(async () => await sandbox.close());
beforeEach(async () => await sandbox.reset());
timeInSteps(() => sandbox);

const ID = '507f1f77bcf86cd799439011';
const regular = { optional: false, showCorrection: 'onCompletion', showForum: 'onCompletion' };
const positioning = { ...regular, attemptsLimit: 1, thresholds: [{ thresholdValue: 80, waivedStepIds: [ID] }] };
const replace = async (steps: unknown) => {
	const [{ _id }] = sandbox.state.learning360.paths;
	return await runNode(sandbox, V2, {
		resource: 'path',
		operation: 'replaceSteps',
		pathId: byId(String(_id)),
		steps: JSON.stringify(steps),
	} as never);
};
const course = (options: object, more: object = {}) => [{ _id: ID, type: 'course', options, ...more }];

test.each([
	['a regular course', course(regular)],
	[
		'a regular course with all of its options',
		course({
			...regular,
			minScore: 80,
			attemptsLimit: 2,
			timeLimit: { mode: 'maxTime', value: 60 },
			relativeDate: { unit: 'day', value: 3 },
		}),
	],
	['a positioning quiz', course(positioning, { subtype: 'quiz' })],
	['an email', [{ _id: ID, type: 'email', options: { recipientType: 'learner' } }]],
])('goes out as it is: %s', async (_what, steps) => {
	await replace(steps);
	expect(operationCalls(sandbox).map(({ body }) => JSON.parse(body) as unknown)).toEqual([{ steps }]);
});

test.each([
	[
		'options of a regular course and of a positioning quiz',
		course({ ...positioning, minScore: 80 }),
		/"(minScore|thresholds)" does not go together with "(minScore|thresholds)"/,
	],
	['options that lack what they need', course({ optional: true }), /Show Correction: This field is required/],
	[
		'options of another type of step',
		[{ _id: ID, type: 'email', options: { recipientType: 'learner', minScore: 3 } }],
		/There is no field "minScore" here|does not go together/,
	],
	[
		'a subtype of another type of step',
		[{ _id: ID, type: 'email', subtype: 'quiz', options: { recipientType: 'learner' } }],
		/"subtype" does not go together with type email/,
	],
	['a name that nothing has', course({ ...regular, showForums: 'never' }), /There is no field "showForums" here/],
])('is refused before anything is sent: %s', async (_what, steps, message) => {
	const seen = await replace(steps);
	expect(`${seen.message} ${seen.advice}`).toMatch(message);
	expect(operationCalls(sandbox)).toEqual([]);
});
