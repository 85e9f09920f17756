import type { Call } from '../../../server/answer.ts';
import type { Company } from '../../company.ts';
import type { CustomField, CustomValue } from '../../platformRecords.ts';
import { documents, refusal } from '../../refusals.ts';
import { type Handlers, list, type Resource, succeed } from '../answering.ts';

/** What hangs on users, courses, paths and sessions alike: tags and custom field values; and the fields and tags themselves. */
export const contents: Resource = (company) => ({
	...valueHandlers(company, 'User', 'userId'),
	...valueHandlers(company, 'Course', 'courseId'),
	...valueHandlers(company, 'PathSession', 'sessionId'),
	...taggingHandlers(company, 'Course', 'courseId'),
	...taggingHandlers(company, 'Path', 'pathId'),
	listCustomFields: (call) => list(call, company.customFields.all()),
	createCustomField: (call) => {
		checkFieldName(company, call);
		return succeed(call, company.customFields.put({ _id: company.newId(), authorizedValues: [], ...call.body }));
	},
	updateCustomField: (call) => {
		checkFieldName(company, call);
		return succeed(
			call,
			company.customFields.change(call.path.customFieldId as string, { name: call.body.name.trim() }),
		);
	},
	deleteCustomField: (call) => {
		const { customFieldId = '' } = call.path;
		company.customFields.remove(customFieldId);
		company.customValues.removeWhere((value) => value.customFieldId === customFieldId);
		return succeed(call);
	},
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
	listTags: (call) => list(call, company.tags.all()),
	getTag: (call) => succeed(call, company.tags.get(call.path.tagId as string)),
	createTag: (call) => {
		checkTagName(company, call);
		return succeed(call, company.tags.put({ _id: company.newId(), source: 'native', ...call.body }));
	},
	replaceTag: (call) => {
		const { tagId = '' } = call.path;
		checkTagName(company, call, tagId);
		return succeed(call, company.tags.change(tagId, call.body));
	},
	deleteTag: (call) => {
		company.tags.remove(call.path.tagId as string);
		company.taggings.removeWhere(({ tagId }) => tagId === call.path.tagId);
		return succeed(call);
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

function checkFieldName(company: Company, { body, path, operation }: Call): void {
	const name = body.name.trim();
	if (name === '') throw refusal(operation, 'invalidName');
	const taken = company.customFields.find((field) => field._id !== path.customFieldId && field.name === name);
	if (taken) throw refusal(operation, 'nameAlreadyTaken');
}

function checkTagName(company: Company, { body, operation }: Call, own?: string): void {
	if (company.tags.find(({ _id, name }) => _id !== own && name === body.name))
		throw refusal(operation, 'tagNameNotAvailable');
}
