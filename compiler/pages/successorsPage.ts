import groupBy from 'lodash/groupBy.js';
import type { Catalogue } from '../../nodes/connector/model/catalogue.ts';
import type { Field } from '../../nodes/connector/model/field.ts';
import { inFormerLayout } from '../../nodes/connector/model/layout.ts';
import type { Operation } from '../../nodes/connector/model/operation.ts';
import type { Before, Rule } from '../../nodes/LmsMigration/migration/rule.ts';
import { cell } from './markdown.ts';
import { labelOf, mentionsIn } from '../mentions.ts';
import { textsOf } from '../migration.ts';

/**
 * Successors of each operation of the older API: the lines of docs/v1-to-v2.md.
 *
 * @param rules the compiled rules of migration, by `resource.operation`
 */
export function successorsPage(
	olderCatalogue: Catalogue,
	newerCatalogue: Catalogue,
	rules: Record<string, Rule>,
): string[] {
	const [older, newer] = [olderCatalogue, newerCatalogue].map((catalogue) => inFormerLayout(catalogue));
	const all = Object.values(rules);
	const lone = all.filter(({ none }) => none !== undefined).length;
	const lines = [
		'# From API v1 to API v2',
		'',
		`Of the ${all.length} operations of *360Learning (API v1)*, ${all.length - lone} have a counterpart in *360Learning* and ${lone} have none. The migration follows this table; [migration.md](migration.md) explains how to use it.`,
		'',
		'*Output* lists renamed and removed output fields. *See also* lists operations that return removed fields or do the rest of the work.',
	];
	for (const { value, name, operations } of older.resources) {
		lines.push('', `## ${name}`, '', '| In v1 | In v2 | Output | See also | Remarks |', '|---|---|---|---|---|');
		for (const operation of operations) lines.push(row(operation, rules[`${value}.${operation.value}`], newer));
	}
	return lines;
}

function row(operation: Operation, rule: Rule, newer: Catalogue): string {
	const used = [rule, ...rule.when.map((way) => way.rule)]
		.flatMap(({ to, before }) => [...before.map((step) => step.to), ...(to ? [to] : [])])
		.map((to) => named(to, newer));
	const others = [...new Set(textsOf(rule).flatMap((text) => mentionsIn(text, newer).labels))].filter(
		(label) => !used.includes(label),
	);
	const cells = [
		`${operation.name} (\`${operation.value}\`)<br>${operation.request ? 'any endpoint' : `\`${operation.method} ${String(operation.path)}\``}`,
		becomes(operation, rule, newer),
		output(rule),
		others.join('<br>'),
		remarks(operation, rule, newer).join('<br>'),
	];
	return `| ${cells.map(cell).join(' | ')} |`;
}

/** The operations that take over, in the order in which they run, with the other ways to go. */
function becomes({ fields }: Operation, { to, before, when }: Rule, newer: Catalogue): string {
	if (to === undefined) return 'none';
	const step = (given: Before) =>
		`${named(given.to, newer)}${given.given ? ` (with ${labels(given.given, fields)})` : given.unless ? ` (without ${labels(given.unless, fields)})` : ''}, then `;
	const ways = when.map(
		({ given, only, rule }) =>
			`${named(rule.to!, newer)} (${given ? `with ${labels(given, fields)}` : `with nothing but ${labels(only!, fields)}`})`,
	);
	return [...ways, `${before.map(step).join('')}${named(to, newer)}`].join('<br>or ');
}

function output({ output: changes, gone }: Rule): string {
	const renamed = Object.entries(changes).flatMap(([name, { to, constant, text }]) => {
		if (to === name) return text ? [`\`${name}\`: no longer text`] : [];
		return to
			? [`\`${name}\` → \`${to}\``]
			: constant === undefined
				? []
				: [`\`${name}\`: was always \`${String(constant)}\``];
	});
	const lost = [
		...Object.entries(changes).flatMap(([name, change]) => (change.gone === undefined ? [] : [name])),
		...gone,
	].map((name) => `\`${name}\``);
	return [...renamed, ...(lost.length > 0 ? [`gone: ${lost.join(', ')}`] : [])].join('<br>');
}

function remarks(
	{ fields }: Operation,
	{ none, notes, ask, fields: moves, inferred, to }: Rule,
	newer: Catalogue,
): string[] {
	if (none !== undefined) return [sentence(none)];
	const target = operationNamed(to!, newer).operation.fields;
	const said = [
		...Object.entries(moves).flatMap(([name, list]) =>
			list.flatMap(({ drop, note }) => [drop, note].map((text) => ({ label: labels([name], fields), text }))),
		),
		...Object.entries(ask).map(([name, text]) => ({ label: labels([name.split('.')[0]], target), text })),
	].filter(({ text }) => text !== undefined);
	const together = Object.entries(groupBy(said, 'text')).map(
		([text, list]) => `${list.map(({ label }) => `*${label}*`).join(', ')}: ${sentence(text)}`,
	);
	return [...notes.map(sentence), ...together, ...(inferred ? ["The vendor's guides do not mention this."] : [])];
}

function named(to: string, catalogue: Catalogue): string {
	const { resource, operation } = operationNamed(to, catalogue);
	return labelOf(resource, operation.name);
}

/** The compiler of the rules has checked that it is there. */
function operationNamed(to: string, { resources }: Catalogue): { resource: string; operation: Operation } {
	const [value, name] = to.split('.');
	const resource = resources.find((entry) => entry.value === value)!;
	return { resource: resource.name, operation: resource.operations.find((entry) => entry.value === name)! };
}

function labels(names: string[], fields: Field[]): string {
	return names.map((name) => fields.find((field) => field.name === name)?.displayName ?? name).join(' and ');
}

function sentence(text: string): string {
	return text.endsWith('.') ? text : `${text}.`;
}
