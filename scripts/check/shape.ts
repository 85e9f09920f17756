/** Holds answers against their schema, record by record, and keeps what fields there are. */
import type { Schema, ServiceDocuments } from './document.ts';
import { type FindingKind, hostShown, kindOf, nameShown, shown } from './findings.ts';

/** Told what differs: kind, place, what is documented, what was seen. */
export type Tell = (kind: FindingKind, at: string, documented: string, seen: string) => void;

/** How often a documented field was there, by place. */
export interface Presence {
	objects: number;
	present: number;
	required: boolean;
}

/** More names than that in one object that the document does not know are keys of data, not fields. */
const MANY_NAMES = 25;

const FORMS: Record<string, (text: string) => boolean> = {
	'date-time': (text) => !Number.isNaN(Date.parse(text)) && /\d{4}-\d{2}-\d{2}T\d{2}:\d{2}/.test(text),
	date: (text) => /^\d{4}-\d{2}-\d{2}$/.test(text),
	email: (text) => /^[^@\s]+@[^@\s]+$/.test(text),
	uri: (text) => URL.canParse(text),
};

/** Reads answers of one operation. */
export class Shape {
	/** Documented fields, by place. */
	readonly fields = new Map<string, Presence>();
	/** Domains of the links in answers, with how many. */
	readonly hosts = new Map<string, number>();
	/** Fields that the document leaves open, with their types. */
	readonly open = new Map<string, Set<string>>();

	private readonly resolve: ServiceDocuments['resolve'];
	private readonly ownHosts: (host: string) => boolean;

	constructor(resolve: ServiceDocuments['resolve'], ownHosts: (host: string) => boolean) {
		this.resolve = resolve;
		this.ownHosts = ownHosts;
	}

	read(schema: Schema | undefined, value: unknown, tell: Tell, at = ''): void {
		if (schema === undefined) return this.openValue(value, at, tell);
		const whole = this.merged(schema);
		const alternatives = whole.oneOf ?? whole.anyOf;
		if (alternatives) return this.read(this.best(alternatives, value), value, tell, at);
		const kind = kindOf(value);
		if (!allows(whole, kind)) return tell('type', at, [whole.type ?? 'any'].flat().join(' or '), kind);
		if (kind === 'object') this.readObject(whole, value as Record<string, unknown>, tell, at);
		else if (kind === 'array') for (const entry of value as unknown[]) this.read(whole.items, entry, tell, `${at}[]`);
		else if (value !== null) this.readPlain(whole, value, tell, at);
	}

	private readObject(
		{ properties = {}, required = [], additionalProperties }: Schema,
		value: Record<string, unknown>,
		tell: Tell,
		at: string,
	): void {
		const place = (name: string) => (at === '' ? name : `${at}.${name}`);
		for (const name of Object.keys(properties)) {
			const presence = this.fields.get(place(name)) ?? { objects: 0, present: 0, required: required.includes(name) };
			presence.objects += 1;
			if (value[name] !== undefined) presence.present += 1;
			else if (presence.required) tell('missing', place(name), 'required', 'not there');
			this.fields.set(place(name), presence);
		}
		const unknown = Object.keys(value).filter((name) => !(name in properties));
		for (const [name, entry] of Object.entries(value)) {
			const known = properties[name];
			if (known) this.read(known, entry, tell, place(name));
			else if (typeof additionalProperties === 'object') this.read(additionalProperties, entry, tell, place('*'));
			else if (unknown.length > MANY_NAMES) this.openValue(entry, place('*'), () => {});
			else this.openValue(entry, place(nameShown(name)), tell);
		}
	}

	private readPlain(schema: Schema, value: unknown, tell: Tell, at: string): void {
		const { format, pattern } = schema;
		const codes = schema.const === undefined ? schema.enum : [schema.const];
		if (codes && !codes.includes(value)) return tell('code', at, `one of ${codes.length} codes`, shown(value));
		if (typeof value !== 'string' || value === '') return;
		if (format && FORMS[format] && !FORMS[format](value)) return tell('form', at, format, formOf(value));
		if (pattern && !new RegExp(pattern, 'u').test(value))
			return tell('form', at, 'the documented pattern', formOf(value));
		this.link(value, at, tell, format === 'uri');
	}

	/** What the document does not describe is noted with its type. */
	private openValue(value: unknown, at: string, tell: Tell): void {
		if (at !== '') {
			tell('undocumented', at, 'nothing', kindOf(value));
			this.open.set(at, (this.open.get(at) ?? new Set()).add(kindOf(value)));
		}
		const place = (name: string) => (at === '' ? name : `${at}.${name}`);
		if (Array.isArray(value)) for (const entry of value) this.openValue(entry, `${at}[]`, tell);
		else if (value !== null && typeof value === 'object')
			for (const [name, entry] of Object.entries(value)) this.openValue(entry, place(nameShown(name)), tell);
		else if (typeof value === 'string') this.link(value, at, tell, false);
	}

	/** Only links that the vendor makes say something about its hosts; a person may write any. */
	private link(value: string, at: string, tell: Tell, isDocumented: boolean): void {
		if (!/^https?:\/\/\S+$/.test(value) || !URL.canParse(value)) return;
		const { hostname } = new URL(value);
		const domain = hostShown(hostname);
		this.hosts.set(domain, (this.hosts.get(domain) ?? 0) + 1);
		if (isDocumented && domain.startsWith('a host') && !this.ownHosts(hostname))
			tell('host', at, 'a host of the vendor', domain);
	}

	/** `allOf` as one schema. */
	private merged(schema: Schema): Schema {
		const own = this.resolve(schema);
		if (!own.allOf) return own;
		const parts = own.allOf.map((part) => this.merged(part));
		return {
			...(Object.assign({}, ...parts) as Schema),
			...own,
			allOf: undefined,
			properties: Object.assign(
				{},
				...parts.map(({ properties }) => properties),
				own.properties,
			) as Schema['properties'],
			required: [...parts.flatMap(({ required }) => required ?? []), ...(own.required ?? [])],
		};
	}

	/** The alternative that fits best. */
	private best(alternatives: Schema[], value: unknown): Schema {
		const scored = alternatives.map((alternative) => {
			let faults = 0;
			const trial = new Shape(this.resolve, this.ownHosts);
			trial.read(alternative, value, (kind) => {
				faults += kind === 'undocumented' ? 1 : kind === 'type' ? 100 : 10;
			});
			return { alternative, faults };
		});
		return scored.reduce((best, next) => (next.faults < best.faults ? next : best)).alternative;
	}
}

function allows({ type }: Schema, kind: string): boolean {
	if (type === undefined) return true;
	const types = [type].flat();
	return types.includes(kind) || (kind === 'integer' && types.includes('number'));
}

/** What a text looks like, without saying what it says. */
function formOf(text: string): string {
	if (/^\d+$/.test(text)) return `${text.length} digits`;
	if (/^[0-9a-f]+$/i.test(text)) return `${text.length} hexadecimal characters`;
	if (/^\d{4}-\d{2}-\d{2}/.test(text)) return 'a date of another form';
	return 'a text of another form';
}
