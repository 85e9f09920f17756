import type { IDataObject } from 'n8n-workflow';
import type { Input } from '../../connector/input/input';
import { existing } from '../../connector/model/existing';
import { FieldIssue } from '../../connector/model/failures';
import { fullName } from '../../connector/output/completion';
import { inTurn, type Job, type JobItem, type Outcome } from '../../connector/run/job';
import { Steps } from '../../connector/run/steps';
import { stopWhenCancelled } from '../../connector/transport/cancellation';
import type { Calls } from '../vendor/calls';
import { accountsFor, idOut } from './accounts';
import { nobody } from './deactivate';
import { childrenOf, ledBy, reportsOf, type DutyKind, type Led } from './duties';
import { handOverLed, handOverReport, type Handed, type Handover } from './handOver';
import { isListed } from './identity';
import { platformGroup, standingIn } from './leaders';
import { idKey, type User } from './names';
import { allOf, matchOf } from './people';
import { protectedNames, Unproven } from './protections';
import { allGroups, rolesOf } from './reads';

type Action = 'deactivated' | 'alreadyDeactivated' | 'protected';

/** One thing that somebody is responsible for. */
interface Duty {
	/** What comes out for it. */
	told: IDataObject;
	/** Gives it to the successor; absent for what is only reported. */
	handOver?: (handover: Handover) => Promise<Handed>;
	/** Why it is only reported. */
	note?: string;
}

const LED: Array<Led['kind']> = ['pathSessions', 'classroomSlots', 'paths', 'courses'];

/** Words for a kind in the output, and for who leads a record alone or with others. */
const WORDS: Record<Led['kind'], { type: string; main: string; others: string; parent?: string }> = {
	pathSessions: { type: 'pathSession', main: 'mainInstructor', others: 'instructor', parent: 'pathId' },
	classroomSlots: { type: 'classroomSlot', main: 'trainer', others: 'trainer', parent: 'classroomId' },
	paths: { type: 'path', main: 'author', others: 'coAuthor' },
	courses: { type: 'course', main: 'author', others: 'coAuthor' },
};

/** Somebody who leaves, with the item that says so. */
interface Leaver {
	items: JobItem[];
	person: User;
}

/** What the items of a run know of each other. */
interface Run {
	/** Comparison keys of everybody who leaves. */
	leaving: Set<string>;
	/** Comparison keys of those whose account the run has closed. */
	closed: Set<string>;
}

/**
 * Closes accounts, and says what the people were responsible for. With a successor, what the API can give to somebody else is handed over first;
 * an account of which something could not be handed over stays open.
 */
export const offboardUser: Job = {
	// Items of a dry run and of a real one know nothing of each other.
	together: ({ body }) => `everybody ${body.dryRun === true}`,
	check: (input) => void [matchOf(input), protectedNames(input.body.protected), successorIn(input)],
	work: async (calls, jobs) => {
		const outcomes = new Map<JobItem, Outcome>();
		const leavers: Leaver[] = [];
		for (const item of jobs.filter(({ done }) => !done)) {
			try {
				leavers.push({ items: [item], person: await find(calls, item.input) });
			} catch (cause) {
				stopWhenCancelled(calls.signal);
				outcomes.set(item, cause as Error);
			}
		}
		const run: Run = { leaving: new Set(leavers.map(({ person }) => idKey(person._id))), closed: new Set() };
		return await inTurn(calls, jobs, leavers, outcomes, async (leaver) => [await offboard(calls, leaver, run)]);
	},
};

async function find(calls: Calls, input: Input): Promise<User> {
	const match = matchOf(input);
	const accounts = await accountsFor(calls, input.body.dryRun === true);
	const person = await accounts.find(match);
	if (!person) throw nobody(match);
	return person;
}

/**
 * The ID of the successor.
 *
 * @returns `undefined` when nothing is to be handed over
 * @throws FieldIssue when it is to be, and nobody is named
 */
function successorIn({ body: { responsibilities, successor } }: Input): string | undefined {
	if (responsibilities === 'report') return undefined;
	if (typeof successor !== 'string' || successor === '')
		throw new FieldIssue(
			'Successor',
			'This field is required when responsibilities are handed over',
			'Nothing was written',
		);
	return successor;
}

