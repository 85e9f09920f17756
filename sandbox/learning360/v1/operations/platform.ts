import pick from 'lodash/pick.js';
import type { Operation } from '../../../server/operations.ts';
import type { Company } from '../../company.ts';
import type { CustomLink, UserCustomLink } from '../../platformRecords.ts';
import { defined } from '../../shapes.ts';
import type { Actions } from '../answering.ts';
import { missing } from '../named.ts';

/** Values of custom fields, links, and new tags, which API v1 calls skills. */
export const platform: Actions = {
	addCustomFieldValue: (company, _named, { path: { targetId = '' }, body, operation }) => {
		for (const { customFieldId, value } of body.values as Array<{ customFieldId: string; value: string }>) {
			const field = company.customFields.get(customFieldId);
			if (!field) throw missing(operation, 'custom_field_not_found');
			company.customValues.put({ targetId, customFieldId, type: field.type, value });
		}
		return { status: 'custom_field_values_updated' };
	},
	removeCustomFieldValue: (company, { customField }, { path }) => {
		company.customValues.remove({ targetId: path.targetId, customFieldId: customField._id });
		return { status: 'custom_field_value_removed' };
	},
	createCustomLink: (company, _named, { body }) => {
		const { name = '', order = company.customLinks.size, type = '', iconName } = body;
		const customLink = company.customLinks.put({ _id: company.newId(), name, order, type, iconName });
		return { status: 'custom_link_created', customLink };
	},
	deleteCustomLink: (company, _named, { query, operation }) => {
		const { _id } = linkOf(company, operation, query.type);
		company.customLinks.remove(_id);
		company.userCustomLinks.removeWhere(({ customLinkId }) => customLinkId === _id);
		return { status: 'custom_link_deleted' };
	},
	getAllCustomUserLinks: (company, _named, { query, operation }) => {
		const id = userOf(company, operation, query.mail);
		const links = company.userCustomLinks.where(({ userId }) => userId === id);
		return links.map(({ url, customLinkId }) => ({
			url,
			...pick(company.customLinks.get(customLinkId), ['iconName', 'name', 'type']),
		}));
	},
	createCustomUserLink: (company, _named, { body: { mail, type, url }, operation }) => {
		const { present, ...pair } = userLinkOf(company, operation, mail, type);
		const customUserLink = company.userCustomLinks.put({ _id: present?._id ?? company.newId(), ...pair, url });
		return { status: 'custom_user_link_created', customUserLink };
	},
	updateCustomUserLink: (company, _named, { body, operation }) => {
		const { type, url } = body.update;
		const customLinkId = type === undefined ? undefined : linkOf(company, operation, type)._id;
		const { _id } = requiredUserLink(company, operation, body);
		company.userCustomLinks.change(_id, defined({ url: url || undefined, customLinkId }));
		return { status: 'custom_user_link_updated' };
	},
	deleteCustomUserLink: (company, _named, { query, operation }) => {
		company.userCustomLinks.remove(requiredUserLink(company, operation, query)._id);
		return { status: 'custom_user_link_deleted' };
	},
	postSkills: (company, _named, { body }) => {
		const skills = (body as Array<Record<string, unknown>>).map(
			({ name, isMain = false, externalId, pathId = [], courseId = [] }) => {
				const tag = { _id: company.newId(), name, isMain, externalId, source: 'native' } as const;
				company.tags.put(tag as Parameters<typeof company.tags.put>[0]);
				for (const contentId of [pathId, courseId].flat() as string[])
					company.taggings.put({ contentId, tagId: tag._id, source: 'native' });
				return { _id: tag._id, name };
			},
		);
		return { status: 'skills_created', skills };
	},
};

/** The link of a type, or of a name. */
function linkOf(company: Company, operation: Operation, type: string): CustomLink {
	const link = company.customLinks.find((entry) => entry.type === type || entry.name === type);
	if (!link) throw missing(operation, 'custom_link_not_found');
	return link;
}

function userOf(company: Company, operation: Operation, mail: string): string {
	const user = company.userByKey(mail);
	if (!user) throw missing(operation, 'user_not_found');
	return user._id;
}

/** What a type of link and an email address name together, and the link of that user if there is one. */
function userLinkOf(company: Company, operation: Operation, mail: string, type: string) {
	const { _id: customLinkId } = linkOf(company, operation, type);
	const userId = userOf(company, operation, mail);
	const present = company.userCustomLinks.find((link) => link.userId === userId && link.customLinkId === customLinkId);
	return { userId, customLinkId, present };
}

function requiredUserLink(
	company: Company,
	operation: Operation,
	{ mail, type }: { mail?: string; type?: string },
): UserCustomLink {
	const { present } = userLinkOf(company, operation, String(mail), String(type));
	if (!present) throw missing(operation, 'custom_user_link_not_found');
	return present;
}
