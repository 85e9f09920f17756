import {
	PublishedWorkflow,
	type RunOptions,
	WebhookServer,
	type WorkflowFile,
	type WorkflowRun,
} from '../../engine/index.ts';
import type { Sandbox } from '../../sandbox/index.ts';
import type { Happening } from './happenings.ts';

/**
 * Publishes a workflow whose trigger is called from outside, lets happen what starts it, waits for its execution and takes it back.
 *
 * @throws Error when nothing came of it
 */
export async function runOnEvent(
	sandbox: Sandbox,
	workflow: WorkflowFile,
	happening: Happening,
	{ credentials, onNode }: Pick<RunOptions, 'credentials' | 'onNode'>,
): Promise<WorkflowRun> {
	const server = new WebhookServer();
	await server.start();
	try {
		const published = await PublishedWorkflow.load({ workflow, credentials, baseUrl: server.url, onNode });
		server.add(published);
		await published.publish();
		try {
			await happening(sandbox);
			await sandbox.events.settled();
			await published.settled();
		} finally {
			await published.unpublish();
		}
		const [run] = published.runs;
		if (!run) throw new Error('The trigger was not called');
		return run;
	} finally {
		await server.stop();
	}
}