async function offboard(calls: Calls, { items, person }: Leaver, { leaving, closed }: Run): Promise<IDataObject> {
	const { input, steps: own } = existing(items[0], 'The item of a person');
	const { body } = input;
	const dryRun = body.dryRun === true;
	const steps = dryRun ? new Steps() : own;
	const isClosed = person.status === 'deleted' || closed.has(idKey(person._id));
	const successor = await successorOf(calls, successorIn(input), leaving, dryRun);
	const left = (body.leaveOut ?? []) as DutyKind[];
	const { duties, leads } = await dutiesOf(calls, person, isClosed, left, dryRun);
	const protection = leads
		? 'This is the owner or an administrator of the platform. Take this role away first'
		: isListed(person, protectedNames(body.protected))
			? 'The account is protected'
			: undefined;
	const action: Action = isClosed ? 'alreadyDeactivated' : protection ? 'protected' : 'deactivated';
	// What earlier tries of the run have handed over is not found any more.
	const handed = steps.kept<IDataObject[]>('handed', () => []);
	const staying: IDataObject[] = [];
	steps.advice = 'The account is still active. Run the item again: it does what is left';
	for (const { told, handOver, note } of duties) {
		const result: Handed =
			action === 'deactivated' && successor && handOver
				? await handOver({ from: person, to: successor, dryRun, steps })
				: { handedOver: false, ...(note && successor ? { note } : {}) };
		(result.handedOver ? handed : staying).push({ ...told, ...result });
	}
	if (action === 'deactivated') {
		const accounts = await accountsFor(calls, dryRun);
		steps.advice = 'Run the item again';
		await steps.take(
			'closing the account',
			async () => await accounts.close(person),
			() => 'The account was closed',
		);
		closed.add(idKey(person._id));
	}
	return {
		action,
		userId: idOut(person),
		name: fullName(person.firstName, person.lastName) ?? null,
		mail: person.mail ?? null,
		username: person.username ?? null,
		successorId: successor?._id ?? null,
		handedOver: handed.length,
		remaining: staying.length,
		responsibilities: [...handed, ...staying],
		...(action === 'protected' ? { note: protection } : {}),
		dryRun,
	};
}

/**
 * The account that takes over.
 *
 * @throws FieldIssue when it is not open, or leaves in the same run
 */
async function successorOf(
	calls: Calls,
	successorId: string | undefined,
	leaving: Set<string>,
	dryRun: boolean,
): Promise<User | undefined> {
	if (successorId === undefined) return undefined;
	const accounts = await accountsFor(calls, dryRun);
	const user = await accounts.find({ by: '_id', value: successorId });
	const problem = leaving.has(idKey(successorId))
		? 'This user is among those who leave'
		: !user
			? `Nobody was found for "${successorId}"`
			: user.status === 'deleted'
				? 'The account of this user is closed'
				: undefined;
	if (problem) throw new FieldIssue('Successor', problem, 'Nothing was written for this item. Choose somebody else');
	return user;
}

/** Everything that a person is responsible for, and whether the person leads the platform. */
async function dutiesOf(
	calls: Calls,
	person: User,
	isClosed: boolean,
	left: DutyKind[],
	dryRun: boolean,
): Promise<{ duties: Duty[]; leads: boolean }> {
	const { _id } = person;
	const groups = await calls.remembered('groups', async () => await allGroups(calls));
	const top = platformGroup(groups)._id;
	const roles = (await rolesOf(calls, _id)) ?? [];
	const standing = standingIn(top, roles);
	if (standing === 'unknown' && !isClosed) throw new Unproven(`360Learning returned no groups of the user ${_id}`);
	const reports = left.includes('directReports') ? [] : await openReports(calls, _id, dryRun);
	const led: Duty[] = [];
	for (const kind of LED.filter((entry) => !left.includes(entry))) {
		const all = await ledBy(calls, kind, _id, dryRun);
		led.push(...all.map((entry) => ledDuty(calls, entry, _id, dryRun)));
	}
	const names = new Map(groups.map((group) => [idKey(group._id), group.name]));
	const rights = roles
		.filter(({ role }) => role !== 'learner')
		.map(({ groupId, role }) => ({ groupId, role, name: names.get(idKey(groupId)) ?? null }));
	return {
		duties: [
			...reports.map((report): Duty => reportDuty(calls, report)),
			...led,
			...rights.map(
				({ groupId, role, name }): Duty => ({
					told: { type: 'group', role, id: groupId, name },
					note: 'Roles in groups are not handed over: give them with Group Member › Add',
				}),
			),
		],
		leads: standing === 'leads',
	};
}

/** The direct reports whose account is open. */
async function openReports(calls: Calls, userId: string, dryRun: boolean): Promise<User[]> {
	const accounts = await accountsFor(calls, dryRun);
	const people = await allOf(
		calls,
		await reportsOf(calls, userId),
		async (value) => await accounts.find({ by: '_id', value }),
	);
	return people.filter((report) => report !== undefined).filter(({ status }) => status !== 'deleted');
}

function reportDuty(calls: Calls, report: User): Duty {
	const name = fullName(report.firstName, report.lastName) ?? null;
	return {
		told: { type: 'directReport', role: 'manager', id: report._id, name, mail: report.mail ?? null },
		handOver: async (handover) => await handOverReport(calls, report, handover),
	};
}

function ledDuty(calls: Calls, led: Led, userId: string, dryRun: boolean): Duty {
	const { type, main, others, parent } = WORDS[led.kind];
	const { _id, name, startDate, endDate, ...record } = led.record;
	const isMain = led.main !== undefined && idKey(led.main) === idKey(userId);
	return {
		told: {
			type,
			role: isMain ? main : others,
			id: _id,
			name,
			...(parent ? { [parent]: record[parent] } : {}),
			...(startDate ? { startDate, endDate: endDate ?? null } : {}),
		},
		handOver: async (handover) => await handOverLed(calls, led, await childrenOf(calls, led, dryRun), handover),
	};
}
