/**
 * `npm run packages`: writes a package for each service that n8n can verify, as a repository of its own, into `packages/<name>` or below the folder
 * that `-o` names. The sources are those of this repository; nothing is written there by hand.
 */
import path from 'node:path';
import { parseArgs } from 'node:util';
import { DEFINITIONS } from './definitions.ts';
import { writePackage } from './folder.ts';

const root = path.join(import.meta.dirname, '..', '..');

try {
	const { values } = parseArgs({ options: { output: { type: 'string', short: 'o' } } });
	const target =
		values.output === undefined
			? path.join(root, 'packages')
			: path.resolve(process.env.INIT_CWD ?? process.cwd(), values.output);
	for (const definition of DEFINITIONS) {
		const folder = path.join(target, definition.name);
		const count = writePackage(root, definition, folder);
		process.stdout.write(`${path.relative(process.cwd(), folder)}: ${count} files\n`);
	}
} catch (error) {
	process.stderr.write(`${(error as Error).message}\n`);
	process.exitCode = 1;
}
