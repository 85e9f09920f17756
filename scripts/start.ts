/**
 * `npm start`: runs the examples against the local sandbox of the vendors, or a workflow of one's own against the vendors
 * themselves, with n8n's engine in this process. Exit code 0 when every workflow succeeded, 1 otherwise.
 */
import { readdirSync, writeFileSync } from 'node:fs';
import { join, relative, resolve } from 'node:path';
import { loadTypes, readWorkflow, root, runWorkflow } from '../engine/index.ts';
import { startSandbox } from '../sandbox/index.ts';
import { startN8nApi } from '../sandbox/n8nApi.ts';
import { n8nCredentials } from '../sandbox/n8nCredentials.ts';
import { account } from './start/account.ts';
import { calledWith } from './start/calledWith.ts';
import { type CommandLine, help, readCommandLine } from './start/commandLine.ts';
import { readCredentials } from './start/credentialsFile.ts';
import { happenings } from './start/happenings.ts';
import { needsModel } from './start/needsModel.ts';
import { type Job, runAll, type Result } from './start/runAll.ts';
import { runOnEvent } from './start/runOnEvent.ts';

/** Life of a token in the sandbox, in seconds: short enough that a run of a few seconds sees tokens end. */
const TOKEN_SECONDS = 2;

const stopped = new AbortController();
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => stopped.abort());

/** A path that the person gave, seen from where npm was started; npm itself runs scripts in the package's folder. */
function given(path: string): string {
	return resolve(process.env.INIT_CWD ?? process.cwd(), path);
}

/** Runs everything in `examples` against the sandbox, but for what needs a language model. */
async function runExamples(): Promise<Result[]> {
	const folder = join(root, 'examples');
	const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.json'));
	const sandbox = await startSandbox({ tokenSeconds: TOKEN_SECONDS });
	process.stdout.write(
		`360Learning and Zoho People are played by servers on ${sandbox.learning360.url} and ${sandbox.zohoPeople.url}.\n\n`,
	);
	const jobs = files.flatMap((name): Job[] => {
		const job = jobFrom(join(folder, name));
		if (needsModel(job.workflow)) return [];
		const happening = happenings[name];
		return happening
			? [{ ...job, work: async (options) => await runOnEvent(sandbox, job.workflow, happening, options) }]
			: [job];
	});
	// The example that migrates workflows finds those of API v1 in an n8n that is played as well.
	const n8n = await startN8nApi(jobs.map(({ workflow }) => workflow as never));
	try {
		return await runAll(jobs, {
			credentials: { ...n8nCredentials(sandbox), n8nApi: n8n.credential },
			signal: stopped.signal,
		});
	} finally {
		await n8n.close();
		await sandbox.close();
	}
}

/** Runs one workflow against the real vendors. */
async function runOwn(workflow: string, { credentials, output }: CommandLine): Promise<Result[]> {
	const types = await loadTypes();
	const data = credentials === undefined ? {} : readCredentials(given(credentials), types.credentialNames());
	const job = jobFrom(given(workflow));
	const work: Job['work'] = async (options) =>
		await runWorkflow({ ...options, workflow: job.workflow, input: calledWith(job.workflow, types) });
	const results = await runAll([{ ...job, work }], { credentials: data, signal: stopped.signal });
	if (output !== undefined) {
		const nodes = Object.entries(results[0]?.run?.nodes ?? {}).map(([name, { runs }]) => [
			name,
			runs.map(({ items }) => items),
		]);
		writeFileSync(given(output), `${JSON.stringify(Object.fromEntries(nodes), undefined, '\t')}\n`);
	}
	return results;
}

function jobFrom(path: string): Job {
	const workflow = readWorkflow(path);
	const name = relative(process.env.INIT_CWD ?? process.cwd(), path);
	return { title: workflow.name ? `${workflow.name} [${name}]` : name, workflow };
}

const whatNext = `Where to go next
  Import a workflow from examples/ into n8n: menu … > Import from File. Each explains itself.
  Play with the sandbox from your own n8n:   npm run sandbox
  Run a workflow against the real vendors:    npm start -- --workflow FILE --credentials FILE
  Install the nodes and sign in:              README.md
`;

/** Returns the exit code. */
async function main(): Promise<number> {
	const commandLine = readCommandLine(process.argv.slice(2));
	if (commandLine.help) {
		process.stdout.write(help);
		return 0;
	}
	const { workflow } = commandLine;
	const results = workflow === undefined ? await runExamples() : await runOwn(workflow, commandLine);
	process.stdout.write('\n');
	for (const { title, workflow: file, run, error } of results) {
		process.stdout.write(run ? `${account(title, file, run)}\n\n` : `✖ ${title}\n  ${error?.message}\n\n`);
	}
	const failed = results.filter(({ run }) => run?.status !== 'success').length;
	if (workflow === undefined) process.stdout.write(`${whatNext}\n`);
	process.stdout.write(
		failed === 0
			? `${results.length} of ${results.length} workflows succeeded.\n`
			: `${failed} of ${results.length} workflows failed.\n`,
	);
	return failed === 0 && results.length > 0 ? 0 : 1;
}

try {
	process.exitCode = await main();
} catch (error) {
	process.stderr.write(`${(error as Error).message}\n`);
	process.exitCode = 1;
}
