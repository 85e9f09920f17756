import { readFileSync } from 'node:fs';
import path from 'node:path';
import { isAlias, isMap, isScalar, isSeq, LineCounter, parseDocument, type Document, type Node, type Pair } from 'yaml';
import { readYaml } from './yaml.ts';

/** A YAML file whose values are known by the line they stand in. */
export class YamlFile {
	/** Path of the file. */
	readonly location: string;
	/** Path as messages name it, relative to the working directory. */
	readonly name: string;
	/** The content as plain values, merge keys worked in; `undefined` when the file is not YAML. */
	readonly value: unknown;
	/** Syntax errors of the file, as `file:line:column  message`. */
	readonly mistakes: string[];
	private readonly text: string;
	private readonly lines = new LineCounter();
	private parsed?: Document;

	/**
	 * @param location path of the file
	 * @param text its content, where it is not read from there
	 */
	constructor(location: string, text = readFileSync(location, 'utf8')) {
		this.location = location;
		this.name = path.relative(process.cwd(), location);
		this.text = text;
		try {
			this.value = readYaml(text);
			this.mistakes = [];
		} catch (error) {
			const found = this.document.errors.map(({ message, pos }) => `${this.position(pos[0])}  ${firstLine(message)}`);
			this.mistakes = found.length > 0 ? found : [`${this.position(0)}  ${firstLine((error as Error).message)}`];
		}
	}

	/** With the place of each value; it is parsed when somebody asks for the first place. */
	private get document(): Document {
		return (this.parsed ??= parseDocument(this.text, { merge: true, lineCounter: this.lines }));
	}

	/**
	 * @param place keys and indexes that lead to a value
	 * @returns `file:line:column` of its key, or of the nearest place around it that is there
	 */
	at(place: PropertyKey[]): string {
		let node: unknown = this.document.contents;
		let found = 0;
		for (const step of place) {
			const pair = this.pairOf(node, step);
			const entry = pair ? pair.key : this.entryOf(node, step);
			if (!entry) break;
			found = (entry as Node).range?.[0] ?? found;
			node = pair ? pair.value : entry;
		}
		return this.position(found);
	}

	private position(offset: number): string {
		const { line, col } = this.lines.linePos(offset);
		return `${this.name}:${line}:${col}`;
	}

	/** The pair of a map, also one that a merge key brings in. */
	private pairOf(holder: unknown, key: PropertyKey): Pair<Node, unknown> | undefined {
		const map = this.resolved(holder);
		if (!isMap(map)) return undefined;
		const pairs = map.items as Array<Pair<Node, unknown>>;
		const own = pairs.find(
			(pair) => isScalar(pair.key) && typeof pair.key.value !== 'symbol' && String(pair.key.value) === String(key),
		);
		if (own) return own;
		// The library reads a merge key as a symbol.
		for (const { value } of pairs.filter((pair) => isScalar(pair.key) && typeof pair.key.value === 'symbol')) {
			const merged = this.resolved(value);
			for (const source of isSeq(merged) ? merged.items : [merged]) {
				const pair = this.pairOf(source, key);
				if (pair) return pair;
			}
		}
		return undefined;
	}

	private entryOf(holder: unknown, index: PropertyKey): unknown {
		const list = this.resolved(holder);
		return isSeq(list) ? list.items[Number(index)] : undefined;
	}

	private resolved(node: unknown): unknown {
		return isAlias(node) ? node.resolve(this.document) : node;
	}
}

function firstLine(text: string): string {
	return text.split('\n')[0];
}
