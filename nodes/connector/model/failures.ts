import type { ErrorMeaning } from './operation';
import type { VendorFailure } from './service';

/** A value in the node that cannot be used; the item is added where it is known. */
export class FieldIssue extends Error {
	constructor(
		/** Label of the field, as the person reads it. */
		readonly field: string,
		message: string,
		/** How to get on. */
		readonly advice?: string,
	) {
		super(message);
		this.name = 'FieldIssue';
	}
}

/** A request whose outcome nobody knows: it may have been carried out. */
export class UnknownOutcome extends Error {
	constructor(
		readonly reason: string,
		/** Where the person can look whether it was carried out, e.g. `Tag > Get Many`. */
		readonly lookUp?: string,
	) {
		super(reason);
		this.name = 'UnknownOutcome';
	}
}

/**
 * Work that this package refuses or gives up by its own decision: the vendor has refused nothing. It becomes a `NodeOperationError`, never an
 * answer of the vendor with an HTTP status.
 */
export class Refusal extends Error {
	constructor(
		message: string,
		/** How to get on. */
		readonly advice?: string,
	) {
		super(message);
		this.name = 'Refusal';
	}
}

/** An answer in which the vendor refuses something. It becomes a `NodeApiError`. */
export class CallFailed extends Error {
	constructor(
		message: string,
		readonly advice: string | undefined,
		readonly failure: VendorFailure,
		readonly meaning?: ErrorMeaning,
	) {
		super(message);
		this.name = 'CallFailed';
	}
}
