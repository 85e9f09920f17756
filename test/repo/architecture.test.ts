/** Keeps the rooms of CONTRIBUTING.md: who may import whom, no circles, every folder named. Types count. */
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import ts from 'typescript';

const root = path.join(__dirname, '..', '..');

/** Rooms of the connector, from the ground up, and the rooms each may import. `°` allows types only. */
const CONNECTOR: Record<string, string> = {
	model: '',
	wire: 'model',
	messages: 'model',
	description: 'model',
	transport: 'model wire messages',
	input: 'model wire transport°',
	request: 'model input transport°',
	output: 'model wire transport°',
	client: 'model wire messages transport request',
	editor: 'model wire messages transport request client',
	polling: 'model wire messages description transport request output client editor',
	run: 'model wire messages transport input request output client',
};

/** Folders of services, and what each may import besides the rooms of the connector. */
const SERVICES: Record<string, string> = {
	'nodes/Learning360/vendor': 'credentials',
	'nodes/Learning360/webhook': 'nodes/Learning360/vendor',
	'nodes/Learning360/jobs': 'nodes/Learning360/vendor',
	'nodes/Learning360': 'nodes/Learning360/vendor nodes/Learning360/webhook nodes/Learning360/jobs',
	'nodes/Learning360V1': 'credentials',
	'nodes/ZohoPeopleLms/jobs': '',
	'nodes/ZohoPeopleLms': 'credentials nodes/ZohoPeopleLms/jobs',
	'nodes/LmsMigration/migration': '',
	'nodes/LmsMigration': 'nodes/LmsMigration/migration',
};

/** Folders that do not ship, and the rooms and files each may import. */
const WORKSHOP: Record<string, string> = {
	engine: '',
	sandbox: '',
	compiler:
		'nodes/connector/model° nodes/connector/model/kinds nodes/connector/model/layout nodes/connector/description° nodes/LmsMigration/migration°',
};

/** Packages that what ships may import (n8n's rule for community nodes, and its own copies of libraries). */
const PACKAGES = ['n8n-workflow', 'p-limit', 'luxon', 'lodash', 'zod', 'node:crypto', 'crypto'];

/** Written by the build: what the documents of a service hold. */
const DATA =
	/^nodes\/\w+\/(?:catalogue|events|documented|actionNode|pollingTrigger|webhookTrigger)$|^nodes\/LmsMigration\/rules$/;

interface Import {
	from: string;
	/** A file of the repository without its extension, or the name of a package. */
	to: string;
	onlyTypes: boolean;
}

/** Imports of a file, of any form. */
function importsOf(file: string, text: string): Import[] {
	const imports: Import[] = [];
	const add = (name: ts.Node | undefined, onlyTypes: boolean) => {
		if (!name || !ts.isStringLiteral(name)) return;
		const to = name.text.startsWith('.')
			? path.posix.join(path.posix.dirname(file), name.text).replace(/\.(?:ts|js)$/, '')
			: name.text;
		imports.push({ from: file.replace(/\.ts$/, ''), to, onlyTypes });
	};
	const visit = (node: ts.Node): void => {
		if (ts.isImportDeclaration(node)) add(node.moduleSpecifier, isTypes(node.importClause));
		else if (ts.isExportDeclaration(node)) add(node.moduleSpecifier, node.isTypeOnly);
		else if (ts.isImportTypeNode(node) && ts.isLiteralTypeNode(node.argument)) add(node.argument.literal, true);
		else if (
			ts.isCallExpression(node) &&
			(node.expression.kind === ts.SyntaxKind.ImportKeyword || node.expression.getText() === 'require')
		)
			add(node.arguments[0], false);
		ts.forEachChild(node, visit);
	};
	visit(ts.createSourceFile(file, text, ts.ScriptTarget.Latest, true));
	return imports;
}

