import type { IDataObject } from 'n8n-workflow';
import { existing } from '../../connector/model/existing';
import type { Job, GroupOutcome, JobItem, Outcome } from '../../connector/run/job';
import { FieldIssue } from '../../connector/model/failures';
import { Steps, stoppedAfter } from '../../connector/run/steps';
import type { Calls } from '../vendor/calls';
import type { Accounts } from './account';
import { idOut, Platform, userOut } from './accounts';
import { goneFrom, type Gone } from './gone';
import { isListed } from './identity';
import { beyond, counted, refuseTwice, sameSettings, tooMuch } from './listPlan';
import { keyOf, MATCH_VALUE, type User } from './names';
import { chosen, matchOf } from './people';
import { NAME_TAKEN, wantedOf, write, type Wanted } from './profile';
import { protectedNames } from './protections';
import { Rehearsal } from './rehearsal';
import { refuseMissing, rosterFor, type Roster } from './roster';

/** Bounds on deactivations that hold when nobody chooses others. */
const MOST = 50;
const MOST_PERCENT = 10;

/** What holds for the list as a whole. */
const SETTINGS = {
	matchBy: 'Match By',
	gone: 'People Not in the List',
	dryRun: 'Dry Run',
	scopeGroupId: 'Only This Group',
	platform: 'External Platform',
	protected: 'Protected Accounts',
	deactivateAtMost: 'Maximum Deactivations',
	deactivateAtMostPercent: 'Maximum Deactivations (%)',
};

interface Settings {
	deactivates: boolean;
	dryRun: boolean;
	scopeGroupId: string | undefined;
	/** Users for whom nothing is changed. */
	protectedNames: string[];
	bound: { most: number; percent: number };
}

/** One item of the list and the user it is about. */
interface Row {
	job: JobItem;
	wanted: Wanted;
	person: User | undefined;
	isProtected: boolean;
}

/** Makes the platform agree with a list: creates who is new, updates who changed, and reports or deactivates who is gone. */
export const syncUsers: Job = {
	whole: true,
	check: (input) => void [matchOf(input), protectedNames(input.body.protected)],
	work: async (calls, jobs) => {
		sameSettings(jobs, SETTINGS);
		const first = existing(jobs[0], 'The first item');
		const settings = settingsOf(first);
		const list = jobs.map((job) => ({ job, wanted: wantedOf(job.input, matchOf(job.input)) }));
		refuseTwice(list, MATCH_VALUE, ({ wanted }) => keyOf(wanted.match));
		for (const [by, label] of [
			['mail', 'Email'],
			['username', 'Username'],
		] as const)
			refuseTwice(list, label, ({ wanted }) => nameIn(wanted, by));
		const roster = await rosterFor(calls, matchOf(first.input));
		const rows = list.map((entry) => rowOf(entry, roster, settings));
		refuseTwice(rows, MATCH_VALUE, ({ person }) => person?._id);
		await refuseMissing(
			calls,
			rows.filter(({ person }) => !person).map(({ wanted }) => wanted.match),
		);
		refuseUnknownProtected(settings, roster);
		const { gone, all } = await goneFrom(calls, roster, {
			...settings,
			listed: rows.flatMap(({ person }) => person ?? []),
		});
		const why = settings.deactivates
			? beyond(settings.bound, gone.filter(leaves).length, all, 'deactivates')
			: undefined;
		if (why && !settings.dryRun) throw tooMuch(why, 'Maximum Deactivations and Maximum Deactivations (%)');
		const rehearsal = await carryOut(calls, new Rehearsal(calls, async (match) => roster.named(match)), rows, gone, {
			...settings,
			dryRun: true,
		});
		if (settings.dryRun)
			return why
				? {
						...rehearsal,
						further: (rehearsal.further ?? []).map((entry) =>
							entry.action === 'deactivated' ? { ...entry, refusal: why } : entry,
						),
					}
				: rehearsal;
		const refused = rehearsal.outcomes.some((outcome) => outcome instanceof Error) && !calls.settings.keepGoing;
		if (refused)
			return {
				outcomes: rehearsal.outcomes.map((outcome) =>
					outcome instanceof Error ? asError(stoppedAfter(outcome, ['Nothing was written'])) : undefined,
				),
			};
		return await carryOut(calls, new Platform(calls), rows, gone, settings);
	},
};

function settingsOf({ input: { body } }: JobItem): Settings {
	return {
		deactivates: body.gone === 'deactivate',
		dryRun: body.dryRun === true,
		scopeGroupId: body.scopeGroupId as string | undefined,
		protectedNames: protectedNames(body.protected),
		bound: {
			most: (body.deactivateAtMost as number | undefined) ?? MOST,
			percent: (body.deactivateAtMostPercent as number | undefined) ?? MOST_PERCENT,
		},
	};
}

function nameIn({ profile }: Wanted, by: 'mail' | 'username'): string | undefined {
	return typeof profile[by] === 'string' ? keyOf({ by, value: profile[by] }) : undefined;
}

function rowOf({ job, wanted }: Pick<Row, 'job' | 'wanted'>, roster: Roster, settings: Settings): Row {
	try {
		const person = chosen(wanted.match, roster.named(wanted.match));
		return { job, wanted, person, isProtected: person !== undefined && isListed(person, settings.protectedNames) };
	} catch (error) {
		throw stoppedAfter(error, [`The item ${job.index} names them. Nothing was done`]);
	}
}

