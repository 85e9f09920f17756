/**
 * `npm start`: runs the example workflows through n8n's execution engine against the local stand-in of the vendors, or one workflow of your
 * own against the real vendors, and tells what each node did.
 */
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { CredentialStore, readWorkflow, runWorkflow, type WorkflowFile, type WorkflowRun } from '../engine/index.ts';
import { startSandbox } from '../sandbox/index.ts';
import { n8nCredentials } from '../sandbox/n8nCredentials.ts';
import { account, Progress } from './account.ts';

const HELP = `npm start                                            run the example workflows against the local stand-in of the vendors
npm start -- --workflow FILE --credentials FILE      run a workflow of your own against the real vendors

  --workflow FILE      a workflow exported from n8n that uses the nodes of this package
  --credentials FILE   JSON with the fields of each credential, by credential type, for example
                       { "learning360OAuth2Api": { "region": "eu", "clientId": "…", "clientSecret": "…" },
                         "learning360V1Api": { "region": "eu", "companyId": "…", "apiKey": "…", "authenticationMethod": "oAuth2" },
                         "zohoPeopleOAuth2Api": { "dataCenter": "zoho.eu", "clientId": "…", "clientSecret": "…",
                           "oauthTokenData": { "access_token": "…", "refresh_token": "…" } } }
                       The file is read and never written.
  --help               this text`;

const NEXT = `Where to go next
  Import a workflow of the folder examples into your n8n, or change one and run npm start again.
  npm run sandbox keeps the stand-in running for an n8n of your own; npm test checks everything.
  README.md says how to install the nodes and how to sign in to the vendors.`;

/** Runs workflows one after the other and prints what they did; returns whether all succeeded. */
async function runAll(files: string[], credentials: CredentialStore): Promise<boolean> {
	const runs: Array<{ name: string; run: WorkflowRun; workflow: WorkflowFile }> = [];
	const progress = new Progress(files.length);
	for (const file of files) {
		const workflow = readWorkflow(file);
		const name = workflow.name ?? path.basename(file, '.json');
		progress.workflow(name);
		const run = await runWorkflow({ workflow, credentials, onNode: (node, done) => progress.node(node, done !== undefined) });
		runs.push({ name, run, workflow });
	}
	progress.end();
	for (const entry of runs) console.log(account(entry));
	return runs.every(({ run }) => run.status === 'success');
}

async function runExamples(): Promise<boolean> {
	const folder = path.join(import.meta.dirname, '..', 'examples');
	const files = readdirSync(folder).filter((file) => file.endsWith('.json')).sort();
	const sandbox = await startSandbox();
	try {
		console.log(`The vendors' stand-in runs on ${sandbox.learning360.url} (360Learning) and ${sandbox.zohoPeople.url} (Zoho People).\n`);
		const store = await CredentialStore.create(n8nCredentials(sandbox));
		const succeeded = await runAll(files.map((file) => path.join(folder, file)), store);
		console.log(`${files.length} workflows, ${sandbox.requests.length} requests to the stand-in.\n\n${NEXT}`);
		return succeeded;
	} finally {
		await sandbox.close();
	}
}

async function runOwn(workflow: string, credentials: string): Promise<boolean> {
	const data = JSON.parse(readFileSync(credentials, 'utf8')) as Record<string, object>;
	return await runAll([path.resolve(workflow)], await CredentialStore.create(data));
}

async function main(): Promise<number> {
	const { values } = parseArgs({ options: { workflow: { type: 'string' }, credentials: { type: 'string' }, help: { type: 'boolean' } } });
	if (values.help) {
		console.log(HELP);
		return 0;
	}
	if ((values.workflow === undefined) !== (values.credentials === undefined)) {
		console.error(`Give both --workflow and --credentials.\n\n${HELP}`);
		return 1;
	}
	const succeeded = values.workflow && values.credentials ? await runOwn(values.workflow, values.credentials) : await runExamples();
	return succeeded ? 0 : 1;
}

try {
	process.exitCode = await main();
} catch (error) {
	console.error((error as Error).message);
	process.exitCode = 1;
}
// Timers of n8n's core would keep the process alive.
process.exit();
