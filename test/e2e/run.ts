/** `npm run test:e2e`: the end-to-end suite in the real n8n; `--quick` leaves out the parts that need a browser or take long. */
import { spawn } from 'node:child_process';
import { rmSync } from 'node:fs';
import path from 'node:path';
import { installN8n, n8nVersion, WORK } from './install.ts';

const quick = process.argv.includes('--quick');

try {
	await installN8n();
} catch (error) {
	console.error((error as Error).message);
	process.exit(1);
}
console.log(`n8n ${n8nVersion()} on Node ${process.version}`);
const parameters = ['--test', '--test-concurrency=1', '--test-force-exit', path.join(import.meta.dirname, 'suite.e2e.ts')];
const child = spawn(process.execPath, parameters, { stdio: 'inherit', env: { ...process.env, ...(quick ? { E2E_QUICK: '1' } : {}) } });
const code = await new Promise<number | null>((resolve) => child.on('close', resolve));
if (code === 0) rmSync(path.join(WORK, 'suite'), { recursive: true, force: true });
process.exitCode = code ?? 1;
