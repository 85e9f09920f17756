import { setTimeout as sleep } from 'node:timers/promises';
import type { Sandbox } from '../../sandbox/index.ts';

/** Does in the sandbox of 360Learning what starts a workflow. */
export type Happening = (sandbox: Sandbox) => Promise<void>;

/** What starts the examples whose trigger is called from outside, by name of the file. */
export const happenings: Record<string, Happening> = {
	/** Somebody gives a learner a certificate. */
	'on-certificate-awarded.json': async (sandbox) => {
		const { users, certificateOutlines } = sandbox.state.learning360;
		const learner = users.find(({ status, mail }) => status === 'active' && mail !== undefined);
		const form = new FormData();
		form.append('title', 'Forklift safety');
		form.append('deliveryDate', new Date(sandbox.now() - 60_000).toISOString());
		form.append('certificateOutlineId', certificateOutlines[0]!._id);
		form.append('file', new File(['%PDF-1.4'], 'forklift.pdf', { type: 'application/pdf' }));
		await call(sandbox, 'POST', `/api/v2/users/${learner?._id}/certificates`, form);
	},
	/** A learner leaves a full slot that others wait for. */
	'on-place-freed.json': async (sandbox) => {
		const { slots, registrations, waitlist } = sandbox.state.learning360;
		const present = (slotId: string) =>
			registrations.filter(({ classroomSlotId, status }) => classroomSlotId === slotId && status === 'published');
		const full = slots.find(
			({ _id, maxCapacity }) =>
				maxCapacity === present(_id).length &&
				waitlist.filter(({ classroomSlotId }) => classroomSlotId === _id).length > 1,
		);
		await call(
			sandbox,
			'DELETE',
			`/api/v2/classroom-slots/${full?._id}/registrations/${present(full?._id ?? '')[0]?._id}`,
		);
	},
	/** A learner comes to the end of a path. */
	'on-path-completed.json': async (sandbox) => {
		const { enrollments } = sandbox.state.learning360;
		const learner = enrollments.find(({ status, progress }) => status === 'published' && progress < 100);
		sandbox.events.completePath(learner?.userId ?? '', learner?.sessionId ?? '');
	},
};

/** @throws Error when the sandbox refuses the call */
async function call(
	{ learning360, credentials }: Sandbox,
	method: string,
	path: string,
	body?: FormData,
): Promise<void> {
	const { clientId, clientSecret } = credentials.learning360;
	const token = await fetch(`${learning360.url}/api/v2/oauth2/token`, {
		method: 'POST',
		headers: { 'content-type': 'application/json', '360-api-version': 'v2.0' },
		body: JSON.stringify({ grant_type: 'client_credentials', client_id: clientId, client_secret: clientSecret }),
	});
	const { access_token: accessToken } = (await token.json()) as { access_token: string };
	const send = async () =>
		await fetch(`${learning360.url}${path}`, {
			method,
			...(body ? { body } : {}),
			headers: { authorization: `Bearer ${accessToken}`, '360-api-version': 'v2.0' },
		});
	let answer = await send();
	// The workflow before may have used up the writes of this second.
	for (let tries = 1; answer.status === 429 && tries < 5; tries += 1) {
		await sleep(1_000);
		answer = await send();
	}
	if (!answer.ok) throw new Error(`${method} ${path} was answered with ${answer.status}: ${await answer.text()}`);
}
