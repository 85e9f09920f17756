/**
 * `npm run test:e2e`: the end-to-end suite in the real n8n. Names of parts (`npm run test:e2e -- oauth queue`) run those only, `--quick`
 * leaves out what takes long, `--pictures` makes the pictures of the docs anew, `--install` only makes n8n ready. The variable `N8N_VERSION`
 * chooses another n8n than that of package.json.
 */
import { spawn } from 'node:child_process';
import { rmSync } from 'node:fs';
import path from 'node:path';
import { installN8n, N8N_VERSION, WORK } from './install.ts';
import { CHOSEN, chosenParts, KEEP_PICTURES, KEEP_TABLE, PARTS, QUICK, type PartName } from './parts.ts';
import { missing } from './programs.ts';

let parts: PartName[];
try {
	parts = chosenParts(process.argv.slice(2));
	await installN8n();
} catch (error) {
	console.error((error as Error).message);
	process.exit(1);
}
if (process.argv.includes('--install')) process.exit(0);
console.log(`n8n ${N8N_VERSION} on Node ${process.version}`);
for (const part of parts) {
	const lacks = missing(PARTS[part].needs);
	console.log(lacks ? `  ${part}: skipped, ${lacks}` : `  ${part}`);
}
const parameters = [
	'--test',
	'--test-concurrency=1',
	'--test-force-exit',
	path.join(import.meta.dirname, 'suite.e2e.ts'),
];
const asked = (parameter: string, variable: string) => (process.argv.includes(parameter) ? { [variable]: 'true' } : {});
const environment = {
	...process.env,
	...asked('--pictures', KEEP_PICTURES),
	...asked('--quick', QUICK),
	...asked('--table', KEEP_TABLE),
	[CHOSEN]: parts.join(' '),
};
const child = spawn(process.execPath, parameters, { stdio: 'inherit', env: environment });
const code = await new Promise<number | null>((resolve) => child.on('close', resolve));
if (code === 0) rmSync(path.join(WORK, 'suite'), { recursive: true, force: true });
process.exitCode = code ?? 1;
