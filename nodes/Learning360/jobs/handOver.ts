import isEqual from 'lodash/isEqual';
import type { IDataObject } from 'n8n-workflow';
import { Refusal } from '../../connector/model/failures';
import type { Steps } from '../../connector/run/steps';
import type { Calls } from '../vendor/calls';
import type { OperationId } from '../documented';
import { isLedBy, reportsOf, SOURCES, type Led } from './duties';
import { idKey, type User } from './names';

/** Who hands over to whom, and whether it is only pretended. */
export interface Handover {
	from: User;
	to: User;
	dryRun: boolean;
	steps: Steps;
}

/** What became of one responsibility. */
export interface Handed {
	handedOver: boolean;
	/** Why it stays with the person who leaves. */
	note?: string;
}

/** Who leads a record. */
type Leads = Pick<Led, 'main' | 'others'>;

/** How each kind is written. */
const WRITES: Record<Led['kind'], (record: Led['record']) => { id: OperationId; path: Record<string, string> }> = {
	pathSessions: ({ _id, pathId, rootSessionId }) => ({
		id: rootSessionId ? 'updateChildPathSession' : 'updatePathSession',
		path: { pathId: String(pathId), [rootSessionId ? 'childSessionId' : 'sessionId']: _id },
	}),
	classroomSlots: ({ _id, classroomId }) => ({
		id: 'updateClassroomSlot',
		path: { classroomId: String(classroomId), classroomSlotId: _id },
	}),
	paths: ({ _id }) => ({ id: 'updatePath', path: { pathId: _id } }),
	courses: ({ _id }) => ({ id: 'updateElearningStandardCourse', path: { courseId: _id } }),
};

/** Kinds that are written as forms, which cannot express an empty list. */
const FORMS = new Set<Led['kind']>(['paths', 'courses']);

/**
 * Puts the successor in the place of a person in a record. A session gives what is changed on it to its child sessions, so those that are
 * different get back what they had.
 *
 * @param children the child sessions of a session
 */
export async function handOverLed(calls: Calls, led: Led, children: Led[], handover: Handover): Promise<Handed> {
	const { from, to } = handover;
	// The session that a child session follows may have handed it over already.
	if (!isLedBy(led, from._id)) return { handedOver: true };
	if (led.fixed !== undefined) return { handedOver: false, note: led.fixed };
	if ([led, ...children].some(({ unsure }) => unsure)) throw unsure(led);
	const next = replaced(led, from._id, to._id);
	if (FORMS.has(led.kind) && led.others.length > 0 && next.others.length === 0)
		return { handedOver: false, note: 'The API cannot empty the list of co-authors' };
	const wanted = children.map((child) => [child, replaced(child, from._id, to._id)] as const);
	const change = await write(calls, led, next, handover);
	for (const [child, leads] of wanted) {
		Object.assign(child, change);
		await write(calls, child, leads, handover);
	}
	return { handedOver: true };
}

/**
 * Writes what differs.
 *
 * @returns what was written
 */
async function write(calls: Calls, led: Led, next: Leads, { dryRun, steps }: Handover): Promise<Partial<Leads>> {
	const { main, others } = SOURCES[led.kind];
	const change: Partial<Leads> = {
		...(main && next.main !== led.main ? { main: next.main } : {}),
		...(isEqual(next.others, led.others) ? {} : { others: next.others }),
	};
	if (Object.keys(change).length === 0) return change;
	const { id, path } = WRITES[led.kind](led.record);
	const body: IDataObject = {
		...(change.main === undefined ? {} : { [main!]: change.main }),
		...(change.others === undefined ? {} : { [others]: change.others }),
	};
	led.unsure = true;
	if (!dryRun)
		await steps.take(
			`giving "${led.record.name}" (${led.record._id}) ${JSON.stringify(body)}`,
			async () => await calls.one(id, { path, body }),
			() => `"${led.record.name}" (${led.record._id}) was handed over`,
		);
	Object.assign(led, change, { unsure: false });
	return change;
}

/** An earlier item could not be finished: what would be written now goes by a list that may have changed. */
function unsure({ record }: Led): Refusal {
	return new Refusal(
		`An earlier item failed at handing over "${record.name}" (${record._id}), so who leads it is not known`,
		'The account is still active. Run the item again',
	);
}

function replaced({ main, others }: Leads, from: string, to: string): Leads {
	const instead = (id: string) => (idKey(id) === idKey(from) ? to : id);
	const next = main === undefined ? undefined : instead(main);
	const rest = [...new Map(others.map((id) => [idKey(instead(id)), instead(id)])).values()];
	return { main: next, others: rest.filter((id) => next === undefined || idKey(id) !== idKey(next)) };
}

/** Makes the successor the manager of somebody in the place of a person: adds first, so that nobody is without a manager in between. */
export async function handOverReport(calls: Calls, report: User, handover: Handover): Promise<Handed> {
	const { from, to, dryRun, steps } = handover;
	const userId = report._id;
	if (idKey(userId) === idKey(to._id))
		return { handedOver: false, note: 'The successor reports to this user, and nobody is their own manager' };
	if (dryRun) return { handedOver: true };
	const present = await calls.remembered(
		`reports ${idKey(to._id)}`,
		async () => new Set((await reportsOf(calls, to._id)).map(idKey)),
	);
	if (!present.has(idKey(userId)))
		await steps.take(
			`adding the manager ${to._id} to ${userId}`,
			async () => await calls.one('addUserManager', { path: { userId, managerId: to._id } }),
			() => `${userId} was given the manager ${to._id}`,
		);
	present.add(idKey(userId));
	await steps.take(
		`taking the manager ${from._id} from ${userId}`,
		async () =>
			await calls.unless(
				['managerNotAssignedToUser'],
				async () => await calls.one('removeUserManager', { path: { userId, managerId: from._id } }),
			),
		() => `The manager ${from._id} was taken from ${userId}`,
	);
	return { handedOver: true };
}
