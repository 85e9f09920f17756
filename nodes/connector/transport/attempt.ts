import type { VendorFailure, VendorResponse } from '../model/service';
import type { Fate } from './retry';

/** Why a request brought no answer. */
export interface Cause {
	code?: string | undefined;
	message: string;
	/** What to do, where the message comes with it. */
	advice?: string;
	/** Whether the request ever left; `unknown` when it may have been carried out. */
	fate: Fate;
	/** Another try would end the same way. */
	isFinal?: boolean;
}

/** An answer that is what the documents describe. */
export interface Answer extends VendorResponse {
	/** The records in it, as the vendor sent them: exactly one for a record, none where the answer only confirms something. */
	records: unknown[];
}

/** What one try of a request brought: an answer, a refusal of the vendor, or neither. */
export interface Attempt {
	answer?: Answer;
	failure?: VendorFailure;
	cause?: Cause;
	retryAfterMs?: number | undefined;
}
