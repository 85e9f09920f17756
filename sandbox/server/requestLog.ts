import type { LoggedRequest, Vendor } from '../types.ts';

const SECRET_HEADERS = new Set(['authorization', 'cookie', 'proxy-authorization', 'x-apikey']);
const SECRET_QUERY = /((?:^|&)(?:apiKey|client_secret|refresh_token|access_token)=)([^&]*)/gi;

/** Every request of one sandbox, in the order of arrival. */
export class RequestLog {
	readonly entries: LoggedRequest[] = [];
	private last = 0;

	add(vendor: Vendor, method: string, url: string, headers: NodeJS.Dict<string | string[]>): LoggedRequest {
		const [path = '', queryString = ''] = splitOnce(url, '?');
		this.last += 1;
		const entry: LoggedRequest = {
			id: this.last,
			vendor,
			method,
			path,
			queryString: queryString.replace(SECRET_QUERY, (_, name: string, value: string) => name + mask(value)),
			query: {},
			headers: maskHeaders(headers),
			body: '',
			validationFailures: [],
			answerFailures: [],
			startedAt: Date.now(),
		};
		this.entries.push(entry);
		return entry;
	}

	clear(): void {
		this.entries.length = 0;
	}
}

function maskHeaders(headers: NodeJS.Dict<string | string[]>): Record<string, string> {
	return Object.fromEntries(
		Object.entries(headers).map(([name, value]) => {
			const text = [value ?? ''].flat().join(', ');
			return [name, SECRET_HEADERS.has(name) ? maskCredential(text) : text];
		}),
	);
}

/** `Bearer secret` keeps its first word: the kind of sign-in is no secret. */
function maskCredential(text: string): string {
	const [kind = '', secret] = splitOnce(text, ' ');
	return secret === undefined ? mask(kind) : `${kind} ${mask(secret)}`;
}

function mask(secret: string): string {
	return `…${secret.slice(-4)}`;
}

function splitOnce(text: string, separator: string): [string, string?] {
	const index = text.indexOf(separator);
	return index < 0 ? [text] : [text.slice(0, index), text.slice(index + separator.length)];
}
