import { readdirSync } from 'node:fs';
import path from 'node:path';
import { startSandbox, type Sandbox } from '../../sandbox/index.ts';
import { n8nCredentials } from '../../sandbox/n8nCredentials.ts';
import { expectPinnedOutput, root, runWorkflow } from '../harness/index.ts';

const FOLDER = path.join(root, 'test', 'fixtures', 'five');

let sandbox: Sandbox;
beforeAll(async () => {
	sandbox = await startSandbox({ limits: false });
});
afterAll(async () => await sandbox.close());
beforeEach(async () => await sandbox.reset());

test.each(readdirSync(FOLDER))('%s gives the output that is pinned in it', async (file) => {
	const workflow = path.join(FOLDER, file);
	const run = await runWorkflow({ workflow, credentials: n8nCredentials(sandbox) });
	expect(run.error?.message).toBeUndefined();
	expectPinnedOutput(workflow, run);
	expect(
		sandbox.requests.flatMap(({ validationFailures, answerFailures }) => [...validationFailures, ...answerFailures]),
	).toEqual([]);
});