function isTypes(clause: ts.ImportClause | undefined): boolean {
	if (!clause) return false;
	const named = clause.namedBindings;
	return (
		clause.isTypeOnly ||
		(!clause.name &&
			named !== undefined &&
			ts.isNamedImports(named) &&
			named.elements.every(({ isTypeOnly }) => isTypeOnly))
	);
}

/** The room of a file: the longest folder of the tables that holds it. */
function roomOf(file: string): string | undefined {
	const rooms = [
		...Object.keys(CONNECTOR).map((room) => `nodes/connector/${room}`),
		...Object.keys(SERVICES),
		...Object.keys(WORKSHOP),
		'credentials',
	];
	return rooms.filter((room) => file.startsWith(`${room}/`)).sort((one, other) => other.length - one.length)[0];
}

/** Rooms that a room may import; `°` allows types only. */
function allowedFor(room: string): string[] {
	const connector = /^nodes\/connector\/(\w+)$/.exec(room)?.[1];
	if (connector !== undefined)
		return CONNECTOR[connector]
			.split(' ')
			.filter(Boolean)
			.map((name) => `nodes/connector/${name}`);
	if (room in SERVICES)
		return [
			...SERVICES[room].split(' ').filter(Boolean),
			...Object.keys(CONNECTOR).map((name) => `nodes/connector/${name}`),
		];
	return (WORKSHOP[room] ?? '').split(' ').filter(Boolean);
}

/** Imports that the tables do not allow. */
function forbidden(imports: Import[]): string[] {
	return imports
		.filter(({ from, to, onlyTypes }) => {
			const room = roomOf(from);
			if (room === undefined || DATA.test(to)) return false;
			const ships = from.startsWith('nodes/') || from.startsWith('credentials/');
			if (!isFile(to)) return ships && !PACKAGES.some((name) => to === name || to.startsWith(`${name}/`));
			const other = roomOf(to);
			if (other === room) return false;
			return (
				other === undefined ||
				!allowedFor(room).some((entry) => entry === other || entry === to || (onlyTypes && entry === `${other}°`))
			);
		})
		.map(({ from, to, onlyTypes }) => `${from} → ${to}${onlyTypes ? '°' : ''}`);
}

/** The top folder of what is imported, when it is one of the repository's. */
function isFile(to: string): boolean {
	return FOLDERS.has(to.split('/')[0]) && !to.startsWith('node:');
}

/** Groups of names that import each other in a circle. */
function circles(edges: Array<[string, string]>): string[][] {
	const next = new Map<string, Set<string>>();
	for (const [from, to] of edges) if (from !== to) next.set(from, (next.get(from) ?? new Set()).add(to));
	const reach = (start: string): Set<string> => {
		const seen = new Set<string>();
		const open = [start];
		for (let name = open.pop(); name !== undefined; name = open.pop()) {
			for (const to of next.get(name) ?? [])
				if (!seen.has(to)) {
					seen.add(to);
					open.push(to);
				}
		}
		return seen;
	};
	const reached = new Map([...next.keys()].map((name) => [name, reach(name)]));
	const found = new Map<string, string[]>();
	for (const [name, names] of reached) {
		if (!names.has(name)) continue;
		const circle = [...names].filter((other) => reached.get(other)?.has(name)).sort();
		found.set(circle.join(' '), circle);
	}
	return [...found.values()];
}

const FILES = execFileSync('git', ['ls-files', '--cached', '--others', '--exclude-standard', '*.ts'], {
	cwd: root,
	encoding: 'utf8',
})
	.trim()
	.split('\n')
	.filter((file) => ts.sys.fileExists(path.join(root, file)));
const FOLDERS = new Set(FILES.map((file) => file.split('/')[0]));
const IMPORTS = FILES.filter((file) => !file.endsWith('.d.ts')).flatMap((file) =>
	importsOf(file, readFileSync(path.join(root, file), 'utf8')),
);

/** Adds an import to those of the repository, as if somebody had written it. */
function withImport(file: string, line: string): Import[] {
	return [...IMPORTS, ...importsOf(file, line)];
}

