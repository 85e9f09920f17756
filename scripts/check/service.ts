/** A service under check: its account, documents, records, and how one answer is read. */
import get from 'lodash/get.js';
import set from 'lodash/set.js';
import { createRequire } from 'node:module';
import path from 'node:path';
import type { ServiceFolder } from '../openapi/bundle.ts';
import { openAccount, type Account, type Body, type Received } from './account.ts';
import { codesOf, readService, type Answer, type Endpoint, type ServiceDocuments } from './document.ts';
import { codeShown, type FindingKind, type Findings, hostShown } from './findings.ts';
import { neededBy, Records, type Values } from './records.ts';
import { Shape } from './shape.ts';

/** What became of an endpoint. */
export interface Seen {
	calls: number;
	statuses: Map<number, number>;
	records: number;
	shape: Shape;
	/** Names at the top of answers, as they came. */
	tops: Map<string, number>;
	/** Why it was not called, or not with success. */
	reason?: string;
}

/** Headers that say something about limits or the end of an API. */
const TELLING = /rate-?limit|quota|^retry-after$|^deprecation$|^sunset$|^warning$|api-version/i;

/** Codes may stand in any of these places. */
const CODE_PLACES = [
	'error.code',
	'error',
	'code',
	'message',
	'response.errors.code',
	'response.errors[0].code',
	'errors.code',
	'errors[0].code',
];

export class ServiceUnderCheck {
	readonly seen = new Map<Endpoint, Seen>();
	readonly records: Records;

	readonly folder: ServiceFolder;
	readonly documents: ServiceDocuments;
	readonly account: Account;
	private readonly writeQuery: (values: object, encodings: object) => string;
	readonly findings: Findings;

	private constructor(
		folder: ServiceFolder,
		documents: ServiceDocuments,
		account: Account,
		writeQuery: (values: object, encodings: object) => string,
		findings: Findings,
	) {
		this.folder = folder;
		this.documents = documents;
		this.account = account;
		this.writeQuery = writeQuery;
		this.findings = findings;
		this.records = new Records(documents.catalogue);
	}

	/** @throws Error when the credential cannot be used */
	static async open(
		root: string,
		folder: ServiceFolder,
		credential: Record<string, unknown>,
		findings: Findings,
		pause?: number,
	): Promise<ServiceUnderCheck> {
		const call = path.join(root, 'dist', 'nodes', 'connector', 'request', 'call.js');
		const { writeQuery } = createRequire(import.meta.url)(call) as {
			writeQuery(values: object, encodings: object): string;
		};
		return new ServiceUnderCheck(
			folder,
			await readService(root, folder),
			openAccount(root, folder, credential, pause),
			writeQuery,
			findings,
		);
	}

	seenOf(endpoint: Endpoint): Seen {
		const earlier = this.seen.get(endpoint);
		if (earlier) return earlier;
		const shape = new Shape(this.documents.resolve, (host) => host === this.account.host);
		const fresh: Seen = { calls: 0, statuses: new Map(), records: 0, shape, tops: new Map() };
		this.seen.set(endpoint, fresh);
		return fresh;
	}

	tell(endpoint: Endpoint, kind: FindingKind, at: string, documented: string, seen: string): void {
		this.findings.add({ service: this.documents.title, operation: endpoint.operation.id, kind, at, documented, seen });
	}

	/** Address of a call: the way in, further values of the query by their place, and what is always sent. */
	address({ operation, path: template }: Endpoint, way: Values, query: object = {}): string {
		const address = template.replace(/\{(\w+)\}/g, (_place, name: string) => encodeURIComponent(way[name]!));
		const values: object = { ...operation.constants?.query, ...query };
		for (const [name, value] of Object.entries(way)) if (!template.includes(`{${name}}`)) set(values, name, value);
		const text = this.writeQuery(values, operation.query ?? {});
		return text === '' ? address : `${address}?${text}`;
	}

	/**
	 * Calls an endpoint and holds the answer against the document.
	 *
	 * @returns the answer, and its records where it was a success
	 */
	async call(
		endpoint: Endpoint,
		address: string,
		body?: Body,
	): Promise<Received & { isGood: boolean; records: unknown[] }> {
		const { method, paces, basePath } = endpoint.operation;
		const seen = this.seenOf(endpoint);
		const answer = await this.account.send(method, address, body, this.documents.catalogue.headers, basePath);
		seen.calls += 1;
		seen.statuses.set(answer.status, (seen.statuses.get(answer.status) ?? 0) + 1);
		const codes = codesIn(answer.json);
		const isLimit =
			answer.status === 429 ||
			this.documents.catalogue.errors.some(({ about, code }) => about === 'limit' && codes.includes(code));
		if (isLimit)
			this.tell(
				endpoint,
				'limit',
				'',
				`within ${paces.join(' and ')}`,
				`refused with ${answer.status} at call ${seen.calls}`,
			);
		const isGood = answer.status < 400 && !isFailure(this.documents, answer.json);
		this.readHead(endpoint, answer, isGood);
		if (isGood) this.readBody(endpoint, answer);
		else this.readRefusal(endpoint, answer, codes, isLimit);
		return { ...answer, isGood, records: isGood ? recordsIn(endpoint, answer.json) : [] };
	}

