/**
 * `npm run coverage`: runs the tests and prints how much of what ships they run, counted by V8 and told by the lines of the sources. Arguments go to
 * Jest. A run of its own, because counting makes the tests slower by half.
 */
import { spawnSync } from 'node:child_process';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';

const jest = join(dirname(createRequire(import.meta.url).resolve('jest/package.json')), 'bin', 'jest.js');
const switches = ['--experimental-vm-modules', '--no-warnings'];
const { status } = spawnSync(process.execPath, [...switches, jest, '--coverage', ...process.argv.slice(2)], {
	stdio: 'inherit',
});
process.exitCode = status ?? 1;
