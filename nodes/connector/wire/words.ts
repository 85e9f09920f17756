/** The message and the code in an answer of a server. */
export interface Words {
	code?: string;
	/** Second text that distinguishes two uses of one code. */
	detail?: string;
	message?: string;
}

const CODES = ['code', 'errorCode', 'error_code', 'errorcode'];
const DETAILS = ['error_description', 'errorDescription'];
const MESSAGES = ['message', 'errorMessage', 'error_message', 'msg', 'detail', 'description', 'reason', 'title'];
const HOLDERS = ['error', 'errors', 'response', 'details', 'message'];
const PLACES = ['field', 'property', 'path', 'parameter', 'pointer'];

/** Maximum length of repeated text in characters, and maximum number of joined texts. */
const LONGEST = 500;
const MOST = 5;
const DEEPEST = 5;

/**
 * Finds the message in the body of an answer in any common shape: text, a web page, `{ message }`, `{ error: { code, message } }`,
 * `{ errors: […] }`, also nested.
 */
export function wordsIn(body: unknown): Words {
	const { message, ...words } = read(body, 0);
	const said = message === undefined ? undefined : shortened(message);
	return withoutGaps({ ...words, message: said === '' ? undefined : said });
}

/** An error code: one word, not a sentence. */
export function isCode(text: unknown): text is string {
	return typeof text === 'string' && /^[\w.-]{1,80}$/.test(text);
}

function read(value: unknown, depth: number): Words {
	if (typeof value === 'string') return { message: textOf(value) };
	if (value === null || typeof value !== 'object' || depth > DEEPEST) return {};
	if (Array.isArray(value)) return joined(value.slice(0, MOST).map((entry) => read(entry, depth + 1)));
	return readObject(value as Record<string, unknown>, depth);
}

function readObject(holder: Record<string, unknown>, depth: number): Words {
	const ownCode = firstScalar(holder, CODES);
	const flat = isCode(holder.error) ? holder.error : undefined;
	const detail = firstText(holder, DETAILS);
	const inner = joined(
		HOLDERS.filter((name) => isHolder(holder[name])).map((name) =>
			name === 'errors' ? readErrors(holder[name], depth) : read(holder[name], depth + 1),
		),
	);
	const own = firstText(holder, MESSAGES) ?? detail ?? (flat === undefined ? firstText(holder, ['error']) : undefined);
	const place = firstText(holder, PLACES);
	const outer = own !== undefined && place !== undefined && !own.includes(place) ? `${place}: ${own}` : own;
	// If the body repeats the HTTP status around the error, the inner error says more.
	const code =
		inner.code !== undefined && /^[1-5]\d\d$/.test(ownCode ?? '') ? inner.code : (ownCode ?? flat ?? inner.code);
	const message = [outer, inner.message]
		.filter((text, index, all) => text !== undefined && all.indexOf(text) === index)
		.join(': ');
	return withoutGaps({ code, detail: detail ?? inner.detail, message: message === '' ? undefined : message });
}

/** Errors by field name: `{ "errors": { "mail": ["is not valid"] } }`. */
function readErrors(value: unknown, depth: number): Words {
	if (Array.isArray(value) || value === null || typeof value !== 'object') return read(value, depth + 1);
	const holder = value as Record<string, unknown>;
	if ([...CODES, ...MESSAGES].some((name) => name in holder)) return read(value, depth + 1);
	const entries = Object.entries(holder).slice(0, MOST);
	return joined(
		entries
			.map(([name, entry]) => ({ name, ...read(entry, depth + 1) }))
			.map(({ name, message, ...words }) => (message ? { ...words, message: `${name}: ${message}` } : words)),
	);
}

function joined(all: Words[]): Words {
	const messages = [...new Set(all.map(({ message }) => message).filter((text) => text !== undefined && text !== ''))];
	return withoutGaps({
		code: all.find(({ code }) => code !== undefined)?.code,
		detail: all.find(({ detail }) => detail !== undefined)?.detail,
		message: messages.length > 0 ? messages.join('; ') : undefined,
	});
}

function isHolder(value: unknown): boolean {
	return value !== null && typeof value === 'object';
}

function firstScalar(holder: Record<string, unknown>, names: string[]): string | undefined {
	const value = names.map((name) => holder[name]).find((entry) => typeof entry === 'number' || isCode(entry));
	return value === undefined ? undefined : String(value as string | number);
}

function firstText(holder: Record<string, unknown>, names: string[]): string | undefined {
	const value = names.map((name) => holder[name]).find((entry) => typeof entry === 'string' && entry.trim() !== '') as
		| string
		| undefined;
	return value === undefined ? undefined : textOf(value);
}

/** Text without markup; of a web page, its title. */
function textOf(text: string): string {
	const start = text.slice(0, 20_000);
	if (!/^\s*</.test(start)) return plain(start);
	const title = /<title[^>]*>([^<]*)/i.exec(start)?.[1] ?? '';
	return plain(
		title.trim() === '' ? start.replace(/<(script|style)\b[^]*?(<\/\1>|$)/gi, ' ').replace(/<[^>]*>?/g, ' ') : title,
	);
}

/** One line, without control characters. */
function plain(text: string): string {
	return text.replace(/[\s\p{Cc}\p{Cf}]+/gu, ' ').trim();
}

function shortened(text: string): string {
	return text.length > LONGEST ? `${text.slice(0, LONGEST)}…` : text;
}

function withoutGaps(words: { [Name in keyof Words]: Words[Name] | undefined }): Words {
	return Object.fromEntries(Object.entries(words).filter(([, text]) => text !== undefined)) as Words;
}
