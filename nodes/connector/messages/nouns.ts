/** Returns a label as it reads within a sentence: `Path Session` becomes `path session`; abbreviations such as `ID` stay. */
export function inSentence(label: string): string {
	return label.replace(/\S+/g, (word) => (/^[A-Z]{2,}s?$/.test(word) ? word : word.toLowerCase()));
}

/** Returns a label with its article, e.g. `a path session`, `an integration`, `a user`. */
export function withArticle(label: string): string {
	const noun = inSentence(label);
	return `${/^([aeio]|un(?!i))/.test(noun) ? 'an' : 'a'} ${noun}`;
}
