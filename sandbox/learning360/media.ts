import type { Call } from '../server/answer.ts';
import type { Company } from './company.ts';
import { documents, refusal } from './refusals.ts';

/** 10 MB. */
export const PROFILE_IMAGE_BYTES = 10 * 1024 * 1024;

/**
 * Keeps an uploaded image.
 *
 * @param part name of the part of the body
 * @returns id of the media
 * @throws Refusal when the file is no image or too large, where the operation documents a code for that
 */
export function storeImage(company: Company, call: Call, part: string, maximum = Infinity): string {
	const [file] = call.files[part] ?? [];
	if (!file) throw new Error(`There is no file ${part}`);
	const isImage = file.type.startsWith('image/');
	if ((!isImage || file.bytes.length > maximum) && documents(call.operation, 'invalidFile'))
		throw refusal(call.operation, 'invalidFile');
	return company.media.put({ _id: company.newId(), name: file.name, type: file.type, size: file.bytes.length })._id;
}
