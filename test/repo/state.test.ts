/**
 * What ships keeps no hidden state: whatever a module holds beyond a call belongs to an owner, a class with a docstring and `reset()`. The owners are
 * listed here and in CONTRIBUTING.md.
 */
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import ts from 'typescript';

const root = path.join(__dirname, '..', '..');

/** The one instance of each owner, by file. */
const OWNERS: Record<string, string> = {
	'credentials/learning360Token.ts': 'learning360Tokens',
	'credentials/zohoPeopleToken.ts': 'zohoTokens',
	'nodes/Learning360/webhook/processMemory.ts': 'processMemory',
	'nodes/connector/polling/running.ts': 'runningPolls',
	'nodes/connector/run/progress.ts': 'runs',
	'nodes/connector/transport/accounts.ts': 'accounts',
	'nodes/connector/transport/deadline.ts': 'deadlines',
};

/** Classes whose instances hold nothing. */
const CONSTANT = new Set(['RegExp', 'Intl.Collator', 'Intl.NumberFormat', 'Intl.DateTimeFormat', 'Date', 'URL']);

/** Functions whose results hold something. */
const HOLDING_CALLS = new Set(['pLimit', 'memoize', 'once', 'debounce', 'throttle']);

const CHANGES = new Set([
	'add',
	'set',
	'delete',
	'clear',
	'push',
	'pop',
	'shift',
	'unshift',
	'splice',
	'sort',
	'reverse',
]);

/** Names of what a file holds beyond a call: variables of the module and static members of classes. */
function stateIn(file: string, text: string): string[] {
	const source = ts.createSourceFile(file, text, ts.ScriptTarget.Latest, true);
	const changed = changedIn(source);
	return source.statements.flatMap((statement) => {
		if (ts.isClassDeclaration(statement)) {
			const held = statement.members.filter(
				(member): member is ts.PropertyDeclaration =>
					ts.isPropertyDeclaration(member) && has(member, ts.SyntaxKind.StaticKeyword),
			);
			return held
				.filter((member) => !has(member, ts.SyntaxKind.ReadonlyKeyword) || holds(member.initializer))
				.map(({ name }) => `${statement.name?.text}.${name.getText()}`);
		}
		if (!ts.isVariableStatement(statement) || has(statement, ts.SyntaxKind.DeclareKeyword)) return [];
		const isConstant = (statement.declarationList.flags & ts.NodeFlags.Const) !== 0;
		return statement.declarationList.declarations
			.filter(({ name, initializer }) => !isConstant || holds(initializer) || changed.has(name.getText()))
			.map(({ name }) => name.getText());
	});
}

function has(node: ts.HasModifiers, kind: ts.SyntaxKind): boolean {
	return ts.getModifiers(node)?.some((modifier) => modifier.kind === kind) ?? false;
}

/** Whether a value can take something up, outside of functions that are called later. A set or map with entries is a table as long as nothing changes it. */
function holds(node: ts.Node | undefined): boolean {
	if (!node || (ts.isFunctionLike(node) && !isCalled(node))) return false;
	if (ts.isNewExpression(node)) {
		const name = node.expression.getText();
		const isTable = ['Set', 'Map'].includes(name) && (node.arguments?.length ?? 0) > 0;
		if (!CONSTANT.has(name) && !isTable) return true;
	}
	if (ts.isCallExpression(node) && HOLDING_CALLS.has(node.expression.getText().split('.').pop()!)) return true;
	if (ts.isVariableDeclaration(node.parent) && isEmptyLiteral(node)) return true;
	return ts.forEachChild(node, (child) => holds(child) || undefined) ?? false;
}

function isCalled(node: ts.Node): boolean {
	const outer = ts.isParenthesizedExpression(node.parent) ? node.parent : node;
	return ts.isCallExpression(outer.parent) && outer.parent.expression === outer;
}

function isEmptyLiteral(node: ts.Node): boolean {
	return (
		(ts.isArrayLiteralExpression(node) && node.elements.length === 0) ||
		(ts.isObjectLiteralExpression(node) && node.properties.length === 0)
	);
}

/** Names of module variables that the file changes from within. */
function changedIn(source: ts.SourceFile): Set<string> {
	const changed = new Set<string>();
	const note = (target: ts.Expression): void => {
		let holder = target;
		while (ts.isPropertyAccessExpression(holder) || ts.isElementAccessExpression(holder)) holder = holder.expression;
		if (ts.isIdentifier(holder) && !isLocal(holder)) changed.add(holder.text);
	};
	const visit = (node: ts.Node): void => {
		if (
			ts.isCallExpression(node) &&
			ts.isPropertyAccessExpression(node.expression) &&
			ts.isIdentifier(node.expression.expression) &&
			CHANGES.has(node.expression.name.text)
		)
			note(node.expression.expression);
		if (
			ts.isBinaryExpression(node) &&
			node.operatorToken.kind >= ts.SyntaxKind.FirstAssignment &&
			node.operatorToken.kind <= ts.SyntaxKind.LastAssignment &&
			!ts.isIdentifier(node.left)
		)
			note(node.left);
		if (ts.isDeleteExpression(node)) note(node.expression);
		ts.forEachChild(node, visit);
	};
	visit(source);
	return changed;
}

