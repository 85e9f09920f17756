/**
 * `npm run migrate`: migrates workflow files. Reads a workflow, an export with many (`n8n export:workflow --all`), or a folder of either; writes
 * the migrated copies to another place and says what became of each node. Exit code 0 when everything was converted, 2 when nodes were left
 * that somebody has to look after, 1 when something could not be read or written.
 */
import { createRequire } from 'node:module';
import { existsSync, mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { Migration, MigrationOptions } from '../nodes/LmsMigration/migration/options.ts';
import type { Rules } from '../nodes/LmsMigration/migration/rule.ts';
import { help, readCommandLine, type CommandLine } from './migrate/commandLine.ts';
import { inputFiles, workflowsOf, type InputFile } from './migrate/files.ts';
import { asMarkdown, asTable, summary } from './migrate/reports.ts';

const dist = path.join(import.meta.dirname, '..', 'dist', 'nodes', 'LmsMigration');
const load = createRequire(import.meta.url);
const { migrate } = load(path.join(dist, 'migration', 'migrate.js')) as {
	migrate(value: unknown, rules: Rules, options: MigrationOptions): Migration;
};
const rules = load(path.join(dist, 'rules.json')) as Rules;

/** A path that the person gave, seen from where npm was started; npm itself runs scripts in the package's folder. */
function given(file: string): string {
	return path.resolve(process.env.INIT_CWD ?? process.cwd(), file);
}

/** Where the copy of a file goes. */
function outputOf({ relative }: InputFile, output: string, isFolder: boolean): string {
	return isFolder ? path.join(output, relative) : output;
}

/** Migrates one file; the copy has the form that the file had. */
function migrateFile(file: InputFile, output: string | undefined, options: MigrationOptions): Migration[] {
	const { workflows, join } = workflowsOf(JSON.parse(readFileSync(file.path, 'utf8')));
	const migrations = workflows.map((workflow) => migrate(workflow, rules, options));
	if (output !== undefined) {
		mkdirSync(path.dirname(output), { recursive: true });
		writeFileSync(output, `${JSON.stringify(join(migrations.map(({ workflow }) => workflow)), undefined, 2)}\n`);
	}
	return migrations;
}

/** Returns the exit code. */
function main(commandLine: CommandLine): number {
	const input = given(commandLine.input!);
	const files = inputFiles(input);
	const isFolder = statSync(input).isDirectory();
	const target = commandLine.inPlace ? input : commandLine.output === undefined ? undefined : given(commandLine.output);
	if (target !== undefined && !commandLine.inPlace) refuseOverwriting(input, target, isFolder, files);
	const migrations: Migration[] = [];
	const failures: string[] = [];
	for (const [index, file] of files.entries()) {
		if (process.stderr.isTTY && files.length > 1) process.stderr.write(`\r${index + 1} of ${files.length} files`);
		try {
			migrations.push(
				...migrateFile(file, target === undefined ? undefined : outputOf(file, target, isFolder), commandLine.options),
			);
		} catch (error) {
			failures.push(`${file.relative}: ${(error as Error).message}`);
		}
	}
	if (process.stderr.isTTY && files.length > 1) process.stderr.write('\n');
	const reports = migrations.map(({ report }) => report);
	process.stdout.write(`${asTable(reports)}\n`);
	if (commandLine.report !== undefined) {
		const isJson = commandLine.report.endsWith('.json');
		writeFileSync(
			given(commandLine.report),
			isJson ? `${JSON.stringify(reports, undefined, 2)}\n` : asMarkdown(reports),
		);
	}
	for (const failure of failures) process.stderr.write(`${failure}\n`);
	process.stdout.write(
		`${summary(reports, target === undefined ? undefined : path.relative(process.env.INIT_CWD ?? process.cwd(), target) || '.')}\n`,
	);
	if (failures.length > 0 || reports.some(({ status }) => status === 'notAWorkflow')) return 1;
	return reports.some(({ counts }) => counts.notConvertible > 0) ? 2 : 0;
}

/** @throws Error when the copies would take the place of what is read */
function refuseOverwriting(input: string, target: string, isFolder: boolean, files: InputFile[]): void {
	const outputs = files.map((file) => outputOf(file, target, isFolder));
	const inputs = new Set(files.map(({ path: file }) => file));
	if (outputs.some((file) => inputs.has(file)) || target === input)
		throw new Error('The copy would take the place of the original. Choose another place, or say --in-place');
	if (isFolder && existsSync(target) && !statSync(target).isDirectory())
		throw new Error(`${target} is a file, but many files are to be written there. Name a folder`);
}

try {
	const commandLine = readCommandLine(process.argv.slice(2));
	if (commandLine.help) process.stdout.write(help);
	else process.exitCode = main(commandLine);
} catch (error) {
	process.stderr.write(`${(error as Error).message}\n`);
	process.exitCode = 1;
}