const fileEdges = (imports: Import[]): Array<[string, string]> =>
	imports.filter(({ to }) => isFile(to) && !DATA.test(to)).map(({ from, to }) => [from, to]);
const roomEdges = (imports: Import[]): Array<[string, string]> =>
	fileEdges(imports).flatMap(([from, to]) =>
		[[roomOf(from), roomOf(to)]].filter((edge): edge is [string, string] => edge.every((room) => room !== undefined)),
	);

test('rooms import only what they may', () => {
	expect(forbidden(IMPORTS)).toEqual([]);
});

test('no files import each other in a circle, types counted', () => {
	expect(circles(fileEdges(IMPORTS))).toEqual([]);
});

test('no rooms import each other in a circle, types counted', () => {
	expect(circles(roomEdges(IMPORTS))).toEqual([]);
});

test('every file of the connector is in a room', () => {
	expect(FILES.filter((file) => file.startsWith('nodes/connector/') && roomOf(file) === undefined)).toEqual([]);
});

test('CONTRIBUTING.md names every room with what it may import, and every folder', () => {
	const rows = new Map(
		readFileSync(path.join(root, 'CONTRIBUTING.md'), 'utf8')
			.split('\n')
			.flatMap((line) => {
				const [, name, , may] = /^\| `([^`]+)` \| (.*) \| (.*) \|$/.exec(line) ?? [];
				return name === undefined ? [] : [[name, may] as const];
			}),
	);
	const written = Object.fromEntries(
		Object.entries(CONNECTOR).map(([room, may]) => [
			room,
			may.replaceAll('°', ' (types)').replaceAll(/ (?!\()/g, ', ') || '–',
		]),
	);
	expect(Object.fromEntries(Object.keys(CONNECTOR).map((room) => [room, rows.get(room)]))).toEqual(written);
	const named = (folder: string): boolean =>
		rows.has(folder) ||
		[...rows.keys()].some(
			(row) => row.startsWith('nodes/<Service>') && folder === row.replace('<Service>', folder.split('/')[1]),
		);
	const folders = [...new Set([...FOLDERS, ...Object.keys(SERVICES)])];
	expect(folders.filter((folder) => folder !== 'nodes' && !named(folder))).toEqual([]);
});

describe('the checks can fail', () => {
	test.each([
		['nodes/connector/model/field.ts', "import { toWire } from '../wire/values';"],
		['nodes/connector/input/input.ts', "import { Transport } from '../transport/transport';"],
		['nodes/connector/wire/values.ts', "import type { Catalogue } from '../../Learning360/vendor/service';"],
		['nodes/Learning360/webhook/delivery.ts', "import { jobs } from '../jobs/index';"],
		['nodes/connector/polling/poll.ts', "export { readInput } from '../input/input';"],
		['nodes/connector/client/calls.ts', "type Read = import('../editor/listSearch').ListSearch;"],
		['nodes/connector/run/execute.ts', "import express from 'express';"],
		['sandbox/index.ts', "import type { Catalogue } from '../nodes/connector/model/catalogue.ts';"],
		['compiler/compile.ts', "import { FieldIssue } from '../nodes/connector/model/failures.ts';"],
		['credentials/tokenRequest.ts', "import { short } from '../nodes/connector/wire/texts';"],
	])('%s may not say %s', (file, line) => {
		expect(forbidden(withImport(file, line))).toHaveLength(1);
	});

	test('a circle of files is found, also one of types', () => {
		expect(
			circles(
				fileEdges(withImport('nodes/connector/model/field.ts', "import type { Operation } from './operation';")),
			)[0],
		).toEqual(expect.arrayContaining(['nodes/connector/model/field', 'nodes/connector/model/operation']));
	});

	test('a circle of rooms is found', () => {
		expect(
			circles(
				roomEdges(withImport('nodes/connector/wire/texts.ts', "import type { Call } from '../transport/call';")),
			)[0],
		).toEqual(expect.arrayContaining(['nodes/connector/transport', 'nodes/connector/wire']));
	});
});
