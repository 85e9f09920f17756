/**
 * `npm test`: type check, lint, format and the whole suite; the build has happened before. All of them run, also when an earlier one
 * failed, so one run shows everything. Arguments go to Jest.
 */
import { spawn } from 'node:child_process';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';

const require = createRequire(import.meta.url);

interface Step {
	title: string;
	/** Package and path of the program in it. */
	program: [string, string];
	parameters: string[];
	/** Switches of Node itself. */
	switches?: string[];
}

/** A dependency of the sandbox's router is an ES module, which Jest loads with this switch only. */
const JEST_SWITCHES = ['--experimental-vm-modules', '--no-warnings'];

const typeCheck: Step = {
	title: 'Type check',
	program: ['typescript', 'bin/tsc'],
	parameters: ['-p', 'tsconfig.check.json'],
};
const lint: Step = { title: 'Lint', program: ['eslint', 'bin/eslint.js'], parameters: ['.', '--max-warnings', '0'] };
const format: Step = {
	title: 'Format',
	program: ['prettier', 'bin/prettier.cjs'],
	parameters: ['--check', '--log-level', 'warn', '.'],
};
const tests: Step = {
	title: 'Tests',
	program: ['jest', 'bin/jest.js'],
	parameters: process.argv.slice(2),
	switches: JEST_SWITCHES,
};

/** Runs a step with its output collected, or in this terminal; returns whether it succeeded. */
async function run(
	{ title, program: [name, path], parameters, switches = [] }: Step,
	collect: boolean,
): Promise<boolean> {
	const started = performance.now();
	const file = join(dirname(require.resolve(`${name}/package.json`)), path);
	const child = spawn(process.execPath, [...switches, file, ...parameters], {
		stdio: collect ? ['ignore', 'pipe', 'pipe'] : 'inherit',
	});
	const output: Buffer[] = [];
	child.stdout?.on('data', (chunk: Buffer) => output.push(chunk));
	child.stderr?.on('data', (chunk: Buffer) => output.push(chunk));
	const code = await new Promise((resolve) => child.on('close', resolve));
	const seconds = ((performance.now() - started) / 1000).toFixed(1);
	process.stdout.write(Buffer.concat(output));
	process.stdout.write(`${code === 0 ? '✔' : '✖'} ${title} (${seconds} s)\n`);
	return code === 0;
}

const checks = await Promise.all([run(typeCheck, true), run(lint, true), run(format, true)]);
const passed = await run(tests, false);
process.exitCode = [...checks, passed].every(Boolean) ? 0 : 1;
