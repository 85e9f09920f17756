/**
 * `npm run identity`: says who publishes the package and from where, once, before the first release.
 *
 *     npm run identity -- --repository https://github.com/acme/n8n-nodes-lms --author "Ada Byron <ada@acme.com>"
 *     npm run identity -- --check
 *
 * With `--check` it ends with exit code 1 while anything is a placeholder; publishing begins with that.
 */
import path from 'node:path';
import { parseArgs } from 'node:util';
import { identityFaults, identityOf, readIdentity, setIdentity } from './identity.ts';

const root = path.join(import.meta.dirname, '..', '..');

try {
	const { values } = parseArgs({
		options: { repository: { type: 'string' }, author: { type: 'string' }, check: { type: 'boolean', default: false } },
	});
	const { repository, author } = values;
	if (!values.check) {
		if (repository === undefined || author === undefined)
			throw new Error(
				'Say both: npm run identity -- --repository https://github.com/OWNER/NAME --author "Name <name@company.com>"',
			);
		const changed = setIdentity(root, readIdentity(repository, author));
		process.stdout.write(`${changed.length === 0 ? 'Nothing to change' : `Changed ${changed.join(', ')}`}\n`);
	}
	const faults = identityFaults(root);
	if (faults.length > 0)
		throw new Error(
			`This cannot be released:\n${faults.map((fault) => `  ${fault}`).join('\n')}\nSet it with npm run identity -- --repository URL --author "Name <email>"`,
		);
	const { repository: address, author: person } = identityOf(root);
	process.stdout.write(`Published by ${person.name} <${person.email}> from ${address}\n`);
} catch (error) {
	process.stderr.write(`${(error as Error).message}\n`);
	process.exitCode = 1;
}
