/** Writes what is generated and committed, the pages of docs and the schemas for editors: `npm run docs`. */
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { documentation, page } from '../compiler/pages/documentation.ts';
import { inputPage } from '../test/inputs/page.ts';
import { withFigures } from './limits/page.ts';

/** All generated files, by their path below the root. */
export async function generated(root = process.cwd()): Promise<Record<string, string>> {
	return {
		...(await documentation(root)),
		'docs/input.md': page(inputPage(), 'Generated from `test/inputs/forms.ts` by `npm run docs`.'),
		'docs/limits.md': withFigures(readFileSync(path.join(root, 'docs', 'limits.md'), 'utf8')),
	};
}

if (import.meta.filename === process.argv[1]) {
	for (const [file, text] of Object.entries(await generated())) {
		// An unchanged file keeps its date: a newer one in `compiler` would call for a build.
		if (existsSync(file) && readFileSync(file, 'utf8') === text) continue;
		mkdirSync(path.dirname(file), { recursive: true });
		writeFileSync(file, text);
		console.log(file);
	}
}
