/** What differs between our document and a newer one of the vendor, and what a person has to do about it. */
import type { Fact, OperationFacts } from './read.ts';

export interface Difference {
	/** `GET /api/v2/users`. */
	operation: string;
	/** What is different, one line that stays the same from run to run. */
	what: string;
	/** What to do about it. */
	todo: string;
}

type Operations = Map<string, OperationFacts>;

/** Compares two documents of one API. Headers are left out: every service sends its own. */
export function compare(ours: Operations, theirs: Operations): Difference[] {
	const differences: Difference[] = [];
	for (const [key, { address, operationId }] of theirs)
		if (!ours.has(key))
			differences.push({
				operation: address,
				what: `new operation${operationId ? ` (${operationId})` : ''}`,
				todo: 'Add it to the document of its resource (CONTRIBUTING, Add an operation)',
			});
	for (const [key, own] of ours) {
		const other = theirs.get(key);
		if (other) differences.push(...compareOperation(own, other));
		else
			differences.push({
				operation: own.address,
				what: 'operation is gone',
				todo: 'Find out whether it has another address. If it has ended, say so in its notice, and remove it with the next major version',
			});
	}
	return differences;
}

function compareOperation(own: OperationFacts, other: OperationFacts): Difference[] {
	const tell = (what: string, todo: string): Difference => ({ operation: own.address, what, todo });
	const differences: Difference[] = [];
	if (other.deprecated && !own.deprecated)
		differences.push(tell('deprecated', 'Say so in its notice, with what takes its place; add a rule if there is one'));
	for (const scope of other.scopes.filter((name) => !own.scopes.includes(name)))
		differences.push(
			tell(
				`scope ${scope} is new`,
				'Add it to `security`. If it takes the place of another, workflows need it from now on: say so in the changelog',
			),
		);
	for (const scope of own.scopes.filter((name) => !other.scopes.includes(name)))
		differences.push(tell(`scope ${scope} is gone`, 'Remove it from `security`'));
	const success = (statuses: string[]) => statuses.filter((status) => /^[23]/.test(status)).join(', ');
	if (success(own.statuses) !== success(other.statuses))
		differences.push(
			tell(
				`success is ${success(other.statuses)}, was ${success(own.statuses)}`,
				'Change `responses`, and see what the answer is now',
			),
		);
	for (const [at, fact] of other.values) {
		if (at.startsWith('header ')) continue;
		const known = own.values.get(at);
		if (known) differences.push(...compareFact(at, known, fact, tell));
		else if (!hasAncestor(at, own, other))
			differences.push(tell(`${at} is new (${fact.type}${fact.required ? ', required' : ''})`, newTodo(at, fact)));
	}
	for (const [at, fact] of own.values)
		if (!at.startsWith('header ') && !other.values.has(at) && !hasAncestor(at, other, own))
			differences.push(
				tell(
					`${at} is gone`,
					at.startsWith('answer')
						? 'Take it out of the schema, the example and `x-simplified`; workflows that read it get nothing'
						: `Take it out of the document${fact.required ? '; it was required, so its parameter stays hidden for old workflows' : ''}`,
				),
			);
	return differences;
}

function newTodo(at: string, { required }: Fact): string {
	if (at.startsWith('answer'))
		return 'Add it to the schema and the example of the answer; consider it for `x-simplified`';
	return required
		? 'Add it with title and description. Old workflows do not send it and are refused: say so in the changelog, and give it a default if one is safe'
		: 'Add it with title and description';
}

/** Of a whole object that is new or gone its outermost part is told. */
function hasAncestor(at: string, without: OperationFacts, within: OperationFacts): boolean {
	const parts = at.split(/(?=\.|\[\])/);
	for (let length = parts.length - 1; length > 0; length--) {
		const ancestor = parts.slice(0, length).join('');
		if (within.values.has(ancestor) && !without.values.has(ancestor)) return true;
	}
	return false;
}

function compareFact(
	at: string,
	own: Fact,
	other: Fact,
	tell: (what: string, todo: string) => Difference,
): Difference[] {
	const differences: Difference[] = [];
	if (own.type !== other.type && own.type !== 'any' && other.type !== 'any')
		differences.push(
			tell(
				`${at} is ${other.type}, was ${own.type}`,
				'Change its type. A stored workflow goes on only if the new type takes the old values: read docs/versioning.md',
			),
		);
	if (own.required !== other.required && !at.startsWith('answer'))
		differences.push(
			tell(
				`${at} is ${other.required ? 'required now' : 'no longer required'}`,
				other.required
					? 'Add it to `required`. Old workflows may not send it: say so in the changelog'
					: 'Take it out of `required`; the field moves to the optional ones, and stored values must still be read',
			),
		);
	if (own.format !== other.format && own.format !== undefined && other.format !== undefined)
		differences.push(
			tell(`format of ${at} is ${other.format}, was ${own.format}`, 'Change `format` and see what the nodes send'),
		);
	if (own.codes && other.codes) {
		for (const code of other.codes.filter((name) => !own.codes!.includes(name)))
			differences.push(tell(`${at} may be ${code}`, 'Add it to `enum` with a name in `x-enum-names`'));
		for (const code of own.codes.filter((name) => !other.codes!.includes(name)))
			differences.push(
				tell(
					`${at} may not be ${code} any more`,
					'Take it out of `enum`; stored workflows that have it are refused by the vendor',
				),
			);
	}
	for (const name of new Set([...Object.keys(own.limits), ...Object.keys(other.limits)]))
		if (own.limits[name] !== other.limits[name] && other.limits[name] !== undefined)
			differences.push(
				tell(
					`${name} of ${at} is ${other.limits[name]}, ${own.limits[name] === undefined ? 'was not there' : `was ${own.limits[name]}`}`,
					`Change \`${name}\``,
				),
			);
	return differences;
}
