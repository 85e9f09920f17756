import { type Call, succeed } from '../../../server/answer.ts';
import type { Company } from '../../company.ts';
import type { CustomField, CustomValue } from '../../platformRecords.ts';
import { documents, refusal } from '../../refusals.ts';
import type { Handlers, Resource } from '../answering.ts';

/** Tags and custom field values of users, courses, paths and sessions. */
export const contents: Resource = (company) => ({
	...valueHandlers(company, 'User', 'userId'),
	...valueHandlers(company, 'Course', 'courseId'),
	...valueHandlers(company, 'PathSession', 'sessionId'),
	...taggingHandlers(company, 'Course', 'courseId'),
	...taggingHandlers(company, 'Path', 'pathId'),
	listCustomFieldAuthorizedValues: (call) =>
		succeed(call, company.customFields.get(call.path.customFieldId as string)?.authorizedValues),
	replaceCustomFieldAuthorizedValues: (call) => {
		const field = company.customFields.get(call.path.customFieldId as string) as CustomField;
		const { authorizedValues } = call.body as { authorizedValues: string[] };
		if (!authorizedValues.every((value) => fitsType(field, value)))
			throw refusal(call.operation, 'authorizedValuesTypeMismatch');
		const used = company.customValues.where(({ customFieldId }) => customFieldId === field._id);
		if (authorizedValues.length > 0 && used.some(({ value }) => !authorizedValues.includes(value))) {
			throw refusal(call.operation, 'customFieldValuesConflict');
		}
		return succeed(call, company.customFields.change(field._id, { authorizedValues }).authorizedValues);
	},
});

/** Reading and replacing the custom field values of one kind of target. */
function valueHandlers(company: Company, kind: string, parameter: string): Handlers {
	const read = (targetId?: string) => company.customValues.where((value) => value.targetId === targetId);
	return {
		[`list${kind}CustomFieldValues`]: (call) => succeed(call, read(call.path[parameter])),
		[`replace${kind}CustomFieldValues`]: (call) => {
			const targetId = call.path[parameter] as string;
			const values = call.body.customValues as CustomValue[];
			checkValues(company, call, values);
			company.customValues.removeWhere((value) => value.targetId === targetId);
			for (const value of values) company.customValues.put({ ...value, targetId });
			return succeed(call, read(targetId));
		},
	};
}

function checkValues(company: Company, { operation }: Call, values: CustomValue[]): void {
	if (new Set(values.map(({ customFieldId }) => customFieldId)).size < values.length) {
		throw refusal(operation, 'multipleValuesForSingleCustomField');
	}
	for (const { customFieldId, type, value } of values) {
		const field = company.customFields.get(customFieldId) as CustomField;
		if (type !== field.type || !fitsType(field, value)) throw refusal(operation, 'wrongTypeValue');
		if (field.authorizedValues.length > 0 && !field.authorizedValues.includes(value))
			throw refusal(operation, 'unauthorizedValue');
	}
}

function fitsType({ type }: CustomField, value: string): boolean {
	return type === 'string' || (/^\d{4}-\d{2}-\d{2}$/.test(value) && !Number.isNaN(Date.parse(value)));
}

/** Reading and replacing the tags of one kind of content. */
function taggingHandlers(company: Company, kind: string, parameter: string): Handlers {
	const read = (id?: string) => company.taggings.where(({ contentId }) => contentId === id);
	return {
		[`list${kind}Tags`]: (call) => succeed(call, read(call.path[parameter])),
		[`replace${kind}Tags`]: (call) => {
			const contentId = call.path[parameter] as string;
			const isArchived = company.paths.get(contentId)?.status === 'archived';
			if (isArchived && documents(call.operation, 'pathArchived')) throw refusal(call.operation, 'pathArchived');
			company.taggings.removeWhere((tagging) => tagging.contentId === contentId);
			for (const tagId of new Set<string>(call.body.tagIds))
				company.taggings.put({ contentId, tagId, source: 'native' });
			return succeed(
				call,
				read(contentId).map(({ tagId }) => tagId),
			);
		},
	};
}
