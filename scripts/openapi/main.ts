/**
 * `npm run openapi`: one OpenAPI 3.1 document per vendor API, which any tool can read. `--with-extensions` keeps the keywords of this repository, `-o`
 * names another folder than `openapi`. A document that an OpenAPI linter finds fault with is not written.
 */
import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { bundleService, counts, DOCUMENTS, findings, type ServiceFolder } from './bundle.ts';

const root = path.join(import.meta.dirname, '..', '..');

try {
	const { values } = parseArgs({
		options: { 'with-extensions': { type: 'boolean', default: false }, output: { type: 'string', short: 'o' } },
	});
	const folder =
		values.output === undefined
			? path.join(root, 'openapi')
			: path.resolve(process.env.INIT_CWD ?? process.cwd(), values.output);
	mkdirSync(folder, { recursive: true });
	for (const [service, name] of Object.entries(DOCUMENTS)) {
		const text = await bundleService(root, service as ServiceFolder, { extensions: values['with-extensions'] });
		const faults = await findings(text);
		if (faults.length > 0)
			throw new Error(`${name} does not pass the linter:\n${faults.map((fault) => `  ${fault}`).join('\n')}`);
		const file = path.join(folder, `${name}.yaml`);
		writeFileSync(file, text);
		const { operations, webhooks } = counts(text);
		process.stdout.write(
			`${path.relative(process.cwd(), file)}: ${operations} operations${webhooks > 0 ? `, ${webhooks} webhooks` : ''}, ${Math.round(text.length / 1024)} KB\n`,
		);
	}
} catch (error) {
	process.stderr.write(`${(error as Error).message}\n`);
	process.exitCode = 1;
}
