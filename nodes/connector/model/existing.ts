/** A mistake of this package: its documents or its own code lack something that they guarantee. Users can only report it. */
export class Bug extends Error {
	constructor(message: string) {
		super(`${message}. This is a mistake in the node; please report it`);
		this.name = 'Bug';
	}
}

/**
 * Returns a value that the documents or the code around the call guarantee, such as an entry of the catalogue that another one names.
 *
 * @param what names the value in the message, e.g. `The list "courses"`
 * @throws Bug when it is missing
 */
export function existing<T>(value: T | undefined, what: string): T {
	if (value === undefined) throw new Bug(`${what} does not exist`);
	return value;
}

/** The innermost name of a place on the wire. */
export function innermost({ wire }: { wire: string[] }): string {
	return existing(wire.at(-1), 'The place of a field on the wire');
}

/** The outermost name of a place on the wire; the only one of a value in the path. */
export function outermost({ wire }: { wire: string[] }): string {
	return existing(wire[0], 'The place of a field on the wire');
}
