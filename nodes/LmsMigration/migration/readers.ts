import type { OutputRule } from './convert';
import { referencesIn, type Reference } from './references';
import type { ReaderReport } from './report';
import type { OutputChange } from './rule';
import { mapExpressions, replacedAt } from './template';
import { allConnections, isNode, type Workflow, type WorkflowNode } from './workflow';

/** Nodes that pass their items on unchanged. */
const PASSING = new Set(
	[
		'noOp',
		'if',
		'filter',
		'switch',
		'wait',
		'limit',
		'sort',
		'removeDuplicates',
		'splitInBatches',
		'merge',
		'stopAndError',
	].map((name) => `n8n-nodes-base.${name}`),
);

/** Parameters of n8n's nodes that name fields of items, as text. */
const FIELD_NAMES = new Set([
	'fieldToSplitOut',
	'fieldsToInclude',
	'fieldToAggregate',
	'fieldsToAggregate',
	'fieldsToCompare',
	'fieldsToExclude',
	'fieldsToMatchString',
	'field1',
	'field2',
	'fieldName',
	'includeFields',
	'excludeFields',
	'fieldsToSplitBy',
	'fieldsToSummarize',
	'mergeByFields',
]);

/** Parameters that hold scripts. */
const SCRIPTS = new Set(['jsCode', 'functionCode']);

/** A text that reads `$json`, `$('Node')` … : how it is changed, and what is told about it. */
interface Reader {
	node: string;
	isScript: boolean;
	/** Nodes whose items the node gets. */
	origins: string[];
}

/**
 * Updates references in later nodes to converted ones: renames fields, inserts values that were always the same, and reports removed
 * fields.
 *
 * @param workflow changed in place: the caller has made a copy
 * @param outputs what became of the output, by name of the converted node
 */
export function followReaders(workflow: Workflow, outputs: Map<string, OutputRule>): ReaderReport[] {
	const reports: ReaderReport[] = [];
	const originsOf = originFinder(workflow);
	for (const node of workflow.nodes) {
		if (!isNode(node) || !node.parameters) continue;
		const origins = [...originsOf(node.name)];
		const visit = (value: unknown, name: string): unknown => {
			if (typeof value === 'string')
				return changedText(value, name, { node: node.name, isScript: SCRIPTS.has(name), origins });
			if (Array.isArray(value)) return value.map((entry) => visit(entry, name));
			if (value === null || typeof value !== 'object') return value;
			return Object.fromEntries(Object.entries(value).map(([key, entry]) => [key, visit(entry, key)]));
		};
		const changedText = (text: string, name: string, reader: Reader): string => {
			const change = (source: string) => changed(source, reader, outputs, (found) => originsOf(found, true), reports);
			if (reader.isScript) return change(text);
			if (text.startsWith('=')) return mapExpressions(text, change);
			return FIELD_NAMES.has(name) ? renamedFields(text, reader, outputs, reports) : text;
		};
		node.parameters = visit(node.parameters, '') as WorkflowNode['parameters'];
	}
	return reports;
}

function predecessors(workflow: Workflow): Map<string, Set<string>> {
	const found = new Map<string, Set<string>>();
	for (const { from, target, type } of allConnections(workflow)) {
		if (type === 'main') found.set(target.node, (found.get(target.node) ?? new Set()).add(from));
	}
	return found;
}

/** Finds the nodes whose items a node gets, through those that only pass them on; each node is asked for once. */
function originFinder(workflow: Workflow): (name: string, isNamed?: boolean) => Set<string> {
	const before = predecessors(workflow);
	const nodes = new Map<string, WorkflowNode>();
	for (const node of workflow.nodes) if (isNode(node) && !nodes.has(node.name)) nodes.set(node.name, node);
	const passes = (name: string) => {
		const node = nodes.get(name);
		return node !== undefined && (PASSING.has(node.type) || isSetThatKeeps(node) || node.disabled === true);
	};
	const known = new Map<string, Set<string>>();
	/** @param isNamed whether the node itself is what is read */
	return (name, isNamed = false) => {
		if (isNamed && !passes(name)) return new Set([name]);
		const origins = known.get(name) ?? new Set<string>();
		if (known.has(name)) return origins;
		known.set(name, origins);
		const seen = new Set<string>();
		const open = [name];
		for (let next = open.pop(); next !== undefined; next = open.pop()) {
			for (const other of before.get(next) ?? []) {
				if (seen.has(other)) continue;
				seen.add(other);
				if (passes(other)) open.push(other);
				else origins.add(other);
			}
		}
		return origins;
	};
}

/** Edit Fields that keeps what came in, or Split Out that keeps the rest. */
function isSetThatKeeps({ type, parameters = {} }: WorkflowNode): boolean {
	if (type === 'n8n-nodes-base.splitOut') return parameters.include === 'allOtherFields';
	if (type !== 'n8n-nodes-base.set') return false;
	return parameters.includeOtherFields === true || parameters.keepOnlySet === false;
}

