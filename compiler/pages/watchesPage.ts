/** Writes the tables of watches into docs/triggers.md: `node compiler/pages/watchesPage.ts`. */
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { Catalogue } from '../../nodes/connector/operation.ts';
import type { Step, Watch } from '../../nodes/connector/polling/watch.ts';
import { compileService, services } from '../build.ts';

const BEGIN = '<!-- The tables are made by `node compiler/pages/watchesPage.ts`. -->';
const END = '<!-- End of the tables. -->';

/** The page with the tables as the documents make them. */
export async function withTables(page: string, root = process.cwd()): Promise<string> {
	const [before, rest] = page.split(BEGIN);
	if (rest === undefined) throw new Error('docs/triggers.md has no place for the tables of watches');
	const after = rest.split(END)[1];
	return `${before}${BEGIN}\n${await tables(root)}\n${END}${after}`;
}

async function tables(root: string): Promise<string> {
	const parts: string[] = [];
	for (const name of services(root)) {
		const { catalogue } = await compileService(name, root);
		if (!catalogue.watches) continue;
		parts.push('', `**${catalogue.title}**`, '', '| Trigger on | When | Lists that are read in each poll | What counts | Remembered |', '|---|---|---|---|---|');
		for (const watch of catalogue.watches) parts.push(row(catalogue, watch));
	}
	return `${parts.join('\n')}\n`;
}

function row(catalogue: Catalogue, watch: Watch): string {
	const ways = watch.ways.map((steps) => steps.map((step) => stepWords(catalogue, step)).join(' → ')).join('<br>');
	return `| ${[watch.name, watch.description, ways, counts(watch), remembered(watch)].join(' | ')} |`;
}

function stepWords({ resources }: Catalogue, { operation, pick, expires }: Step): string {
	if (operation === undefined) return `chosen ${pick!.title.toLowerCase()}`;
	const resource = resources.find(({ operations }) => operations.some(({ id }) => id === operation))!;
	const name = `${resource.name}: ${resource.operations.find(({ id }) => id === operation)!.name}`;
	return `${name}${expires ? ` (until ${expires.days} ${expires.days === 1 ? 'day' : 'days'} after its end)` : ''}`;
}

function counts({ event, compared, ignored, goal, moment, since }: Watch): string {
	if (goal) return Object.entries(goal).map(([name, values]) => `\`${name}\` is ${[...new Set(values.map((value) => `\`${String(value)}\``))].join(' or ')}`).join(', or ');
	if (moment) return moment.properties.map((name) => `\`${name}\``).join(' ');
	if (since) return `\`${since.property}\`${since.after ? ` later than \`${since.after}\`` : ''}`;
	if (compared) return compared.map((name) => `\`${name}\``).join(' ');
	if (event === 'changed') return `everything but ${ignored!.map((name) => `\`${name}\``).join(' ')}`;
	return event === 'removed' ? 'two polls in a row do not find it' : 'it was not there';
}

function remembered({ event, since, kept, expires }: Watch): string {
	const until = expires ? `, until ${expires.days === 0 ? 'it starts' : `${expires.days} days after it starts`}` : '';
	if (since) return `IDs and times of the last ${2 * since.overlapMinutes} minutes`;
	if (event === 'soon') return 'IDs and times of what came out, until that time';
	if (kept) return `${kept.length} fields of each record${until}`;
	return `${event === 'changed' ? 'IDs and marks' : 'IDs'}${until}`;
}

if (import.meta.filename === process.argv[1]) {
	const target = path.join(process.cwd(), 'docs', 'triggers.md');
	writeFileSync(target, await withTables(readFileSync(target, 'utf8')));
	console.log(path.relative(process.cwd(), target));
}
