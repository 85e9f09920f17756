import type { Calls as AnyCalls } from '../../connector/client/calls';
import type { ErrorCode, OperationId } from '../documented';

/** Calls of the operations of 360Learning; an operation or an error code that the documents do not name does not compile. */
export type Calls = AnyCalls<OperationId, ErrorCode>;