/** Whether a name is declared in a function around it. */
function isLocal(name: ts.Identifier): boolean {
	for (let node: ts.Node = name.parent; !ts.isSourceFile(node); node = node.parent) {
		const { locals } = node as { locals?: Map<string, unknown> };
		if (locals?.has(name.text)) return true;
		if (ts.isFunctionLike(node) && node.parameters.some((parameter) => declares(parameter.name, name.text)))
			return true;
		if (ts.isBlock(node) && node.statements.some((statement) => declaresIn(statement, name.text))) return true;
		if ((ts.isForOfStatement(node) || ts.isForStatement(node)) && declaresIn(node.initializer, name.text)) return true;
	}
	return false;
}

function declaresIn(node: ts.Node | undefined, name: string): boolean {
	const list = node && (ts.isVariableStatement(node) ? node.declarationList : node);
	return !!list && ts.isVariableDeclarationList(list) && list.declarations.some((entry) => declares(entry.name, name));
}

function declares(binding: ts.BindingName, name: string): boolean {
	if (ts.isIdentifier(binding)) return binding.text === name;
	return binding.elements.some((element) => ts.isBindingElement(element) && declares(element.name, name));
}

const FILES = execFileSync(
	'git',
	['ls-files', '--cached', '--others', '--exclude-standard', 'nodes/**/*.ts', 'credentials/*.ts'],
	{ cwd: root, encoding: 'utf8' },
)
	.trim()
	.split('\n')
	.filter((file) => ts.sys.fileExists(path.join(root, file)));
const textOf = (file: string): string => readFileSync(path.join(root, file), 'utf8');

test('only owners hold something beyond a call', () => {
	const found = FILES.flatMap((file) => stateIn(file, textOf(file)).map((name) => `${file}: ${name}`));
	expect(found.sort()).toEqual(
		Object.entries(OWNERS)
			.map(([file, name]) => `${file}: ${name}`)
			.sort(),
	);
});

test.each(Object.entries(OWNERS))(
	'%s: %s is an instance of a class that says how long it lives, with reset()',
	(file, name) => {
		const source = ts.createSourceFile(file, textOf(file), ts.ScriptTarget.Latest, true);
		const made = source.statements
			.filter(ts.isVariableStatement)
			.flatMap(({ declarationList }) => [...declarationList.declarations])
			.find((entry) => entry.name.getText() === name)!.initializer as ts.NewExpression;
		const owner = source.statements
			.filter(ts.isClassDeclaration)
			.find((entry) => entry.name?.text === made.expression.getText());
		expect(owner?.members.filter(ts.isMethodDeclaration).map((member) => member.name.getText())).toContain('reset');
		const docs = ts.getJSDocCommentsAndTags(owner!).map((doc) => doc.getText().replaceAll(/\s+\*\s+/g, ' '));
		expect(docs.join(' ')).toMatch(/\bprocess\b.*`reset\(\)`/s);
	},
);

test('CONTRIBUTING.md names every owner', () => {
	const page = textOf('CONTRIBUTING.md');
	const rows = [...page.matchAll(/^\| `(\w+)` in `([\w/.]+\.ts)` \|/gm)].map(([, name, file]) => [file, name]);
	expect(Object.fromEntries(rows)).toEqual(OWNERS);
});

test.each([
	['const known = new Map<string, string>();', ['known']],
	['export const known = new WeakMap();', ['known']],
	['const seen = new Set();', ['seen']],
	['let last = 0;', ['last']],
	['export let last: string | undefined;', ['last']],
	['const cache: Record<string, string> = {};', ['cache']],
	['const TABLE = { one: 1 }; export function put(name: string) { TABLE[name] = 2; }', ['TABLE']],
	["const NAMES = new Set(['a']); export const put = (name: string) => NAMES.add(name);", ['NAMES']],
	['const limit = pLimit(1);', ['limit']],
	['const lookUp = memoize((name: string) => name);', ['lookUp']],
	['const next = (() => { const seen = new Map(); return (key: string) => seen.get(key); })();', ['next']],
	['const parts = { cache: new Map() };', ['parts']],
	['class Reader { static readonly known = new Map(); static count = 0; }', ['Reader.known', 'Reader.count']],
	['const accounts = new Accounts();', ['accounts']],
])('the check finds state: %s', (text, names) => {
	expect(stateIn('nodes/connector/wire/made-up.ts', text)).toEqual(names);
});

test.each([
	"const NAMES = new Set(['a', 'b']); export const has = (name: string) => NAMES.has(name);",
	'const PATTERN = new RegExp(`^${WORD}$`);',
	"const LABELS = { mail: 'Email' } as const;",
	'const former = derivedOnce((operation: Operation) => ({ ...operation }));',
	'export function count() { const seen = new Map(); seen.set(1, 2); return seen; }',
	"const NAMES = ['a']; export function all() { const NAMES = []; NAMES.push('b'); return NAMES; }",
	'class Reader { readonly known = new Map(); }',
])('the check leaves alone: %s', (text) => {
	expect(stateIn('nodes/connector/wire/made-up.ts', text)).toEqual([]);
});
