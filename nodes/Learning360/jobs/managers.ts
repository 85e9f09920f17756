import type { Job } from '../../connector/run/job';
import { Refusal } from '../../connector/model/failures';
import type { Steps } from '../../connector/run/steps';
import type { Calls } from '../vendor/calls';
import { idKey } from './names';
import { allOf, idsOf } from './people';
import { afterWriting } from './protections';
import { managersOf, userWithId } from './reads';
import { refusedBy } from './rehearsal';

/** Attempts before giving up when somebody else keeps changing the managers between reading and checking. */
const ATTEMPTS = 5;

/**
 * Gives a user exactly the managers of a list: adds first and takes away then, so that the user is not without a manager in between, reads
 * again, and starts over when somebody else changed them meanwhile.
 */
export const setManagers: Job = {
	together: ({ body }) => `${idKey(String(body.userId))}/${body.dryRun === true}`,
	merged: 'userId',
	work: async (calls, jobs) => {
		const { input, steps } = jobs.find(({ done }) => !done)!;
		const userId = String(input.body.userId);
		const dryRun = input.body.dryRun === true;
		const wanted = await idsOf(
			calls,
			jobs.flatMap((job) => job.input.body.managers as string[]),
			'Managers',
		);
		const before = await managersOf(calls, userId);
		if (dryRun && !same(before, wanted)) await rehearse(calls, userId, without(wanted, before));
		let present = before;
		for (let attempt = 1; !dryRun && !same(present, wanted); attempt += 1) {
			if (attempt > ATTEMPTS) throw disagreement();
			await change(calls, userId, present, wanted, steps);
			present = await afterWriting(async () => await managersOf(calls, userId));
		}
		const added = without(wanted, before);
		const removed = without(before, wanted);
		const report = { userId, changed: added.length + removed.length > 0, added, removed, managers: wanted, dryRun };
		return jobs.map(() => [report]);
	},
};

/** 360Learning refuses closed and unknown accounts when it writes; a dry run has to ask. */
async function rehearse(calls: Calls, userId: string, added: string[]): Promise<void> {
	const [user, ...managers] = await allOf(calls, [userId, ...added], async (id) => await userWithId(calls, id));
	if (user?.status === 'deleted') throw refusedBy(calls, 'addUserManager', 'userDeleted');
	for (const manager of managers) {
		if (!manager) throw refusedBy(calls, 'addUserManager', 'managerNotFound');
		if (manager.status === 'deleted') throw refusedBy(calls, 'addUserManager', 'managerDeleted');
	}
}

async function change(calls: Calls, userId: string, present: string[], wanted: string[], steps: Steps): Promise<void> {
	steps.advice = 'Run the item again: it does what is left';
	for (const managerId of without(wanted, present)) {
		await steps.take(
			`adding the manager ${managerId}`,
			async () => await calls.one('addUserManager', { path: { userId, managerId } }),
			() => `The manager ${managerId} was added`,
		);
	}
	for (const managerId of without(present, wanted)) {
		await steps.take(
			`removing the manager ${managerId}`,
			async () => await remove(calls, userId, managerId),
			() => `The manager ${managerId} was removed`,
		);
	}
}

/** Takes a manager away; one that somebody else took away meanwhile is gone all the same. */
async function remove(calls: Calls, userId: string, managerId: string): Promise<void> {
	await calls.unless(
		['managerNotAssignedToUser'],
		async () => await calls.one('removeUserManager', { path: { userId, managerId } }),
	);
}

/** The IDs of one list that are not in another. */
function without(list: string[], others: string[]): string[] {
	const keys = new Set(others.map(idKey));
	return list.filter((id) => !keys.has(idKey(id)));
}

function same(one: string[], other: string[]): boolean {
	return without(one, other).length + without(other, one).length === 0;
}

function disagreement(): Refusal {
	return new Refusal(
		`The managers of the user were changed by someone else ${ATTEMPTS} times in a row`,
		'Run the item again when nobody else is changing them',
	);
}
