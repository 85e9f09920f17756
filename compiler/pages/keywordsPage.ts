import { stringify } from 'yaml';
import type { z } from 'zod/v4';
import { errorOfResponse, errorWithStatus } from '../keywords/errors.ts';
import { factKeywords } from '../keywords/documents.ts';
import { list, lookup } from '../keywords/lists.ts';
import { PLACES, type PlaceName } from '../keywords/places.ts';
import { ruleObjects } from '../keywords/rules.ts';
import { isOptional, meaningOf, objectsIn, shapeOf } from '../keywords/shape.ts';
import { step, watch, watchesFile } from '../keywords/watches.ts';
import { cell } from './markdown.ts';

/** Objects that have a table of their own; elsewhere their keys are not listed again. */
const OWN = new Set(
	[errorWithStatus, errorOfResponse, list, lookup, watch, step, ...Object.values(ruleObjects)].map(
		({ def }) => def as object,
	),
);

const keywordsOf = (place: PlaceName) => rows(PLACES[place].keywords, Object.keys(factKeywords.shape));

/** Meaning of each keyword: the lines of docs/words.md. */
export function keywordsPage(): string[] {
	return [
		'# The keywords of the API documents',
		'',
		"The folders `nodes/*/api` hold one OpenAPI 3.1 document per resource and one `service.yaml` with what they share. Everything users see and everything that is sent comes from them. Next to OpenAPI's own keys they use the keywords below. A star marks those that must be there.",
		'',
		'`compiler/keywords` defines them; the build stops with file and line where a document uses one otherwise. Editors that know the YAML language server complete and check them: the first line of each file names its schema in `compiler/schemas`.',
		'',
		'## On an operation',
		'',
		...keywordsOf('operation'),
		'',
		'On a call that only signs in:',
		'',
		...table(
			rows(PLACES.tokenCall.keywords)
				.slice(2)
				.filter((row) => row.includes('x-token-call')),
		),
		'',
		'`summary` is the line below the label: one sentence without a full stop.',
		'',
		'### An error code',
		'',
		'In `x-errors` of an operation, in `x-error-codes` of a response (whose status it has) and in `x-general-errors` of `service.yaml`.',
		'',
		...rows(errorWithStatus),
		'',
		'## On a parameter or a schema',
		'',
		...keywordsOf('schema'),
		'',
		'A parameter takes the same, except `x-list-by` and `x-parts`.',
		'',
		"OpenAPI's own keys count too. `title` is the label in Title Case; without it the name is spelled out (`mainInstructorId` → Main Instructor ID). `description` is the tooltip; a single sentence has no full stop at its end, and that of a switch starts with “Whether”. Texts of the formats `email`, `uri` and `uuid` are checked (`compiler/formats.ts`).",
		'',
		'- In an object or a list of objects, an optional switch or choice starts with *Not Set* and an optional number is empty: what nobody chose is not sent.',
		'- A place that takes a file or the ID of an uploaded one (`oneOf` of a binary and a text) becomes two fields.',
		'- JSON is checked as far as the document lists what is in it.',
		'- Required inputs stand alone, in the order of the document. Optional ones stand together in *Additional Fields*, *Update Fields* (PATCH and other updates) or *Filters* (lists), sorted by label.',
		'- A filter in brackets (`createdAt[gte]`) becomes one entry per operator: *Created After*, *Status Is Any Of*.',
		'',
		'## On a response',
		'',
		...keywordsOf('response'),
		'',
		'## At the top of a document',
		'',
		...keywordsOf('resource'),
		'',
		'## In `service.yaml`',
		'',
		...keywordsOf('service'),
		'',
		'### A list of `x-lists`',
		'',
		...rows(list),
		'',
		'Dates read the same for all services (`Mon 5 Jan 2026, 08:00`), moments in the time zone that n8n gives (in the editor that of the instance), choices by their names.',
		'',
		'### A lookup of a list',
		'',
		...rows(lookup),
		'',
		'## In `webhooks.yaml`',
		'',
		"OpenAPI's `webhooks`, one entry per event, with a `summary` and:",
		'',
		...keywordsOf('event'),
		'',
		'At the top:',
		'',
		...keywordsOf('webhooks'),
		'',
		'## Where facts come from',
		'',
		'Wherever there is a fact: on operations, events, parameters, schemas, responses, servers and at the top of a document; `x-inferred` and `x-source` also on lists and watches. [sources.md](sources.md) lists them.',
		'',
		...rows(factKeywords),
		'',
		'## In `watches.yaml`',
		'',
		'What a polling trigger looks for, next to `api` in the folder of a service. A watch says which lists to read, what to compare and when that is an event; the code under `nodes/connector/polling` knows nothing else.',
		'',
		...rows(watchesFile, Object.keys(factKeywords.shape)),
		'',
		'### A watch',
		'',
		...rows(watch, Object.keys(factKeywords.shape)),
		'',
		'### A step of a way',
		'',
		...rows(step),
		'',
		'## Rules of migration',
		'',
		'`nodes/Learning360V1/migration` holds one file per resource that says what becomes of each operation of API v1: an entry per operation, by its `x-operation`. They are compiled into what the node *360Learning API v1 Migration* and `npm run migrate` work with. The build stops when an operation has no entry, when nothing becomes of a field, or when a name is not there, also one in a text (`Group Member › Add`). [v1-to-v2.md](v1-to-v2.md) is generated from them. Names are those of node parameters; a field of an object stands behind a dot (`options.linearProgression`).',
		'',
		...rows(ruleObjects.rule),
		...Object.entries({
			'A move': 'move',
			'A step before': 'before',
			'A list that becomes items': 'spread',
			'A field of the output': 'output',
			'Another way': 'when',
		} as const).flatMap(([title, name]) => ['', `### ${title}`, '', ...rows(ruleObjects[name])]),
	];
}

/** The table of an object's keys, with those of the objects inside it. */
function rows(schema: z.ZodType, without: string[] = []): string[] {
	return table(keysOf(schema, '', without));
}

function table(lines: string[]): string[] {
	return ['| Keyword | Meaning | Example |', '|---|---|---|', ...lines];
}

function keysOf(schema: z.ZodType, before: string, without: string[] = []): string[] {
	return Object.entries(shapeOf(schema))
		.filter(([key]) => !without.includes(key))
		.flatMap(([key, inner]) => {
			const { meaning, example } = meaningOf(inner);
			const name = `${before}${key}`;
			const own =
				meaning === ''
					? []
					: [
							`| \`${name}\`${isOptional(inner) ? '' : ' \\*'} | ${[meaning, exampleOf(example)].map(cell).join(' | ')} |`,
						];
			const held = objectsIn(inner).filter(({ schema: object }) => !OWN.has(object.def));
			return [...own, ...held.flatMap(({ schema: object, step }) => keysOf(object, `${name}${step}.`))].filter(
				(line, index, all) => all.indexOf(line) === index,
			);
		});
}

function exampleOf(example: unknown): string {
	if (example === undefined) return '';
	return `\`${stringify(example, { collectionStyle: 'flow', lineWidth: 0, flowCollectionPadding: false }).trim()}\``;
}
