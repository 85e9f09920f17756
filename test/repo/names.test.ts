import path from 'node:path';
import ts from 'typescript';

const root = path.join(__dirname, '..', '..');

/** Code of a job, and whether it may compile. Names come from the documents: a misspelt one must not. */
const LINES: Array<[code: string, compiles: boolean]> = [
	["await calls.one('getUser');", true],
	["await calls.one('getUsr');", false],
	["await calls.all('listUsers');", true],
	["await calls.all('listUser');", false],
	["await calls.bulk('bulkAddGroupMemberships', []);", true],
	["await calls.bulk('bulkAddGroupMembership', []);", false],
	// A job has no endpoint that could be called.
	["await calls.one('syncUsers');", false],
	["await calls.unless(['userNotFound'], async () => {});", true],
	["await calls.unless(['userNotFond'], async () => {});", false],
	["events.references[0]?.operation === 'getUser';", true],
	["events.references[0]?.operation === 'getUsr';", false],
	['jobs = { ...jobs, syncUsers: job };', true],
	['jobs = { ...jobs, syncUser: job };', false],
	['jobs = { syncUsers: job };', false],
];

const HEAD = [
	"import type { Job } from '../connector/run/job';",
	"import type { Calls } from './vendor/calls';",
	"import type { jobs as known } from './jobs';",
	'export async function work(calls: Calls, events: typeof import("./events"), jobs: typeof known, job: Job): Promise<void> {',
];

test('a name that the documents do not know does not compile', () => {
	const { options } = ts.parseJsonConfigFileContent(
		ts.readConfigFile(path.join(root, 'tsconfig.json'), ts.sys.readFile).config,
		ts.sys,
		root,
	);
	const file = path.join(root, 'nodes', 'Learning360', 'misspelt.ts');
	const host = ts.createCompilerHost({ ...options, noEmit: true });
	const { getSourceFile, fileExists } = host;
	const text = [...HEAD, ...LINES.map(([code]) => code), '}'].join('\n');
	host.fileExists = (name) => name === file || fileExists(name);
	host.getSourceFile = (name, version, ...others) =>
		name === file ? ts.createSourceFile(name, text, version) : getSourceFile(name, version, ...others);
	const program = ts.createProgram([file], { ...options, noEmit: true, noUnusedLocals: false }, host);
	const source = program.getSourceFile(file)!;
	const wrong = new Set(
		program
			.getSemanticDiagnostics(source)
			.map(({ start }) => source.getLineAndCharacterOfPosition(start!).line - HEAD.length),
	);
	expect(LINES.map(([code], line) => [code, !wrong.has(line)])).toEqual(LINES);
	expect([...wrong].filter((line) => line < 0)).toEqual([]);
});
