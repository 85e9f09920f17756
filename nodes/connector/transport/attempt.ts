import type { VendorFailure, VendorResponse } from '../model/service';
import type { Outcome } from './retry';

/** Why a request brought no answer. */
export interface Cause {
	code?: string | undefined;
	message: string;
	/** What to do, if the cause knows it. */
	advice?: string;
	/** `undone` if the request never left; `unknown` if it may have been carried out. */
	outcome: Outcome;
	/** Whether another try would end the same way. */
	isFinal?: boolean;
}

/** An answer in the documented form. */
export interface Answer extends VendorResponse {
	/** The records in it as the vendor sent them: exactly one for `record`, none if the answer only confirms something. */
	records: unknown[];
}

/** Result of one try: an answer, a refusal of the vendor, or the cause why neither arrived. */
export interface Attempt {
	answer?: Answer;
	failure?: VendorFailure;
	cause?: Cause;
	retryAfterMs?: number | undefined;
}
