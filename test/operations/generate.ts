/**
 * Writes the workflow of every operation into test/fixtures/operations: values from the documented examples, records of the addresses picked
 * from the lists of the sandbox. Not every record will do (a session that is over takes nobody in), so it tries records until the workflow
 * runs. Operations whose workflow in test/fixtures/written was written by hand are left out.
 *
 * `node test/operations/generate.ts [path …]` writes all of them, or those whose path contains one of the words, e.g. `Learning360/user`.
 */
import { existsSync, mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { fixtureSubjects, type FixtureSubject, type Pick, type Workflow } from '../../compiler/fixtures/fixtures.ts';
import { CredentialStore, root, runListSearch, runWorkflow } from '../../engine/index.ts';
import { startSandbox } from '../../sandbox/index.ts';
import { n8nCredentials } from '../../sandbox/n8nCredentials.ts';

const GENERATED = path.join(root, 'test', 'fixtures', 'operations');
const WRITTEN = path.join(root, 'test', 'fixtures', 'written');

/** Records tried of the first list of an operation, and of each list that depends on it. */
const CANDIDATES = { first: 5, further: 4 };

const sandbox = await startSandbox({ limits: false, speed: 60 });
let credentials = await CredentialStore.create(n8nCredentials(sandbox));
const known = new Map<string, Promise<string[]>>();

/** Picks the record at a place of each list: `first` for the first list of a workflow, `further` for those after it. */
function picking(first: number, further: number): Pick {
	let picks = 0;
	return async ({ type }, list, parameters) => {
		const locators = Object.entries(parameters).filter(
			([name, value]) => typeof value === 'object' || name === 'level',
		);
		const key = JSON.stringify([type, list, locators]);
		const search = async () => {
			const { results } = await runListSearch({
				nodeType: type,
				method: list,
				parameters: parameters as never,
				credentials,
			});
			return results.map(({ value }) => String(value));
		};
		if (!known.has(key))
			known.set(
				key,
				search().catch(() => []),
			);
		const values = await known.get(key)!;
		const place = picks === 0 ? first : further;
		picks += 1;
		return values[place % Math.max(1, values.length)];
	};
}

/** The first day of the sandbox, signed in anew. */
async function startAgain(): Promise<void> {
	await sandbox.reset();
	credentials = await CredentialStore.create(n8nCredentials(sandbox));
}

async function runs(workflow: Workflow): Promise<boolean> {
	await startAgain();
	attempts += 1;
	const run = await runWorkflow({ workflow: withOwnBudget(workflow) as never, credentials });
	return (
		run.status === 'success' &&
		sandbox.requests.every(
			({ validationFailures, answerFailures }) => validationFailures.length + answerFailures.length === 0,
		)
	);
}

let attempts = 0;

/** Each attempt is a credential of its own for the node, so that it does not wait for the limits of those before it. */
function withOwnBudget(workflow: Workflow): Workflow {
	const nodes = (workflow.nodes as Array<{ credentials?: Record<string, { name: string }> }>).map((node) =>
		node.credentials
			? {
					...node,
					credentials: Object.fromEntries(
						Object.entries(node.credentials).map(([type, { name }]) => [type, { id: `attempt ${attempts}`, name }]),
					),
				}
			: node,
	);
	return { ...workflow, nodes };
}

/** The first workflow of a subject that runs. */
async function working({ make }: FixtureSubject): Promise<Workflow | undefined> {
	const seen = new Set<string>();
	await startAgain();
	for (let first = 0; first < CANDIDATES.first; first += 1) {
		for (let further = 0; further < CANDIDATES.further; further += 1) {
			const workflow = await make(picking(first, further));
			const text = JSON.stringify(workflow);
			if (seen.has(text)) continue;
			seen.add(text);
			if (await runs(workflow)) return workflow;
		}
	}
	return undefined;
}

const wanted = process.argv.slice(2);
const isWanted = ({ file }: FixtureSubject) => wanted.length === 0 || wanted.some((word) => file.includes(word));
const generated = (await fixtureSubjects(root)).filter(({ file }) => !existsSync(path.join(WRITTEN, file)));
const subjects = generated.filter(isWanted);
const broken: string[] = [];
removeOthers(generated.map(({ file }) => file));
for (const [index, subject] of subjects.entries()) {
	const target = path.join(GENERATED, subject.file);
	mkdirSync(path.dirname(target), { recursive: true });
	const workflow = await working(subject);
	if (workflow) writeFileSync(target, `${JSON.stringify(workflow, undefined, '\t')}\n`);
	else broken.push(subject.file);
	if (process.stdout.isTTY) process.stdout.write(`\r${index + 1}/${subjects.length} workflows`);
}
console.log(`\n${subjects.length} workflows in ${path.relative(root, GENERATED)}`);
if (broken.length > 0)
	console.log(
		`No record of the sandbox will do for these; write them by hand in ${path.relative(root, WRITTEN)}:\n${broken.join('\n')}`,
	);
await sandbox.close();
process.exit(broken.length === 0 ? 0 : 1);

/** Removes the workflows of operations that are gone or written by hand. */
function removeOthers(files: string[]): void {
	for (const entry of readdirSync(GENERATED, { recursive: true, withFileTypes: true })) {
		const file = path.join(entry.parentPath, entry.name);
		if (entry.isFile() && !files.includes(path.relative(GENERATED, file))) rmSync(file);
	}
}
