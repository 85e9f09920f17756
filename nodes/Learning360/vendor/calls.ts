import type { Calls as AnyCalls } from '../../connector/client/calls';
import type { ErrorCode, OperationId } from '../documented';

/** Calls operations of 360Learning. Operation IDs and error codes that are not in the documents do not compile. */
export type Calls = AnyCalls<OperationId, ErrorCode>;
