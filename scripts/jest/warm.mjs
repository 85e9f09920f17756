/**
 * Runs tests again and again in one process, in which packages are loaded once: started by `npm run dev`, which sends the parameters of each run and gets
 * a message when it has ended.
 */
import { createRequire } from 'node:module';
import path from 'node:path';
import { runCLI } from 'jest';

const root = path.join(import.meta.dirname, '..', '..');
const runtime = createRequire(import.meta.url)('./runtime.js');

/** Runs the tests of some files whose names match, or all of them. */
async function run(files, testNamePattern, more = {}) {
	runtime.forgetReaders();
	const parameters = { $0: 'jest', _: files, runInBand: true, verbose: false, testNamePattern, ...more };
	await runCLI(parameters, [root]).catch((error) => console.error(error.message));
}

process.on('message', async ({ files, testNamePattern }) => {
	await run(files, testNamePattern);
	process.send('done');
});
// A run without a test loads the packages.
await run(['test/operations/'], '^$', { reporters: [] });
process.send('ready');
