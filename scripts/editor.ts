/**
 * `npm run editor`: n8n with the pack installed from its tarball, the sandbox of the vendors beside it, credentials and example workflows in
 * it. It keeps its data from one start to the next in .e2e/editor; --fresh begins anew.
 */
import { existsSync } from 'node:fs';
import path from 'node:path';
import { WORK } from '../test/e2e/install.ts';
import { OWNER } from '../test/e2e/n8n.ts';
import { openWorkplace } from '../test/e2e/workplace.ts';

const PORTS = { learning360: 3601, zohoPeople: 3602, zohoAccounts: 3603 };
const EDITOR_PORT = 5678;

const fresh = process.argv.includes('--fresh');
const keep = !fresh && existsSync(path.join(WORK, 'editor'));

try {
	console.log('Starting n8n; the first time it is installed, which takes a few minutes.');
	const { n8n, sandbox, close } = await openWorkplace({ name: 'editor', port: EDITOR_PORT, sandboxPorts: PORTS, keep });
	console.log(`
The editor is at      ${n8n.url}
  email               ${OWNER.email}
  password            ${OWNER.password}

The sandbox of the vendors
  360Learning         ${sandbox.learning360.url}
  Zoho People         ${sandbox.zohoPeople.url}
  requests it saw     ${sandbox.learning360.url}/_sandbox/requests

Open a workflow and execute it. Ctrl+C ends both.`);
	for (const signal of ['SIGINT', 'SIGTERM'] as const)
		process.once(signal, () => void close().then(() => process.exit(0)));
} catch (error) {
	console.error((error as Error).message);
	process.exit(1);
}