/** A name on the list of protected accounts that nobody has is a slip of the pen, and the account that is meant would not be protected. */
function refuseUnknownProtected({ deactivates, protectedNames: names }: Settings, { people }: Roster): void {
	const unknown = deactivates ? names.filter((name) => !people.some((person) => isListed(person, [name]))) : [];
	if (unknown.length === 0) return;
	throw new FieldIssue(
		'Protected Accounts',
		`Nobody has the name ${unknown.map((name) => `"${name}"`).join(', ')}`,
		'Nothing was written. Correct it or take it off the list',
	);
}

function leaves({ standing }: Gone): boolean {
	return standing === 'leaves';
}

/** Writes the list, and deactivates who is gone after every item was done. A dry run does the same with accounts that only remember. */
async function carryOut(
	calls: Calls,
	accounts: Accounts,
	rows: Row[],
	gone: Gone[],
	{ deactivates, dryRun }: Settings,
): Promise<GroupOutcome> {
	const done: string[] = [];
	const results = await writeAll(calls, rows, async (row): Promise<IDataObject[]> => {
		if (row.isProtected) return [report(row, 'protected', [], row.person!, dryRun)];
		const steps = dryRun ? new Steps() : row.job.steps;
		const written = await steps.once(
			'writing',
			async () => await write(calls, accounts, row.wanted, row.person, steps),
		);
		if (written.action !== 'unchanged') done.push(written.action);
		return [report(row, written.action, written.changedFields, written.user, dryRun)];
	});
	const failed = results.filter((result) => result instanceof Error).length;
	const outcomes = results.map((result) =>
		result instanceof Error && !dryRun ? asError(stoppedAfter(result, [soFar(done)])) : result,
	);
	if (failed > 0 || !deactivates) {
		const note =
			failed > 0 && deactivates
				? { note: `Left alone because ${failed} ${failed === 1 ? 'item' : 'items'} of the list could not be done` }
				: {};
		return { outcomes, further: gone.map((entry) => ({ ...goneReport(entry, 'notInList', dryRun), ...note })) };
	}
	if (dryRun) return { outcomes, further: gone.map((entry) => goneReport(entry, 'deactivated', true)) };
	return { outcomes, ...(await deactivate(calls, accounts, existing(rows[0], 'The first row').job, gone, done)) };
}

/** Works through the rows. Those whose email address or username another row may still give up come once more at the end. */
async function writeAll(calls: Calls, rows: Row[], work: (row: Row) => Promise<IDataObject[]>): Promise<Outcome[]> {
	const later = new Map<Row, number>();
	const results: Outcome[] = await calls.each([...rows.entries()], async ([position, row]) => {
		const outcome = await calls.unless(NAME_TAKEN, async () => await work(row));
		if (!outcome) later.set(row, position);
		return outcome ?? [];
	});
	if (later.size === 0 || (!calls.settings.keepGoing && results.some((result) => result instanceof Error)))
		return results;
	const again = await calls.each([...later.keys()], work);
	[...later.values()].forEach((position, index) => {
		results[position] = again[index];
	});
	return results;
}

/** Comes last, and only after every item of the list was done. What earlier tries of the run did is reported as well. */
async function deactivate(
	calls: Calls,
	accounts: Accounts,
	{ steps }: JobItem,
	gone: Gone[],
	done: string[],
): Promise<Pick<GroupOutcome, 'further' | 'failure'>> {
	const closed = steps.kept<IDataObject[]>('closed', () => []);
	const earlier = [...closed];
	const results = await calls.each(gone, async (entry) => {
		const told = goneReport(entry, 'deactivated', false);
		if (!leaves(entry)) return told;
		await accounts.close(entry.person);
		closed.push(told);
		return told;
	});
	const failure = results.find((result) => result instanceof Error);
	const further = [
		...earlier,
		...results.filter((result) => result !== undefined && !(result instanceof Error)),
	] as IDataObject[];
	return failure
		? { further, failure: asError(stoppedAfter(failure, [soFar([...done, ...closed.map(() => 'deactivated')])])) }
		: { further };
}

function report(
	{ wanted }: Row,
	action: string,
	changedFields: string[],
	user: IDataObject,
	dryRun: boolean,
): IDataObject {
	return {
		action,
		userId: idOut({ _id: String(user._id) }),
		matchValue: wanted.match.value,
		changedFields,
		dryRun,
		user: userOut(user),
	};
}

function goneReport({ person, name, standing, note }: Gone, action: string, dryRun: boolean): IDataObject {
	const fitting = standing === 'protected' ? 'protected' : standing === 'unknown' ? 'notInList' : action;
	return {
		action: fitting,
		userId: person._id,
		matchValue: name,
		changedFields: [],
		dryRun,
		user: person,
		...(note ? { note } : {}),
	};
}

function soFar(actions: string[]): string {
	return actions.length > 0
		? `Done before: ${counted(actions)}. Run it again to do the rest`
		: 'Nothing was done before';
}

function asError(cause: unknown): Error {
	return cause as Error;
}
