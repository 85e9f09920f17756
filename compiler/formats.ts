/** A form that a text must have, and what it is called in messages. */
export interface Form {
	pattern: string;
	patternName: string;
}

const HOST_PART = '[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?';
const URI_CHARACTERS = "(?:[A-Za-z0-9._~:/@!$&'()*+,;=\\-]|%[0-9A-Fa-f]{2})*";
const MAILBOX_PART = "[A-Za-z0-9!#$%&'*+/=?^_`{|}~\\-]+";

/** The formats of JSON Schema that the documents use for texts a person fills in. Dates have controls of their own. */
const FORMS: Record<string, Form> = {
	email: {
		pattern: `^${MAILBOX_PART}(?:\\.${MAILBOX_PART})*@(?:${HOST_PART}\\.)+${HOST_PART}$`,
		patternName: 'an email address',
	},
	uri: {
		pattern: `^[A-Za-z][A-Za-z0-9+.\\-]*://[A-Za-z0-9._~\\-]+(?::[0-9]{1,5})?(?:/${URI_CHARACTERS})?(?:[?]${URI_CHARACTERS})?(?:#${URI_CHARACTERS})?$`,
		patternName: 'a whole address such as https://example.com/page',
	},
	uuid: {
		pattern: '^[0-9A-Fa-f]{8}(?:-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12}$',
		patternName: '32 hexadecimal digits in five groups',
	},
};

/** The form behind a format, if it is one that texts are checked for. */
export function formOf(format: string | undefined): Form | undefined {
	return format !== undefined && Object.hasOwn(FORMS, format) ? FORMS[format] : undefined;
}
