import type { ICredentialDataDecryptedObject, IDataObject, IOAuth2Options } from 'n8n-workflow';
import type { Catalogue } from './catalogue';

/** What the connector needs to know about a vendor. */
export interface Service {
	catalogue: Catalogue;
	/** Name of the credential type. */
	credentialType: string;
	/** Options for n8n's OAuth2 signing, if the credential extends n8n's OAuth2 credential. */
	oauth2?: IOAuth2Options;
	/**
	 * Called when the vendor refuses a token, if the credential renews tokens itself.
	 *
	 * @param authorization header of the request
	 * @returns whether the request can be signed and sent again
	 */
	tokenRefused?(authorization: string): boolean;
	/** Creates the headers object that n8n signs, if the vendor expects another word than `Bearer`. */
	headers?(headers: IDataObject): IDataObject;
	/**
	 * Base URL of the operations.
	 *
	 * @throws Error with a clear message when the credential names no usable host
	 */
	baseUrl(credential: ICredentialDataDecryptedObject): string;
	/** End of the base URL that operations can replace (`Operation.basePath`), e.g. `/api/v1`. */
	basePath?: string;
	/**
	 * Returns the platform behind a host, if several hosts belong to one platform, such as those of companies. Absent if each platform has one
	 * host.
	 *
	 * @returns `undefined` when the host is not one of the vendor's
	 */
	platformOf?(hostname: string): string | undefined;
	/**
	 * What a credential says about its account. Two credentials that share one of these texts have the same account and so the same limits.
	 *
	 * @param credential decrypted data
	 */
	accountFacts(credential: ICredentialDataDecryptedObject): string[];
	/**
	 * Finds the vendor's code and message in an answer that is a failure, by its status or by its body.
	 *
	 * @returns `undefined` when the answer is a success
	 */
	failureOf(response: VendorResponse): VendorFailure | undefined;
}

/** An answer of the vendor. */
export interface VendorResponse {
	statusCode: number;
	headers: Record<string, string | string[] | undefined>;
	/** Parsed JSON, text if the answer is not JSON, or a stream of bytes for a file. */
	body: unknown;
}

/** An error as the vendor reports it. */
export interface VendorFailure {
	/** HTTP status. */
	status: number;
	/** The vendor's code, e.g. `pathNotFound` or `7209`. */
	code?: string | undefined;
	/** Second text that distinguishes two uses of one code. */
	detail?: string;
	/** The vendor's message. */
	message?: string;
	/**
	 * The body has the form of the vendor's own errors, so the vendor itself refused the request, not a server in between. Codes that the documents
	 * list are the vendor's own as well.
	 */
	isOwn?: boolean;
}
