import type { IHttpRequestOptions } from 'n8n-workflow';
import type { HttpMethod, Operation, Output } from '../model/operation';
import type { VendorResponse } from '../model/service';
import type { ByteStream } from './streams';

/** One request. */
export interface Call {
	method: HttpMethod;
	/** Address below the host with its query, or a whole address on the same host (next page). */
	url: string;
	headers?: Record<string, string>;
	body?: IHttpRequestOptions['body'];
	/** Names of the limits it counts against. */
	paces: string[];
	/** Operation it belongs to: separates limits that count per operation and words its errors. */
	operation?: Operation;
	/** May be sent again if its outcome is unknown. */
	repeatable: boolean;
	/** Documented kind of the answer. */
	output: Output;
	/** Takes the bytes of a file as they arrive; what it gives back becomes the body of the answer. When they break off, the call may be tried again. */
	keep?(bytes: ByteStream, headers: VendorResponse['headers']): Promise<unknown>;
}
