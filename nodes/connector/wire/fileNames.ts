import type { VendorResponse } from '../model/service';

/** Maximum length of a file name in characters: most file systems allow no more. */
const LONGEST = 200;

/**
 * Returns a file name that is safe everywhere: without folders, control characters (CR, LF, NUL and others) and characters that reverse the writing
 * direction, which could make `fdp.exe` look like `exe.pdf`.
 *
 * @returns `undefined` if no name is left, as for `..`
 */
export function plainName(name: string | undefined): string | undefined {
	const parts = (name ?? '').replace(/[\p{Cc}\u2028\u2029\u200e\u200f\u202a-\u202e\u2066-\u2069]/gu, '').split(/[/\\]/);
	const last = parts.pop()!.trim();
	if (/^\.*$/.test(last)) return undefined;
	return last.length > LONGEST ? shortened(last) : last;
}

/** The file name of a `content-disposition` header (RFC 6266), as a plain name. */
export function nameIn(header: string | string[] | undefined): string | undefined {
	const text = String(header ?? '');
	const encoded = /filename\*\s*=\s*utf-8'[^']*'([^;]+)/i.exec(text)?.[1];
	const plain = /filename\s*=\s*(?:"((?:[^"\\]|\\.)*)"|([^;]+))/i.exec(text);
	return plainName(decoded(encoded) ?? plain?.[1]?.replace(/\\(.)/g, '$1') ?? plain?.[2]);
}

function decoded(text: string | undefined): string | undefined {
	try {
		return text === undefined ? undefined : decodeURIComponent(text.trim());
	} catch {
		return undefined;
	}
}

/** Keeps the extension, which tells the type of the file. */
function shortened(name: string): string {
	const ending = /\.\w{1,10}$/.exec(name)?.[0] ?? '';
	return `${Array.from(name.slice(0, LONGEST - ending.length - 1))
		.slice(0, -1)
		.join('')}…${ending}`;
}

/** The media type of an answer, without its parameters. */
export function typeIn(headers: VendorResponse['headers']): string | undefined {
	return headers['content-type'] === undefined ? undefined : mediaType(String(headers['content-type']));
}

/** A media type without its parameters, in small letters. */
export function mediaType(type: string): string {
	return type.replace(/;.*/s, '').trim().toLowerCase();
}
