/**
 * `npm run check -- --credentials FILE [--write] [-o REPORT.md]`: holds an account of your own against the documents and writes a report without personal
 * data. Without `--write` it only reads. Exit code 0 when nothing differs, 2 when something does, 1 when the check could not be made.
 */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { readCredentials } from '../start/credentialsFile.ts';
import { SERVICES } from './account.ts';
import { check } from './check.ts';
import { MARK } from './writes.ts';

const HELP = `npm run check -- --credentials FILE [--write] [-o REPORT.md]

    --credentials FILE  JSON: credential type → fields, as for npm start. Services without one
                        are left out. Types: ${Object.values(SERVICES)
													.map(({ credential }) => credential)
													.join(', ')}
    --write             also creates, changes and deletes records named "${MARK} …"
                        and removes them at the end; without it nothing is written
    -o, --output FILE   where the report goes; check-report.md when absent

Exit code: 0 the account is as documented, 2 something differs, 1 something went wrong.
`;

const root = path.join(import.meta.dirname, '..', '..');
const given = (file: string) => path.resolve(process.env.INIT_CWD ?? process.cwd(), file);

let isStopped = false;
// What was made is removed before the process ends.
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => (isStopped = true));

try {
	const { values } = parseArgs({
		options: {
			credentials: { type: 'string' },
			write: { type: 'boolean', default: false },
			output: { type: 'string', short: 'o', default: 'check-report.md' },
			help: { type: 'boolean', short: 'h', default: false },
		},
	});
	if (values.help) process.stdout.write(HELP);
	else if (values.credentials === undefined) throw new Error(`Say whose account: --credentials FILE\n\n${HELP}`);
	else {
		const known = Object.values(SERVICES).map(({ credential }) => credential);
		const file = given(values.credentials);
		if (!existsSync(file)) throw new Error(`${file} is not there`);
		const { version } = JSON.parse(readFileSync(path.join(root, 'package.json'), 'utf8')) as { version: string };
		const { report, findings, differs } = await check({
			root,
			credentials: readCredentials(file, known),
			write: values.write,
			version,
			isStopped: () => isStopped,
			log: (line) => process.stdout.write(`${line} …\n`),
		});
		writeFileSync(given(values.output), report);
		process.stdout.write(`${findings.length} findings; the report is in ${values.output}\n`);
		process.exitCode = differs ? 2 : 0;
	}
} catch (error) {
	process.stderr.write(`${(error as Error).message}\n`);
	process.exitCode = 1;
}
