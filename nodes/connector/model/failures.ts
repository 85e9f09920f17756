import type { ErrorMeaning } from './operation';
import type { VendorFailure } from './service';

/** A field value that cannot be used. The item index is added where it is known. */
export class FieldIssue extends Error {
	constructor(
		/** Label of the field as shown in the editor. */
		readonly field: string,
		message: string,
		/** What to do about it. */
		readonly advice?: string,
	) {
		super(message);
		this.name = 'FieldIssue';
	}
}

/** A request whose outcome is unknown: it may have been carried out. */
export class UnknownOutcome extends Error {
	constructor(
		readonly reason: string,
		/** Operation with which the user can check whether it was carried out, e.g. `Tag > Get Many`. */
		readonly lookUp?: string,
	) {
		super(reason);
		this.name = 'UnknownOutcome';
	}
}

/**
 * Thrown when this package, not the vendor, refuses or gives up. It becomes a `NodeOperationError`, never an answer of the vendor with an HTTP
 * status.
 */
export class Refusal extends Error {
	constructor(
		message: string,
		/** What to do about it. */
		readonly advice?: string,
	) {
		super(message);
		this.name = 'Refusal';
	}
}

/** Thrown when the vendor refuses a request. It becomes a `NodeApiError`. */
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
