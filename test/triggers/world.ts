import { DateTime } from 'luxon';
import type { IDataObject, INodeExecutionData, WorkflowActivateMode } from 'n8n-workflow';
import type { Sandbox } from '../../sandbox/index.ts';
import { n8nCredentials } from '../../sandbox/n8nCredentials.ts';
import { type PollRun, PublishedWorkflow, type PublishOptions } from '../harness/index.ts';
import { type Client, zohoHeaders, send, v2Headers } from '../sandbox/client.ts';

const MINUTE = 60_000;
const TRAINER = '219225000000036453';

/** One clock for the nodes and the sandbox, which goes on by itself and can be put forward. */
export class Time {
	private offset = 0;
	private readonly real = { date: Date.now.bind(Date), elapsed: performance.now.bind(performance) };
	private readonly sandbox: Sandbox;

	private constructor(sandbox: Sandbox) {
		this.sandbox = sandbox;
		// No spies: they would keep a note of every look at the clock.
		Date.now = () => this.real.date() + this.offset;
		performance.now = () => this.real.elapsed() + this.offset;
	}

	/** @param moment ISO date with its zone */
	static async startAt(sandbox: Sandbox, moment: string): Promise<Time> {
		const time = new Time(sandbox);
		await time.reach(moment);
		return time;
	}

	get now(): DateTime {
		return DateTime.fromMillis(Date.now(), { zone: 'utc' });
	}

	async pass(minutes: number): Promise<void> {
		this.offset += minutes * MINUTE;
		await this.sandbox.advance(minutes * MINUTE);
	}

	async reach(moment: string): Promise<void> {
		await this.pass((DateTime.fromISO(moment, { setZone: true }).toMillis() - Date.now()) / MINUTE);
	}
}

/** What happens at 360Learning, told through the vendor's own operations. */
export class Company {
	private readonly sandbox: Sandbox;

	constructor(sandbox: Sandbox) {
		this.sandbox = sandbox;
	}

	/** A path session that lasts, belongs to no other and takes people by its audience. */
	get openSession(): Sandbox['state']['learning360']['pathSessions'][number] {
		const isOpen = ({ endDate }: { endDate?: string }) =>
			endDate === undefined || Date.parse(endDate) > Date.now() + 30 * 24 * 60 * MINUTE;
		return this.sandbox.state.learning360.pathSessions.find(
			(session) => session.isAudienceBuilder && !session.rootSessionId && isOpen(session),
		)!;
	}

	async call(method: string, path: string, data?: object): Promise<IDataObject> {
		const answer = await send({
			method,
			url: `${this.sandbox.learning360.url}/api/v2${path}`,
			headers: await v2Headers(this.sandbox),
			data,
		});
		if (answer.status >= 300) throw new Error(`${method} ${path}: ${answer.status} ${JSON.stringify(answer.data)}`);
		return answer.data as IDataObject;
	}

	async addSession(dates: { startDate: string; endDate?: string }): Promise<{ _id: string; pathId: string }> {
		const { pathId, mainInstructorId } = this.openSession;
		const { _id } = await this.call('POST', `/paths/${pathId}/sessions`, {
			name: 'Made up',
			mainInstructorId,
			registrationRequestValidation: 'disabled',
			...dates,
		});
		return { _id: String(_id), pathId };
	}
}

/** What happens at Zoho: one blended course of its own with batches, each with one module, told through the vendor's own operations. */
export class School {
	courseId = '';
	private readonly call: Client;
	private token = '';
	private tokenTime = 0;
	private readonly published = new Set<string>();

	private constructor(call: Client) {
		this.call = call;
	}

	static async open(sandbox: Sandbox): Promise<School> {
		const school: School = new School(
			async (method, path, config) =>
				await send({
					method,
					url: `${sandbox.zohoPeople.url}/api/v1${path}`,
					headers: zohoHeaders(sandbox, await school.freshToken(sandbox)),
					...config,
				}),
		);
		school.courseId = (
			await school.write('POST', '/courses', 'courseData', {
				name: 'Fire safety',
				type: 2,
				durationUnit: 'hour',
				duration: 2,
				permissionSettings: {},
			})
		).course.courseId;
		return school;
	}

	/** A token for the school's own calls: the one of the credentials runs out when time passes. */
	private async freshToken({ zohoAccounts, credentials }: Sandbox): Promise<string> {
		if (Date.now() - this.tokenTime < 30 * MINUTE) return this.token;
		const { clientId, clientSecret, refreshToken } = credentials.zoho;
		const params = {
			grant_type: 'refresh_token',
			client_id: clientId,
			client_secret: clientSecret,
			refresh_token: refreshToken,
		};
		const { data } = await send({
			method: 'POST',
			url: `${zohoAccounts.url}/oauth/v2/token`,
			data: new URLSearchParams(params).toString(),
		});
		this.token = data.access_token;
		this.tokenTime = Date.now();
		return this.token;
	}

	async addBatch(from: DateTime, days: number, name = 'Batch'): Promise<Batch> {
		const dates = { startDate: from.toFormat('dd-MM-yyyy'), endDate: from.plus({ days }).toFormat('dd-MM-yyyy') };
		const { batch } = await this.write('POST', `/courses/${this.courseId}/batches`, 'batchData', {
			name,
			...dates,
			minimumCapacity: 1,
			maximumCapacity: 90,
		});
		const path = `/courses/${this.courseId}/batches/${batch.batchId}`;
		const { module } = await this.write('POST', `${path}/modules`, 'moduleData', { name: 'Module' });
		return { batchId: batch.batchId, moduleId: module.moduleId, path };
	}