/** One expression or script, with its readings of converted nodes changed. */
function changed(
	source: string,
	reader: Reader,
	outputs: Map<string, OutputRule>,
	resolve: (node: string) => Set<string>,
	reports: ReaderReport[],
): string {
	const changes: Array<{ start: number; end: number; text: string }> = [];
	for (const reference of referencesIn(source, reader.isScript).reverse()) {
		const origins = reference.node === undefined ? reader.origins : [...resolve(reference.node)];
		const converted = origins.filter((origin) => outputs.has(origin));
		const [reads] = converted;
		if (reads === undefined) continue;
		const tell = (after?: string, finding?: string) =>
			reports.push({
				node: reader.node,
				reads,
				before: source.slice(reference.start, reference.end),
				...(after === undefined ? {} : { after }),
				...(finding === undefined ? {} : { finding }),
			});
		const rewritten = rewrite(source, reference, outputs.get(reads)!);
		if (rewritten.finding) tell(undefined, rewritten.finding);
		else if (rewritten.text !== undefined && origins.length > 1)
			tell(
				undefined,
				`Several nodes lead here, so this was left as it is. For items of "${reads}" it is now: ${rewritten.text}`,
			);
		else if (rewritten.text !== undefined) {
			changes.push({ start: reference.start, end: reference.end, text: rewritten.text });
			tell(rewritten.text);
		}
	}
	return replacedAt(source, changes.reverse());
}

/** Returns the replacement of a reference; `undefined` if the field is unchanged. */
function rewrite(
	source: string,
	{ start, base, end, path, isItem }: Reference,
	rule: OutputRule,
): { text?: string; finding?: string } {
	if (!isItem) {
		const differs = Object.keys(rule.changes).length > 0 || rule.gone.length > 0 || rule.wrapped.length > 0;
		return differs
			? {
					finding: `This works on more than one item or on the item as a whole. Fields that changed: ${[...Object.keys(rule.changes), ...rule.gone].slice(0, 8).join(', ') || 'the record stands by itself'}`,
				}
			: {};
	}
	const root = source.slice(start, base);
	let skipped = 0;
	while (skipped < rule.wrapped.length && path[skipped]?.name === rule.wrapped[skipped]) skipped += 1;
	const names = path.slice(skipped).map(({ name }) => name);
	if (rule.wrapped[0] === 'body' && skipped === 0 && (names[0] === 'headers' || names[0] === 'statusCode'))
		return { finding: 'The new node gives no status and headers: it stops when a request is refused' };
	if (rule.listed !== undefined && names[0] === rule.listed)
		return { finding: `The entries of "${rule.listed}" are items of their own now` };
	if (rule.heldList && /^(\?\.)?\[\d+\]/.test(source.slice(base)))
		return { finding: 'The entries of the list are items of their own now' };
	const tail = (length: number) => source.slice(path[skipped + length - 1]?.end ?? base, end);
	const deepest = Math.max(0, ...Object.keys(rule.changes).map((name) => name.split('.').length));
	for (let length = Math.min(names.length, deepest); length > 0; length -= 1) {
		const name = names.slice(0, length).join('.');
		const change = Object.hasOwn(rule.changes, name) ? rule.changes[name] : undefined;
		if (change) return changedTo(change, root, tail(length), name);
	}
	const [first] = names;
	if (first !== undefined && rule.gone.includes(first)) return { finding: `"${first}" is not in the answer any more` };
	return skipped > 0 ? { text: root + tail(0) } : {};
}

function changedTo(
	change: OutputChange,
	root: string,
	tail: string,
	name: string,
): { text?: string; finding?: string } {
	if (change.to !== undefined) {
		const place = `${root}${change.to.split('.').map(access).join('')}`;
		return { text: `${change.text ? `String(${place})` : place}${tail}` };
	}
	if (change.constant !== undefined) {
		const value = JSON.stringify(change.constant);
		return { text: change.while === undefined ? value : `(${root}${access(change.while)} ? ${value} : undefined)` };
	}
	return { finding: `"${name}" is not in the answer any more: ${change.gone ?? 'nothing replaces it'}` };
}

function access(name: string): string {
	return /^[A-Za-z_$][\w$]*$/.test(name) ? `.${name}` : `[${JSON.stringify(name)}]`;
}

/** Names of fields in parameters of n8n's own nodes, one or several with commas. */
function renamedFields(
	text: string,
	{ node, origins }: Reader,
	outputs: Map<string, OutputRule>,
	reports: ReaderReport[],
): string {
	const converted = origins.filter((origin) => outputs.has(origin));
	const [reads] = converted;
	if (reads === undefined || text === '') return text;
	const rule = outputs.get(reads)!;
	return text
		.split(',')
		.map((piece) => {
			const name = piece.trim();
			const change = Object.hasOwn(rule.changes, name) ? rule.changes[name] : undefined;
			const after = change?.to;
			if (after !== undefined && origins.length === 1) {
				reports.push({ node, reads, before: name, after });
				return piece.replace(name, after);
			}
			if (change || rule.gone.includes(name) || rule.listed === name)
				reports.push({
					node,
					reads,
					before: name,
					finding: `The field "${name}" is named here. ${change?.gone ?? (after ? `It is called "${after}" now` : 'It is not in the answer any more')}`,
				});
			return piece;
		})
		.join(',');
}
