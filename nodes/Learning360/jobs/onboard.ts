import type { IDataObject } from 'n8n-workflow';
import type { Input } from '../../connector/input/input';
import { FieldIssue } from '../../connector/model/failures';
import { fullName } from '../../connector/output/completion';
import { connected } from '../../connector/run/connected';
import type { Job, JobItem, Outcome } from '../../connector/run/job';
import { stoppedAfter, Steps } from '../../connector/run/steps';
import { stopWhenCancelled } from '../../connector/transport/cancellation';
import type { Calls } from '../vendor/calls';
import { accountsFor, idOut, userOut } from './accounts';
import { adding, carryOut, type Change } from './audience';
import { cohortsOf, noneNext } from './cohort';
import { activate } from './createActive';
import { namesOf } from './identity';
import { idKey, isId, nameKey, type User } from './names';
import { allOf, idsByName, matchOf } from './people';
import { wantedOf, write } from './profile';
import { Unproven } from './protections';
import { managersOf, rolesOf, userWithId, type Session } from './reads';
import { placeKey, type Place } from './rules';

/** What somebody has already: comparison keys, of which those of one run are added to. */
interface Present {
	places: Set<string>;
	managers: Set<string>;
}

/** A person who has everything but the place in a session. */
interface Settled {
	record: IDataObject;
	/** The session that the person is enrolled in at the end; absent for those who were in one before. */
	joins?: Session | undefined;
}

/**
 * Makes a row a member of the company: account, groups, managers and the next session of a path. What is there already is left alone, so that the
 * same row changes nothing the second time. People who join the same session are enrolled together.
 */
export const onboardUser: Job = {
	together: (input, others) => [...namesOf(input, others), `path ${idKey(String(input.body.pathId))}`],
	check: matchOf,
	work: async (calls, jobs) => {
		const inputs = jobs.map(({ input }) => input);
		const managers = await managersNamed(calls, inputs);
		const outcomes = new Map<JobItem, Outcome>();
		const settled = new Map<JobItem, Settled>();
		const people = connected(
			jobs.filter(({ done }) => !done),
			inputs.filter((_input, position) => !jobs[position]!.done).map((input) => namesOf(input, inputs)),
		);
		await calls.each(people, async (items) => {
			for (const item of items) {
				const result = await settle(calls, item, managers).catch((cause: unknown) => cause as Error);
				if (!(result instanceof Error)) {
					settled.set(item, result);
					continue;
				}
				stopWhenCancelled(calls.signal);
				outcomes.set(item, result);
				if (!calls.settings.keepGoing) throw result;
			}
		});
		await enrollAll(calls, settled, outcomes);
		return jobs.map((job) => outcomes.get(job));
	},
};

/** The IDs of everybody whom items name as a manager: name (see `nameKey`) → ID, or nothing for accounts that are not open. */
async function managersNamed(calls: Calls, inputs: Input[]): Promise<Map<string, string>> {
	const names = inputs.flatMap(({ body }) => (body.managers ?? []) as string[]);
	const ids = await idsByName(calls, names);
	const given = [...ids].filter(([name]) => isId(name));
	await allOf(calls, given, async ([name, id]) => {
		const manager = await userWithId(calls, id);
		if (!manager || manager.status === 'deleted') ids.delete(name);
	});
	return ids;
}

function managerIds({ body }: Input, known: Map<string, string>): string[] {
	const names = (body.managers ?? []) as string[];
	const missing = names.filter((name) => !known.has(nameKey(name)));
	if (missing.length > 0)
		throw new FieldIssue(
			'Managers',
			`Nobody was found for ${missing.map((name) => `"${name}"`).join(', ')}`,
			'Nothing was written for this item. Use IDs, email addresses or usernames of people whose account is open',
		);
	return [...new Set(names.map((name) => known.get(nameKey(name))!))];
}

/** Reads first, and then writes the account, its groups and its managers. */
async function settle(calls: Calls, { input, steps: own }: JobItem, known: Map<string, string>): Promise<Settled> {
	const { body } = input;
	const dryRun = body.dryRun === true;
	const steps = dryRun ? new Steps() : own;
	const match = matchOf(input);
	const managers = managerIds(input, known);
	const accounts = await accountsFor(calls, dryRun);
	const person = await accounts.find(match);
	const cohorts = await cohortsOf(calls, String(body.pathId), dryRun);
	const present = person && (await cohorts.of(person._id));
	const next = present?.session ?? cohorts.next(body.from === undefined ? 0 : Date.parse(String(body.from)));
	if (!next && body.withoutSession !== true) throw noneNext();
	if (next && !present) await cohorts.prove(next);
	const has = await presentOf(calls, person, managers.length > 0, dryRun);

	const wanted = wantedOf(input, match);
	const written = await steps.once('writing', async () => await write(calls, accounts, wanted, person, steps));
	const told = steps.kept('told', () => ({ places: [] as Place[], managers: [] as string[], activated: false }));
	let { user } = written as { user: IDataObject };
	if (body.password !== undefined && user.status === 'invited') {
		const mustBeChanged = body.passwordMustBeChanged === true;
		user = await activate(accounts, user as User, String(body.password), mustBeChanged, steps);
		told.activated = true;
	}
	const account = user as User;
	await remember(calls, account, has, dryRun);
	steps.advice = 'Run the item again: it does what is left';
	if (written.action === 'created' || written.action === 'restored') {
		has.places.add(placeKey(wanted.membership));
		if (told.places.length === 0) told.places.push(wanted.membership);
	}
	for (const place of placesOf(input).filter((entry) => !has.places.has(placeKey(entry)))) {
		if (!dryRun) await addRole(calls, account, place, steps);
		has.places.add(placeKey(place));
		told.places.push(place);
	}
	for (const managerId of managers.filter((id) => !has.managers.has(idKey(id)))) {
		if (!dryRun) await addManager(calls, account, managerId, steps);
		has.managers.add(idKey(managerId));
		told.managers.push(managerId);
	}
	if (next && !present) cohorts.add(account._id, next);
	const joins = present && !present.isPending ? undefined : next;
	return { joins, record: recordOf(written, account, told, next, next !== undefined && !present, body) };
}