	async addSession({ path, moduleId }: Batch, start: DateTime, name = 'Session'): Promise<string> {
		const { session } = await this.write('POST', `${path}/modules/${moduleId}/sessions`, 'sessionData', {
			name,
			trainerErecno: TRAINER,
			type: '0',
			...times(start),
		});
		await this.publish(path);
		return session.sessionId;
	}

	/** A batch can be published as soon as it has a session. */
	async publish(path: string): Promise<void> {
		if (this.published.has(path)) return;
		await this.write('POST', `${path}/publish`);
		this.published.add(path);
	}

	async moveSession(batch: Batch, sessionId: string, start: DateTime): Promise<void> {
		await this.editSession(batch, sessionId, times(start));
	}

	async editSession({ path, moduleId }: Batch, sessionId: string, changes: object): Promise<void> {
		await this.write('PATCH', `${path}/modules/${moduleId}/sessions/${sessionId}`, 'sessionData', changes);
	}

	async deleteSession({ path, moduleId }: Batch, sessionId: string): Promise<void> {
		await this.write('DELETE', `${path}/modules/${moduleId}/sessions/${sessionId}`);
	}

	async act({ path }: Batch, action: string, params: object = {}): Promise<void> {
		await this.write('POST', `${path}/${action}`, '', {}, params);
	}

	async write(
		method: string,
		path: string,
		name = '',
		value: object = {},
		params: object = {},
	): Promise<Record<string, Record<string, string>>> {
		const { status, data } = await this.call(method, path, {
			params: name === '' ? params : { [name]: JSON.stringify(value) },
		});
		if (status !== 200) throw new Error(`${method} ${path}: ${status} ${JSON.stringify(data)}`);
		return data;
	}
}

export interface Batch {
	batchId: string;
	moduleId: string;
	/** Address of the batch. */
	path: string;
}

/** A session ends on the day on which it starts. */
function times(wanted: DateTime): object {
	const lastMinute = wanted.endOf('day');
	const start = DateTime.min(wanted, lastMinute.minus({ minutes: 1 }));
	const end = DateTime.min(start.plus({ hours: 1 }), lastMinute);
	return { date: start.toFormat('dd-MM-yyyy'), startTime: start.toFormat('hh:mm a'), endTime: end.toFormat('hh:mm a') };
}

export type TriggerType = 'zohoPeopleLmsTrigger' | 'learning360PollingTrigger';

const TRIGGER = 'Trigger';

/** A workflow that one polling trigger starts: each step gives what its poll came to. */
export class Polled {
	private readonly workflow: PublishedWorkflow;

	constructor(workflow: PublishedWorkflow) {
		this.workflow = workflow;
	}

	/** All that n8n has stored of what the trigger remembers. */
	get stored(): IDataObject {
		return this.workflow.storage.stored;
	}

	/**
	 * Publishes the workflow, as a person does (`activate`, `update`) or n8n after a start (`init`); an error of the poll is in what it came to.
	 *
	 * @param parameters changes of the trigger's parameters, as an edit of the workflow makes them
	 */
	async activate(mode: WorkflowActivateMode = 'activate', parameters: IDataObject = {}): Promise<PollRun> {
		this.workflow.edit(TRIGGER, parameters as never);
		await this.workflow.publish(mode).catch((error: Error) => {
			if (this.workflow.polls[0]?.error !== error) throw error;
		});
		return this.workflow.polls[0]!;
	}

	/** One scheduled poll. */
	async poll(): Promise<PollRun> {
		const [run] = await this.workflow.poll();
		if (!run) throw new Error('The workflow is not published.');
		return run;
	}

	/** The process of n8n ends; what is stored stays. */
	async stop(): Promise<void> {
		await this.workflow.stop();
	}

	async fetchTestEvent(): Promise<PollRun> {
		return await this.workflow.fetchTestEvent();
	}
}

let workflows = 0;

/** A workflow of one trigger with the given parameters, polled every five minutes unless they say otherwise. */
export async function trigger(
	sandbox: Sandbox,
	type: TriggerType,
	parameters: IDataObject,
	options: Partial<PublishOptions> = {},
): Promise<Polled> {
	workflows += 1;
	const pollTimes = { item: [{ mode: 'everyX', unit: 'minutes', value: 5 }] };
	const node = {
		id: `trigger ${workflows}`,
		name: TRIGGER,
		type: `n8n-nodes-lms.${type}`,
		typeVersion: 1,
		position: [0, 0] as [number, number],
	};
	const workflow = {
		id: `workflow ${workflows}`,
		name: 'Polling',
		nodes: [{ ...node, parameters: { pollTimes, ...parameters } }],
		connections: {},
	};
	const credentials = n8nCredentials(sandbox);
	return new Polled(
		await PublishedWorkflow.load({ workflow: workflow as never, credentials, isLean: true, ...options }),
	);
}

export const chosen = (...values: Array<Record<string, string>>): IDataObject => ({
	scope: 'chosen',
	chosen: {
		values: values.map((entry) =>
			Object.fromEntries(Object.entries(entry).map(([name, value]) => [name, { __rl: true, mode: 'id', value }])),
		),
	},
});

export const jsonOf = ({ items = [] }: PollRun): IDataObject[] => items.map(({ json }: INodeExecutionData) => json);
export const idsOf = (run: PollRun, name: string): unknown[] => jsonOf(run).map((json) => json[name]);