	/** What the document says of an answer with this status. */
	private documented({ described }: Endpoint, status: number): Answer | undefined {
		const { responses } = described;
		const found = responses[status] ?? responses[`${Math.floor(status / 100)}XX`] ?? responses.default;
		return found && this.documents.resolve(found);
	}

	private readHead(endpoint: Endpoint, { status, headers, mediaType, bytes }: Received, isGood: boolean): void {
		const documented = this.documented(endpoint, status);
		if (!documented && isGood)
			this.tell(endpoint, 'status', '', Object.keys(endpoint.described.responses).join(', '), String(status));
		const known = Object.keys(documented?.headers ?? {}).map((name) => name.toLowerCase());
		for (const name of headers.keys())
			if (TELLING.test(name) && !known.includes(name))
				this.tell(
					endpoint,
					'header',
					name,
					'nothing',
					/^\d+$/.test(headers.get(name)!) ? headers.get(name)! : 'a text',
				);
		const link = /<([^>]+)>\s*;\s*rel="?next"?/.exec(headers.get('link') ?? '')?.[1];
		if (link !== undefined) {
			const { hostname } = new URL(link, this.account.base);
			if (hostname !== this.account.host)
				this.tell(endpoint, 'host', 'header link', 'the host of the account', hostShown(hostname));
		}
		const types = Object.keys(documented?.content ?? {});
		if (isGood && bytes > 0 && types.length > 0 && !types.includes(mediaType) && !types.includes('*/*'))
			this.tell(endpoint, 'type', 'content-type', types.join(' or '), mediaType || 'none');
	}

	private readBody(endpoint: Endpoint, { status, json, mediaType }: Received): void {
		const seen = this.seenOf(endpoint);
		if (json === undefined) return;
		if (json !== null && typeof json === 'object' && !Array.isArray(json))
			for (const name of Object.keys(json)) seen.tops.set(name, (seen.tops.get(name) ?? 0) + 1);
		const content = this.documented(endpoint, status)?.content ?? {};
		const { schema } = content[mediaType] ?? content['application/json'] ?? {};
		seen.shape.read(schema, json, (kind, at, documented, found) => this.tell(endpoint, kind, at, documented, found));
		const { pageSize } = endpoint.described['x-pagination'] ?? {};
		const count = recordsIn(endpoint, json).length;
		seen.records += count;
		if (typeof pageSize === 'number' && count > pageSize)
			this.tell(endpoint, 'limit', 'page', `${pageSize} records`, `${count} records`);
	}

	private readRefusal(endpoint: Endpoint, { status }: Received, codes: string[], isLimit: boolean): void {
		if (isLimit || status >= 500) return;
		const known = codesOf(endpoint, this.documents);
		if (codes.some((code) => known.has(code)) || codes.length === 0) {
			if (codes.length === 0) this.tell(endpoint, 'code', `status ${status}`, 'a code', 'none');
			return;
		}
		this.tell(endpoint, 'code', `status ${status}`, `one of ${known.size} codes`, codeShown(codes[0]));
	}
}

/** Words in an answer that can be a code. */
function codesIn(json: unknown): string[] {
	return CODE_PLACES.flatMap((place) => {
		const value: unknown = get(json, place);
		return typeof value === 'string' || typeof value === 'number' ? [String(value)] : [];
	}).filter((code) => /^[\w.-]+$/.test(code));
}

/** Whether the body says no, where the status does not. */
function isFailure({ catalogue }: ServiceDocuments, json: unknown): boolean {
	for (const { at, yes, no } of catalogue.answers?.verdicts ?? []) {
		const value: unknown = get(json, at);
		if (value === undefined || value === null || typeof value === 'object') continue;
		const text = String(value);
		if (yes !== undefined && new RegExp(`^(?:${yes})$`, 'i').test(text)) return false;
		if (no !== undefined && new RegExp(`^(?:${no})$`, 'i').test(text))
			return !catalogue.answers?.noRecords?.includes(text);
	}
	return false;
}

/** Records of an answer, as the node takes them out. */
export function recordsIn({ operation: { output } }: Endpoint, json: unknown): unknown[] {
	// Where the document leaves the answer open, the list is what it has of them.
	const isOpen = output.kind === 'records' && output.root === 'object' && output.property === undefined;
	const found =
		isOpen && json !== null && typeof json === 'object' ? Object.values(json).find(Array.isArray) : undefined;
	const whole: unknown = output.property === undefined ? (found ?? json) : get(json, output.property);
	if (whole === undefined || whole === null) return [];
	return Array.isArray(whole) ? (whole as unknown[]) : output.kind === 'records' ? [] : [whole];
}

/** Fields that a person would have to fill in and nothing here can. */
export function cannotFill(endpoint: Endpoint): string | undefined {
	return neededBy(endpoint).find(({ list, kind }) => !list && kind !== 'options')?.displayName;
}