/** The groups and roles of an item. */
function placesOf({ body }: Input): Place[] {
	const more = (body.moreGroups ?? []) as Place[];
	return [{ groupId: body.groupId, role: body.role } as Place, ...more];
}

/** What an account has before an item; of one person, items of one run know what earlier ones have added. */
async function presentOf(
	calls: Calls,
	person: User | undefined,
	needsManagers: boolean,
	dryRun: boolean,
): Promise<Present> {
	if (!person || person.status === 'deleted') return { places: new Set(), managers: new Set() };
	const { _id } = person;
	const key = `${idKey(_id)} ${dryRun}`;
	const isNew = !isId(_id);
	const places = await calls.remembered(`places ${key}`, async () => {
		const roles = isNew ? [] : await rolesOf(calls, _id);
		if (!isNew && !roles?.length) throw new Unproven(`360Learning returned no groups of the user ${_id}`);
		return new Set(roles?.map(placeKey));
	});
	const managers = needsManagers
		? await calls.remembered(
				`managers ${key}`,
				async () => new Set((isNew ? [] : await managersOf(calls, _id)).map(idKey)),
			)
		: new Set<string>();
	return { places, managers };
}

/** Keeps what a new account has for later items of the same person. */
async function remember(calls: Calls, { _id }: User, { places, managers }: Present, dryRun: boolean): Promise<void> {
	const key = `${idKey(_id)} ${dryRun}`;
	await calls.remembered(`places ${key}`, async () => places);
	await calls.remembered(`managers ${key}`, async () => managers);
}

async function addRole(calls: Calls, { _id: userId }: User, { groupId, role }: Place, steps: Steps): Promise<void> {
	// The address spells this role differently.
	const path = { groupId, userId, role: role === 'userAdmin' ? 'user-admin' : role };
	await steps.take(
		`adding the group ${groupId}`,
		async () => await calls.one('addGroupRole', { path }),
		() => `The group ${groupId} was added`,
	);
}

async function addManager(calls: Calls, { _id: userId }: User, managerId: string, steps: Steps): Promise<void> {
	await steps.take(
		`adding the manager ${managerId}`,
		async () => await calls.one('addUserManager', { path: { userId, managerId } }),
		() => `The manager ${managerId} was added`,
	);
}

function recordOf(
	written: { action: string; changedFields: string[] },
	user: User,
	{ places, managers, activated }: { places: Place[]; managers: string[]; activated: boolean },
	session: Session | undefined,
	enrolled: boolean,
	{ pathId, dryRun }: Input['body'],
): IDataObject {
	const account = written.action !== 'unchanged';
	return {
		action: written.action,
		changed: account || activated || places.length + managers.length > 0 || enrolled,
		userId: idOut(user),
		name: fullName(user.firstName, user.lastName) ?? null,
		mail: user.mail ?? null,
		username: user.username ?? null,
		changedFields: written.changedFields,
		activated,
		groupsAdded: places.map(({ groupId, role }) => ({ groupId, role })),
		managersAdded: managers,
		enrolled,
		pathId: String(pathId),
		sessionId: session?._id ?? null,
		sessionName: session?.name ?? null,
		startDate: session?.startDate ?? null,
		endDate: session?.endDate ?? null,
		dryRun: dryRun === true,
		user: userOut(user),
	};
}

/** Enrolls those who join the same session in one write. */
async function enrollAll(calls: Calls, settled: Map<JobItem, Settled>, outcomes: Map<JobItem, Outcome>): Promise<void> {
	const sessions = new Map<string, Array<[JobItem, Settled]>>();
	for (const entry of settled) {
		const [item, { record, joins }] = entry;
		if (!joins || record.dryRun) outcomes.set(item, [record]);
		else sessions.set(joins._id, [...(sessions.get(joins._id) ?? []), entry]);
	}
	for (const entries of sessions.values()) {
		const changes = entries.map(
			([, { record }]): Change => ({
				pathId: String(record.pathId),
				sessionId: String(record.sessionId),
				users: [idKey(String(record.userId))],
				groups: [],
				dryRun: false,
			}),
		);
		try {
			await carryOut(calls, changes, adding);
			for (const [item, { record }] of entries) outcomes.set(item, [record]);
		} catch (cause) {
			stopWhenCancelled(calls.signal);
			for (const [item, { record }] of entries) outcomes.set(item, notEnrolled(cause, record));
		}
	}
}

function notEnrolled(cause: unknown, { userId, sessionName }: IDataObject): Error {
	return stoppedAfter(cause, [
		`The account ${String(userId)} is there with its groups and managers. It stopped at enrolling it in "${String(sessionName)}". Run the item again: it does what is left`,
	]) as Error;
}
