import { referencesIn } from './references';
import { mapExpressions, replacedAt } from './template';
import type { Value } from './value';

/**
 * Makes what reads the item of a node read that item by the name of the node that gave it: for when another node stands between them now.
 *
 * @param node name of the node that gives the item
 */
export function rebased(value: Value, node: string): Value {
	switch (value.kind) {
		case 'plain':
			return value;
		case 'list':
			return { kind: 'list', items: value.items.map((item) => rebased(item, node)) };
		case 'object':
			return { kind: 'object', entries: value.entries.map(([name, entry]) => [name, rebased(entry, node)]) };
		case 'code': {
			const change = (source: string) => rebasedCode(source, node);
			return {
				kind: 'code',
				code: change(value.code),
				...(value.text === undefined ? {} : { text: mapExpressions(value.text, change) }),
			};
		}
	}
}

function rebasedCode(source: string, node: string): string {
	const name = `$(${JSON.stringify(node)})`;
	const changes = referencesIn(source)
		.filter(({ node: named }) => named === undefined)
		.map(({ start, base }) => {
			const first = /^\$input\.(first|last)\(\)/.exec(source.slice(start, base));
			return { start, end: base, text: `${name}.${first ? `${first[1]}()` : 'item'}.json` };
		});
	const result = replacedAt(source, changes);
	return result.replace(/\$binary\b/g, `${name}.item.binary`).replace(/\$input\.all\(\)/g, `${name}.all()`);
}

/** Whether an expression reads the current item. */
export function readsItem(value: Value): boolean {
	if (value.kind === 'list') return value.items.some(readsItem);
	if (value.kind === 'object') return value.entries.some(([, entry]) => readsItem(entry));
	return (
		value.kind === 'code' &&
		(referencesIn(value.code).some(({ node }) => node === undefined) || /\$(binary|input)\b/.test(value.code))
	);
}
