import { z } from 'zod/v4';
import { count, keyword, text } from './keyword.ts';

const entry = {
	code: keyword('code of the vendor', text, 'classroomSlotNotFound'),
	detail: keyword('second text of the answer that tells two uses of one code apart', text, 'jwt expired').optional(),
	meaning: keyword('what happened, one sentence without a full stop', text, 'No classroom slot has this ID'),
	fix: keyword('what to do about it', text, 'Pick a slot from the list').optional(),
	field: keyword('name on the wire of the input it is about', text, 'classroomSlotId').optional(),
	about: keyword(
		'`token`: sign in again; `credential`: the credential is wrong; `scope`: the token lacks a right; `limit`: a limit was passed; `nothing`: there is no record with the value that was looked up',
		z.enum(['token', 'credential', 'scope', 'limit', 'nothing']),
		'token',
	).optional(),
	lockSeconds: keyword('how long the vendor blocks further calls', count, 300).optional(),
};

/** One row of an error table below a response, whose status is that of the response. */
export const errorOfResponse = z.strictObject(entry);

/** One row of an error table of an operation or a service. */
export const errorWithStatus = z.strictObject({
	status: keyword('HTTP status it comes with', z.int().min(400).max(599), 404).optional(),
	...entry,
});

/** An error code of the vendor. */
export type ErrorEntry = z.infer<typeof errorWithStatus>;
