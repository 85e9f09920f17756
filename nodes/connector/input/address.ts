import { FieldIssue } from '../model/failures';
import type { AnyRequest } from '../model/operation';
import { mishap, short } from '../wire/texts';

/** An address that a user wrote: the path below the host, and what stood behind its question mark. */
export interface Address {
	path: string;
	query: Array<[name: string, value: string]>;
}

const LABEL = 'Path';
const FORM = 'Enter the path of an endpoint as in the documentation of the API, without the host';

/** What a segment may hold (`pchar`, RFC 3986, chapter 3.3). A percent sign is followed by two hexadecimal digits. */
const SEGMENT = /^(?:[\w.~!$&'()*+,;=:@-]|%[\da-f]{2})+$/i;

/** What may stand behind the question mark before it is decoded: no spaces, no control characters, no fragment. */
const QUERY = /^[!"$-;=?-~]*$/;

/** A placeholder of the documentation in which nothing was filled in. */
const PLACEHOLDER = /\{\s*[\w.-]+\s*\}|^:[a-z]\w*$|<[\w -]+>/i;

/**
 * Reads an address that a user wrote: a path below the base of the API, the same without the base, or a whole address of the credential's host. What
 * could lead elsewhere, or be read in two ways by the servers on the way, is refused.
 *
 * @param entered what was filled in, without spaces around it
 * @param host base URL of the operations, without a slash at its end
 * @throws FieldIssue that says what is wrong
 */
export function readAddress(entered: string, host: string, { base, signIn }: AnyRequest): Address {
	if (/\s|\p{Cc}/u.test(entered)) throw refusal(entered, 'holds a space, a line break or a control character');
	if (entered.includes('\\')) throw refusal(entered, 'holds a backslash');
	if (entered.includes('#'))
		throw refusal(entered, 'holds a fragment (#), which no server gets', 'Write %23 for a # that belongs to a value');
	const [address = '', ...rest] = withoutHost(entered, host).split('?');
	const path = `${base}${belowBase(segmentsOf(address, entered), entered, host, base)}`;
	checkTarget(path, entered, host);
	if (signIn.includes(decodeURIComponent(path).toLowerCase()))
		throw refusal(
			entered,
			'signs in, which the credential does by itself',
			'Call the endpoint that you need; the node gets a token for it',
		);
	return { path, query: rest.length === 0 ? [] : pairsOf(rest.join('?'), entered) };
}

/** The path and query of a whole address; what names no host is given back. */
function withoutHost(entered: string, host: string): string {
	const [, scheme, authority = '', rest = ''] = /^([a-z][a-z\d+.-]*:)\/\/([^/?]*)(.*)$/i.exec(entered) ?? [];
	if (scheme === undefined) {
		if (/^\/\//.test(entered)) throw refusal(entered, 'names another host');
		if (/^[^/?]*[:@]/.test(entered)) throw refusal(entered, 'begins like the address of another host');
		return entered;
	}
	const own = new URL(host);
	if (authority.includes('@')) throw refusal(entered, 'holds a user name, which only hides where it leads');
	if (scheme.toLowerCase() !== own.protocol || authority.toLowerCase() !== own.host)
		throw refusal(
			entered,
			`leads to another host than ${own.host}`,
			'The token goes to the host of the credential only. For other hosts use the HTTP Request node',
		);
	return rest;
}

/** The segments of a path, each checked. */
function segmentsOf(address: string, entered: string): string[] {
	const segments = (address.startsWith('/') ? address.slice(1) : address).split('/');
	// Without its ID, the address of a record is that of the whole collection.
	if (segments.length > 1 && segments.at(-1) === '' && segments.at(-2) !== '')
		throw refusal(entered, 'ends with a slash, as if an ID were missing', 'Fill in the ID, or leave the slash out');
	for (const segment of segments) checkSegment(segment, entered);
	return segments;
}

function checkSegment(segment: string, entered: string): void {
	if (segment === '') throw refusal(entered, 'has two slashes in a row or names no endpoint');
	if (PLACEHOLDER.test(segment)) throw leftOver(entered, segment, 'ID');
	if (!SEGMENT.test(segment))
		throw refusal(
			entered,
			`has characters that no path may hold (${short(segment)})`,
			'Write them percent-encoded, such as %C3%A9 for é',
		);
	const decoded = decode(segment, entered);
	if (PLACEHOLDER.test(decoded)) throw leftOver(entered, decoded, 'ID');
	refuseMishap(entered, decoded);
	// Signs that look like a slash or a dot become one where a server normalizes text.
	const plain = decoded.normalize('NFKC');
	if (/[/\\\p{Cc}]|%[\da-f]{2}/iu.test(plain))
		throw refusal(entered, 'hides a slash, a percent sign or a control character in a segment');
	if (/^[.\u2024]+$/u.test(plain)) throw refusal(entered, 'has a segment of dots, which leads elsewhere');
}

function decode(text: string, entered: string): string {
	try {
		return decodeURIComponent(text);
	} catch {
		throw refusal(entered, 'has a percent sign that begins no encoded character', 'Write %25 for a percent sign');
	}
}

/** The path below the base of the API, which may be left out. */
function belowBase(segments: string[], entered: string, host: string, base: string): string {
	const own = `${new URL(host).pathname.replace(/\/$/, '')}${base}`.split('/').slice(1);
	const isOwn = own.length > 0 && own.every((part, index) => segments[index] === part);
	const below = isOwn ? segments.slice(own.length) : segments;
	if ((!isOwn && segments[0]?.toLowerCase() === own[0]?.toLowerCase()) || below.join('') === '')
		throw refusal(entered, `lies outside of /${own.join('/')}, which is all that this node calls`);
	return `/${below.join('/')}`;
}

/** The address that goes out is the one that was checked. */
function checkTarget(path: string, entered: string, host: string): void {
	const own = new URL(host);
	const target = new URL(`${host}${path}`);
	if (target.origin !== own.origin || target.pathname !== `${own.pathname.replace(/\/$/, '')}${path}`)
		throw refusal(entered, 'is read in two ways');
}

function pairsOf(query: string, entered: string): Address['query'] {
	if (!QUERY.test(query))
		throw refusal(
			entered,
			'has characters behind the question mark that no address may hold',
			'Fill in Query Parameters instead',
		);
	return query
		.split('&')
		.filter((part) => part !== '')
		.map((part) => {
			const [name = '', ...value] = part.split('=').map((piece) => decode(piece.replaceAll('+', ' '), entered));
			const text = value.join('=');
			if (name === '') throw refusal(entered, 'has a value without a name behind the question mark');
			if (/^[{<:]\s*[\w.-]+\s*[}>]?$/.test(text)) throw leftOver(entered, text, 'value');
			return [name, text];
		});
}

function leftOver(entered: string, placeholder: string, what: string): FieldIssue {
	return refusal(entered, `still has the placeholder ${short(placeholder)}`, `Put the ${what} in its place`);
}

/** A part such as `undefined` comes from an expression or a sheet that had no value. */
function refuseMishap(entered: string, part: string): void {
	const found = mishap(part);
	if (found) throw new FieldIssue(LABEL, `"${short(entered)}": ${found.what}`, found.advice);
}

function refusal(entered: string, what: string, advice = FORM): FieldIssue {
	return new FieldIssue(LABEL, `"${short(entered)}" ${what}`, advice);
}
