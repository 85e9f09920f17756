import type { Operation } from './operations.ts';

/** What a path leads to. */
export interface Match {
	operation: Operation;
	/** Values of the path parameters, percent-decoded. */
	path: Record<string, string>;
}

interface Branch {
	literals: Map<string, Branch>;
	patterns: Array<{ source: string; expression: RegExp; branch: Branch }>;
	operations: Map<string, Operation>;
}

const PLACEHOLDER = /\{([^}]+)\}/g;

/**
 * Finds the operation of a request. Literal segments win over parameters; a slash at the end does not matter; a
 * parameter may be empty, because vendors answer a code for that, not "no such route".
 */
export class Routes {
	private readonly root: Branch = newBranch();

	constructor(operations: Operation[]) {
		for (const operation of operations) this.add(operation);
	}

	/** @returns undefined when no document has this method and path */
	match(method: string, pathname: string): Match | undefined {
		const segments = split(pathname);
		const values: string[] = [];
		const operation = find(this.root, method, segments, 0, values);
		if (!operation) return undefined;
		const names = [...operation.template.matchAll(PLACEHOLDER)].map(([, name]) => name as string);
		return { operation, path: Object.fromEntries(names.map((name, index) => [name, decode(values[index] ?? '')])) };
	}

	private add(operation: Operation): void {
		let branch = this.root;
		for (const segment of split(operation.template)) branch = step(branch, segment);
		// Two documents can hold one call, such as the token call of both versions: the first one serves it.
		if (!branch.operations.has(operation.method)) branch.operations.set(operation.method, operation);
	}
}

function newBranch(): Branch {
	return { literals: new Map(), patterns: [], operations: new Map() };
}

function split(pathname: string): string[] {
	const path = pathname.startsWith('/') ? pathname.slice(1) : pathname;
	return (path.endsWith('/') ? path.slice(0, -1) : path).split('/');
}

function step(branch: Branch, segment: string): Branch {
	if (!segment.includes('{')) {
		const next = branch.literals.get(segment) ?? newBranch();
		branch.literals.set(segment, next);
		return next;
	}
	const source = `^${segment
		.split(/\{[^}]+\}/)
		.map(escape)
		.join('(.*)')}$`;
	const existing = branch.patterns.find((pattern) => pattern.source === source);
	if (existing) return existing.branch;
	const added = { source, expression: new RegExp(source), branch: newBranch() };
	branch.patterns.push(added);
	branch.patterns.sort((left, right) => right.source.length - left.source.length);
	return added.branch;
}

function find(
	branch: Branch,
	method: string,
	segments: string[],
	index: number,
	values: string[],
): Operation | undefined {
	const segment = segments[index];
	if (segment === undefined) return branch.operations.get(method);
	const literal = branch.literals.get(segment);
	const found = literal && find(literal, method, segments, index + 1, values);
	if (found) return found;
	for (const pattern of branch.patterns) {
		const captured = pattern.expression.exec(segment);
		if (!captured) continue;
		const length = values.length;
		values.push(...captured.slice(1));
		const operation = find(pattern.branch, method, segments, index + 1, values);
		if (operation) return operation;
		values.length = length;
	}
	return undefined;
}

function escape(literal: string): string {
	return literal.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
}

function decode(segment: string): string {
	try {
		return decodeURIComponent(segment);
	} catch {
		return segment;
	}
}
