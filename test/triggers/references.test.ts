import type { IDataObject } from 'n8n-workflow';
import { n8nCredentials } from '../../sandbox/n8nCredentials.ts';
import { runWorkflow } from '../harness/index.ts';
import { Stage, TRIGGER, workflowWith } from './receiver.ts';

let stage: Stage;
beforeAll(async () => {
	stage = await Stage.open();
});
afterAll(async () => await stage.close());
afterEach(async () => await stage.reset());

const GONE = '000000000000000000000000';

/** Runs the execution that an event starts. */
async function resolved(
	event: IDataObject,
	kinds: string[],
	onError?: 'continueRegularOutput' | 'continueErrorOutput',
) {
	const workflow = workflowWith({ events: ['path.created'], resolveReferences: kinds });
	if (onError) workflow.nodes[0].onError = onError;
	const run = await runWorkflow({
		workflow,
		credentials: n8nCredentials(stage.sandbox),
		startNode: TRIGGER,
		mode: 'webhook',
		input: [{ json: { eventId: 'msg_1', ...event } }],
	});
	return { run, json: run.nodes[TRIGGER]?.runs[0].items[0]?.[0]?.json };
}

function company() {
	const { users, pathSessions, paths, courses } = stage.sandbox.state.learning360;
	const session = pathSessions[0];
	return {
		user: users.find(({ status }) => status === 'active')!,
		session,
		path: paths.find(({ _id }) => _id === session.pathId)!,
		course: courses[0],
	};
}

test('the records that an event names come into its item, each read once', async () => {
	const { user, session, path } = company();
	const { json } = await resolved(
		{
			userId: user._id,
			learnerIds: [user._id, user._id],
			pathId: path._id,
			pathSessionId: session._id,
			context: { pathId: path._id },
		},
		['user', 'path', 'pathSession'],
	);
	expect(json).toMatchObject({
		eventId: 'msg_1',
		userId: user._id,
		references: {
			user: { _id: user._id, mail: user.mail },
			learners: [{ _id: user._id }, { _id: user._id }],
			path: { _id: path._id, name: path.name },
			pathSession: { _id: session._id, pathId: path._id },
		},
	});
	expect(stage.sandbox.requests.filter(({ operationId }) => operationId === 'getUser')).toHaveLength(1);
	expect(
		stage.sandbox.requests.flatMap(({ validationFailures, answerFailures }) => [
			...validationFailures,
			...answerFailures,
		]),
	).toEqual([]);
});

test('only the kinds that were chosen are read, and nothing where an event names none', async () => {
	const { user, path } = company();
	expect((await resolved({ userId: user._id, pathId: path._id }, ['user'])).json!.references).toEqual({
		user: expect.objectContaining({ _id: user._id }),
	});
	expect((await resolved({ name: 'x' }, ['user'])).json!.references).toEqual({});
	const before = stage.sandbox.requests.length;
	expect((await resolved({ userId: user._id }, [])).json).toEqual({ eventId: 'msg_1', userId: user._id });
	expect(stage.sandbox.requests).toHaveLength(before);
});

test('a record that is gone is null, with a note', async () => {
	const { user } = company();
	const { run, json } = await resolved({ userId: GONE, sessionId: GONE, learnerIds: [GONE, user._id] }, [
		'user',
		'pathSession',
	]);
	expect(run.status).toBe('success');
	expect(json!.references).toMatchObject({ user: null, pathSession: null, learners: [null, { _id: user._id }] });
	expect((json!.references as IDataObject).notes).toEqual([
		`user: There is no user with the ID ${GONE}`,
		`learners: There is no user with the ID ${GONE}`,
		`pathSession: There is no path session with the ID ${GONE}`,
	]);
});

test('a statement names its course, path and session in its own way', async () => {
	const { session, path, course } = company();
	const { json } = await resolved(
		{
			actor: {},
			object: { id: `urn:360learning:course:${course._id}` },
			context: {
				contextActivities: {
					parent: [{ id: `urn:360learning:path:${path._id}` }],
					other: [{ id: `urn:360learning:session:${session._id}` }],
				},
			},
		},
		['course', 'path', 'pathSession'],
	);
	expect(json!.references).toMatchObject({
		course: { _id: course._id },
		path: { _id: path._id },
		pathSession: { _id: session._id },
	});
});

test('what may not be read fails and says which scope is missing; the event can be kept', async () => {
	const { user } = company();
	stage.sandbox.faults.add({ operationId: 'getUser', status: 403, body: { error: { code: 'invalid_scope' } } });
	const { run } = await resolved({ userId: user._id }, ['user']);
	expect(run).toMatchObject({ status: 'error', error: { description: expect.stringContaining('users:read') } });
	const { run: kept, json } = await resolved({ userId: user._id }, ['user'], 'continueRegularOutput');
	expect(kept.status).toBe('success');
	expect(json).toMatchObject({ userId: user._id, error: expect.stringContaining('scope') });
});

test('with an error output, an event whose records cannot be read leaves by it, whole', async () => {
	const { user } = company();
	stage.sandbox.faults.add({ operationId: 'getUser', status: 403, body: { error: { code: 'invalid_scope' } } });
	const { run } = await resolved({ userId: user._id }, ['user'], 'continueErrorOutput');
	const [good, failed] = run.nodes[TRIGGER].runs[0].items;
	expect(good).toEqual([]);
	expect(failed.map(({ json }) => json)).toEqual([
		{ error: expect.stringMatching(/scope.*users:read/s), message: { eventId: 'msg_1', userId: user._id } },
	]);
	expect(run.nodes.End).toBeUndefined();
	expect((await resolved({ name: 'no records to read' }, ['user'], 'continueErrorOutput')).json).toMatchObject({
		name: 'no records to read',
	});
});
