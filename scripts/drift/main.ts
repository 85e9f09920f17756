/**
 * `npm run drift -- FILE_OR_FOLDER`: holds a newer OpenAPI document of a vendor against ours and prints what a person must do. It finds out by itself which
 * API it is. `--known FILE` leaves out what stands in that file, `--accept` writes all there is into it. Exit code 0 when nothing is new, 2 when something
 * is, 1 when the document cannot be read.
 */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { compare } from './compare.ts';
import { counterpartOf, lineOf, reportOf } from './drift.ts';
import { readOperations } from './read.ts';

const root = path.join(import.meta.dirname, '..', '..');
const given = (file: string) => path.resolve(process.env.INIT_CWD ?? process.cwd(), file);

try {
	const { values, positionals } = parseArgs({
		allowPositionals: true,
		options: { known: { type: 'string' }, accept: { type: 'boolean', default: false } },
	});
	const [place] = positionals;
	if (place === undefined)
		throw new Error('Say which document: npm run drift -- FILE_OR_FOLDER [--known FILE] [--accept]');
	if (values.accept && values.known === undefined) throw new Error('Say with --known which file takes what you accept');
	const theirs = readOperations(given(place));
	const [folder, ours] = await counterpartOf(root, theirs);
	const all = compare(ours, theirs);
	const file = values.known === undefined ? undefined : given(values.known);
	const known = new Set(file !== undefined && existsSync(file) ? readFileSync(file, 'utf8').split('\n') : []);
	if (values.accept) {
		writeFileSync(file!, `${all.map(lineOf).sort().join('\n')}\n`);
		process.stdout.write(`${all.length} differences are known now\n`);
	} else {
		const fresh = all.filter((difference) => !known.has(lineOf(difference)));
		process.stdout.write(`${reportOf(folder, fresh, all.length - fresh.length)}\n`);
		process.exitCode = fresh.length > 0 ? 2 : 0;
	}
} catch (error) {
	process.stderr.write(`${(error as Error).message}\n`);
	process.exitCode = 1;
}
