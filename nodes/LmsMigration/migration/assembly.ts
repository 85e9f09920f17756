import { innermost } from '../../connector/model/existing';
import type { Field } from '../../connector/model/field';
import type { Operation } from '../../connector/model/operation';
import { firstOf, restOf } from './lists';
import type { Facts } from './options';
import type { Finding } from './report';
import type { Fact, Move } from './rule';
import type { Filled } from './source';
import { listOf } from './readNode';
import { variantOf } from './wire';
import {
	code,
	entryOf,
	fromJson,
	fromParameter,
	isBlank,
	plain,
	propertyOf,
	textOf,
	toCode,
	type Json,
	type Value,
} from './value';

/** Names of facts in findings. */
const FACT_NAMES: Record<Fact, string> = { platformOwner: 'the platform owner', rootGroup: 'the root group' };

/** Collects the values for the fields of an operation. */
export class Assembly {
	readonly filled = new Map<string, Filled>();

	constructor(
		readonly operation: Operation,
		private readonly facts: Facts,
		private readonly findings: Finding[],
	) {}

	/** Moves the value of a field of the old operation to where it belongs now. */
	move(old: Filled, moves: Move[]): void {
		const label = old.field.displayName;
		for (const move of moves) {
			if (move.drop !== undefined) this.findings.push({ kind: 'check', text: move.drop, field: label });
			if (move.note !== undefined && textOf(old.value) !== (move.noteUnless ?? ''))
				this.findings.push({ kind: 'check', text: move.note, field: label });
			if (move.to === undefined) continue;
			const value = this.taken(within(old.value, move), move, label);
			if (value !== undefined && !isBlank(value))
				this.put(move.to, mapped(value, move.map), { locator: old.locator, by: move.by });
		}
	}

	/** Replacement for an empty field of the old operation. */
	leftOut(moves: Move[]): void {
		for (const { to, otherwise } of moves) {
			const fact = otherwise && this.facts[otherwise];
			if (to !== undefined && fact) this.put(to, plain(fact));
		}
	}

	/** @param path name of a field, or of a field of an object after a dot */
	put(path: string, value: Value, how: Pick<Filled, 'locator' | 'by'> = {}): void {
		const [name = '', inner] = path.split('.');
		const field = this.field(name);
		if (!field) return;
		const present = this.filled.get(name);
		if (inner === undefined) {
			const together = present && field.kind === 'strings' ? both(present.value, value) : value;
			this.filled.set(name, { field, value: together, ...how });
			return;
		}
		const entries = present?.value.kind === 'object' ? present.value.entries : [];
		const wire = innerWire(field, inner);
		this.filled.set(name, {
			field,
			value: { kind: 'object', entries: [...entries.filter(([key]) => key !== wire), [wire, value]] },
		});
	}

	/** Fills fields that are still empty. */
	set(values: Record<string, Json>): void {
		for (const [path, value] of Object.entries(values)) if (!this.has(path)) this.put(path, fromParameter(value));
	}

	has(path: string): boolean {
		const [name = '', inner] = path.split('.');
		const value = this.filled.get(name)?.value;
		const field = this.field(name);
		return inner === undefined || !field ? value !== undefined : entryOf(value, innerWire(field, inner)) !== undefined;
	}

	/** Required fields without a value. */
	missing(): Field[] {
		return this.operation.fields.filter(
			({ required, constant, kind, at, name, default: initial }) =>
				required &&
				constant === undefined &&
				initial === undefined &&
				kind !== 'boolean' &&
				at !== 'nowhere' &&
				!this.isComplete(name),
		);
	}

	/** Whether a field has a value, including all required properties of an object. */
	private isComplete(name: string): boolean {
		const filled = this.filled.get(name);
		if (!filled || isBlank(filled.value)) return false;
		if (filled.value.kind !== 'object') return true;
		const needed = (filled.field.fields ?? []).filter(
			({ required, constant, kind }) => required && constant === undefined && kind !== 'boolean',
		);
		return needed.every((field) => entryOf(filled.value, innermost(field)) !== undefined);
	}

	private field(name: string): Field | undefined {
		return variantOf(this.operation.fields, name, (field) => this.filled.get(field.name)?.value);
	}

	private taken(value: Value, { take, otherwise, evenEmpty }: Move, label: string): Value | undefined {
		if (take === undefined) return value;
		if (take === 'rest') return restOf(value, evenEmpty);
		const fact = otherwise && this.facts[otherwise];
		const first = firstOf(value, fact);
		if (otherwise && !fact && first?.kind === 'code') {
			this.findings.push({
				kind: 'check',
				text: `When the expression gives nothing, API v1 took ${FACT_NAMES[otherwise]}. The new node stops with a message: say who that is`,
				field: label,
			});
		}
		return first;
	}
}

/** Returns the part of a value to carry over, with its new names. */
function within(value: Value, { property, rename }: Move): Value {
	const part = property === undefined ? value : (propertyOf(value, property) ?? plain(''));
	if (!rename) return part;
	if (part.kind === 'list') return { kind: 'list', items: part.items.map((item) => renamed(item, rename)) };
	if (part.kind !== 'code') return part;
	const names = Object.entries(rename)
		.map(([from, to]) => `${to}: entry.${from}`)
		.join(', ');
	return code(`[${part.code}].flat().map((entry) => ({ ...entry, ${names} }))`);
}

function renamed(value: Value, names: Record<string, string>): Value {
	if (value.kind !== 'object') return value;
	return {
		kind: 'object',
		entries: value.entries.map(([name, entry]) => [
			(Object.hasOwn(names, name) ? names[name] : undefined) ?? name,
			entry,
		]),
	};
}

function both(one: Value, other: Value): Value {
	const [first, second] = [listOf(one), listOf(other)];
	if (first.kind === 'list' && second.kind === 'list')
		return { kind: 'list', items: [...first.items, ...second.items] };
	return code(`[${toCode(first)}, ${toCode(second)} ].flat()`);
}

function innerWire({ fields }: Field, name: string): string {
	const inner = fields?.find((candidate) => candidate.name === name);
	return inner?.wire[inner.wire.length - 1] ?? name;
}

/** Returns the new API's word for a word of the old one. */
function mapped(value: Value, words?: Record<string, Json>): Value {
	if (!words) return value;
	if (value.kind === 'plain') {
		const word = String(value.value);
		const meant = Object.hasOwn(words, word) ? words[word] : undefined;
		return meant === undefined ? value : fromJson(meant);
	}
	if (value.kind !== 'code') return value;
	return { kind: 'code', code: `(${JSON.stringify(words)} )[${value.code}] ?? ${value.code}` };
}
