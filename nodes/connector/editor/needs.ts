import type { ILoadOptionsFunctions } from 'n8n-workflow';
import type { Catalogue } from '../model/catalogue';
import { existing } from '../model/existing';
import { withArticle } from '../messages/nouns';
import { Refusal } from '../model/failures';
import { operationById, placeholders } from '../model/find';
import type { List } from '../model/list';
import type { Operation } from '../model/operation';
import { locatorValue } from '../wire/place';

/** Reads the values that a list depends on from the fields of the node. */
export function needsOf(context: ILoadOptionsFunctions, catalogue: Catalogue, list: List): Record<string, string> {
	const operation = operationById(catalogue, list.operation);
	// Fields of the same entry of a repeatable group: n8n addresses them with `&`.
	const current = (name: string) => {
		const value = locatorValue(context.getCurrentNodeParameter(`&${name}`) ?? context.getCurrentNodeParameter(name));
		return value === undefined || value === null ? '' : String(value);
	};
	const needs = Object.entries(list.needs ?? {}).map(([wire, parameter]) => ({
		wire,
		parameter,
		value: current(parameter),
	}));
	const level = operation.levels
		? levelFor(
				operation,
				current('level'),
				needs.filter(({ value }) => value !== '').map(({ wire }) => wire),
			)
		: undefined;
	const wanted = level ? needs.filter(({ wire }) => placeholders(operation, level).includes(wire)) : needs;
	for (const { parameter, value } of wanted) {
		if (value === '') throw new Refusal(`Choose ${withArticle(titleOf(catalogue, parameter))} first`);
	}
	return Object.fromEntries(wanted.map(({ wire, value }) => [wire, value]));
}

/** Returns the chosen level, otherwise the one with the most placeholders for which all values are filled in. */
function levelFor(operation: Operation, chosen: string, filled: string[]): string {
	const levels = (operation.levels ?? []).map(({ value }) => value);
	if (levels.includes(chosen)) return chosen;
	const possible = levels.filter((value) => placeholders(operation, value).every((name) => filled.includes(name)));
	const [longest = levels[0]] = possible.sort(
		(one, other) => placeholders(operation, other).length - placeholders(operation, one).length,
	);
	return existing(longest, `A level of ${operation.id}`);
}

function titleOf(catalogue: Catalogue, parameter: string): string {
	for (const { operations } of catalogue.resources) {
		for (const { fields } of operations) {
			const field = fields.find(({ name }) => name === parameter);
			if (field) return field.displayName;
		}
	}
	return parameter;
}
