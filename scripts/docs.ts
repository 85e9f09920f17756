/** Writes what is generated and committed, the pages of docs and the schemas for editors: `npm run docs`. */
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { documentation, page } from '../compiler/pages/documentation.ts';
import { FOLDER } from '../compiler/pages/operationPages.ts';
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

/** Pages of resources that are there, by their path below the root. */
export function operationPagesThere(root = process.cwd()): string[] {
	const folder = path.join(root, 'docs', FOLDER);
	if (!existsSync(folder)) return [];
	const names = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.md'));
	return names.map((name) => path.posix.join('docs', FOLDER, name.split(path.sep).join('/')));
}

if (import.meta.filename === process.argv[1]) {
	const pages = await generated();
	// A resource may have got another name.
	for (const file of operationPagesThere()) if (!(file in pages)) rmSync(file);
	for (const [file, text] of Object.entries(pages)) {
		// An unchanged file keeps its date: a newer one in `compiler` would call for a build.
		if (existsSync(file) && readFileSync(file, 'utf8') === text) continue;
		mkdirSync(path.dirname(file), { recursive: true });
		writeFileSync(file, text);
		console.log(file);
	}
}
