import type { ICredentialDataDecryptedObject, IDataObject, IOAuth2Options } from 'n8n-workflow';
import type { Catalogue } from './catalogue';

/** What a node tells the connector about its vendor. */
export interface Service {
	catalogue: Catalogue;
	/** Name of the credential type. */
	credentialType: string;
	/** How n8n is to sign, where the credential is an OAuth2 credential of n8n. */
	oauth2?: IOAuth2Options;
	/**
	 * Takes note that the vendor refused a request for its token, where the credential renews tokens itself.
	 *
	 * @param authorization header of the request
	 * @returns whether the request may be signed anew and sent again
	 */
	tokenRefused?(authorization: string): boolean;
	/** Makes the headers object that n8n signs, where the vendor wants another word than `Bearer`. */
	headers?(headers: IDataObject): IDataObject;
	/**
	 * Address that the paths of the operations are added to.
	 *
	 * @throws Error with a clear message when the credential names no usable host
	 */
	baseUrl(credential: ICredentialDataDecryptedObject): string;
	/**
	 * Tells which platform of the vendor answers at a host, where several hosts answer for one, such as those of its companies. Absent when one platform
	 * has one host.
	 *
	 * @returns `undefined` when the host is not one of the vendor's
	 */
	platformOf?(hostname: string): string | undefined;
	/**
	 * Finds the vendor's code and words in an answer that is not a success, or that says so only in its body.
	 *
	 * @returns `undefined` when the answer is a success
	 */
	failureOf(response: VendorResponse): VendorFailure | undefined;
}

/** An answer of the vendor. */
export interface VendorResponse {
	statusCode: number;
	headers: Record<string, string | string[] | undefined>;
	/** Parsed JSON, text when the answer was no JSON, or the bytes to come when a file was asked for. */
	body: unknown;
}

/** What the vendor says went wrong. */
export interface VendorFailure {
	/** HTTP status. */
	status: number;
	/** The vendor's code, e.g. `pathNotFound` or `7209`. */
	code?: string;
	/** Second text that tells two uses of one code apart. */
	detail?: string;
	/** The vendor's words for people. */
	message?: string;
	/**
	 * The body has the form of the vendor's own errors, so that the vendor, and nothing on the way, has refused the request. Codes that the documents
	 * list are the vendor's own as well.
	 */
	isOwn?: boolean;
}
