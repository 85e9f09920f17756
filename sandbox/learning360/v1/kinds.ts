import { type Call, Refusal } from '../../server/answer.ts';
import type { Company } from '../company.ts';
import { PATH_OPTIONS } from '../pathOptions.ts';
import type { PathSession } from '../records.ts';
import { flat, flatRefusal } from '../refusals.ts';
import { defined, type Kind as PlainKind, type Row } from '../shapes.ts';
import { missing, type Named } from './named.ts';
import { profile } from './profile.ts';
import { readSessionChange } from './sessionInputs.ts';
import { views } from './views.ts';

/** One kind of record that plain operations of API v1 list, read, create, change and delete. */
export interface Kind extends PlainKind {
	/** Its name in the status of answers; absent for kinds that are only listed. */
	name?: keyof Named;
	/** What the answer to a create calls the ID, if not `_id`. */
	idName?: string;
	/** What a list shows of a record, and an operation for one too, unless `whole` shows more. */
	view?(company: Company, row: Row): object;
	whole?(company: Company, row: Row): object;
	/** Whether a list shows a record. */
	isListed?(row: Row, call: Call): boolean;
}

const programSessions = {
	rows: 'programSessions',
	name: 'programSession',
	view: views.programSession,
	dated: true,
	read: readProgramSession,
	dependents: { programEnrollments: 'sessionId' },
} satisfies Partial<Kind>;

/** Every kind whose operations, or some of them, follow from the shape of their path. */
export const KINDS: Kind[] = [
	{ path: '/courses/{course_id}', rows: 'courses', name: 'course', view: views.course },
	{ path: '/customlinks/{customLinkId}', rows: 'customLinks', view: views.customLink },
	{ path: '/learningneeds/{learningNeedId}', rows: 'learningNeeds', view: views.learningNeed },
	{ path: '/projects/{projectId}', rows: 'projects', view: views.project },
	{
		path: '/programs/templates/{template_id}',
		rows: 'programTemplates',
		name: 'template',
		view: views.programTemplate,
	},
	{ path: '/programs/sessions/{session_id}', ...programSessions },
	{ path: '/programs/{template_id}/sessions/{session_id}', ...programSessions },
	{
		path: '/customfields/{customFieldId}',
		rows: 'customFields',
		name: 'customField',
		view: views.customField,
		read: ({ name, collection, authorizedValues }, present) =>
			present
				? defined({ name: name || undefined, authorizedValues })
				: {
						name,
						targetType: collection === 'users' ? 'users' : 'contents',
						type: 'string',
						authorizedValues: authorizedValues ?? [],
					},
		dependents: { customValues: 'customFieldId' },
	},
	{
		path: '/skills/{skillId}',
		rows: 'tags',
		name: 'skill',
		view: views.skill,
		read: ({ name, isMain, externalId }) => defined({ name, isMain, externalId }),
		after: (company, { body: { courseIds = [], pathIds = [] } }, { _id: tagId }) => {
			for (const contentId of [...courseIds, ...pathIds]) company.taggings.put({ contentId, tagId, source: 'native' });
		},
	},
	{
		path: '/groups/{group_id}',
		rows: 'groups',
		name: 'group',
		idName: 'id',
		view: views.group,
		whole: views.wholeGroup,
		defaults: (company) => ({ parentId: company.rootGroup()._id }),
		read: ({ public: isPublic, parent: parentId, ...rest } = {}) =>
			defined({ ...rest, public: isPublic === undefined ? undefined : isPublic === 'true', parentId }),
		check: (company, _call, { parentId }, present) => {
			if (!present && !company.groups.has(parentId))
				throw new Refusal({ ...flat(400, 'invalid argument : parent'), undocumented: true });
		},
		after: (company, _call, { _id: groupId, name }, present) => {
			if (!present) company.events.emit('group.created', { groupId, createdAt: company.now(), name });
		},
		checkRemoval: (company, { operation }, { _id, parentId }) => {
			if (parentId === undefined) throw flatRefusal(operation, 'cannot remove root group');
			if (company.isIntegrated(_id)) throw flatRefusal(operation, 'Cannot delete group');
		},
		remove: (company, { _id }) => company.removeGroups(company.withDescendants(_id)),
	},
	{
		path: '/paths/{path_id}',
		rows: 'paths',
		name: 'path',
		view: views.path,
		dated: true,
		defaults: (_company, { body: { sourceLang = 'en', defaultLang = sourceLang, steps = [] } }) => ({
			sourceLang,
			defaultLang,
			status: 'published',
			steps: (steps as Row[]).filter(({ type }) => type === 'course').map(({ id }) => ({ _id: id, ...STEP })),
			translations: [],
		}),
		read: readPath,
		after: (company, _call, { _id: pathId, createdAt }, present) => {
			if (!present) company.events.emit('path.created', { pathId, createdAt });
		},
	},
	{
		path: '/paths/sessions/{session_id}',
		rows: 'pathSessions',
		name: 'pathSession',
		view: views.pathSession,
		whole: views.wholePathSession,
		dated: true,
		read: readSessionChange,
		remove: (company, session) => company.removeSession(session as PathSession),
	},
	{
		path: '/users/{user_email}',
		rows: 'users',
		name: 'user',
		view: views.user,
		whole: profile,
		isListed: ({ mail, status }, { query: { deleted } }) =>
			mail !== undefined && (deleted === undefined || (status === 'deleted') === (deleted === 'true')),
		read: readUserChange,
		after: (company, { body }, { _id: targetId }) => {
			for (const { customField, value } of (body.customFields ?? []) as Row[]) {
				const field = company.customFields.get(customField);
				if (field) company.customValues.put({ targetId, customFieldId: customField, type: field.type, value });
			}
		},
		remove: (company, { _id, deletedAt = [] }) => {
			company.users.change(_id, { status: 'deleted', deletedAt: [...deletedAt, company.now()] });
			// A deleted user who comes back gets everything back but the groups.
			company.memberships.removeWhere(({ userId }) => userId === _id);
		},
	},
];

const STEP = {
	type: 'course',
	options: { optional: false, showCorrection: 'onCompletion', showForum: 'onCompletion' },
};

function readPath(body: Row, present: Row | undefined, company: Company, { operation }: Call): Row {
	const { name, description, ownerGroup: groupId, sourceLang, defaultLang, authorMails = [] } = body;
	if (groupId !== undefined && !company.groups.has(groupId)) throw missing(operation, 'group_not_found');
	const [authorId = present?.authorId ?? company.owner()._id, ...coAuthorIds] = (authorMails as string[]).map(
		(mail) => {
			const user = company.userByKey(mail);
			if (!user) throw missing(operation, 'user_not_found');
			return user._id;
		},
	);
	const options = defined({
		linearProgression: body.linear,
		mandatoryReplay: body.mandatoryReplay,
		automatedReminders: body.sendAutomatedReminders,
	});
	return {
		...defined({ name, description, groupId, sourceLang, defaultLang }),
		authorId,
		coAuthorIds,
		options: { ...PATH_OPTIONS, ...present?.options, ...options },
	};
}

function readProgramSession(body: Row, session: Row | undefined, company: Company): Row {
	const given = ((body.customFields ?? []) as Row[]).map(({ _id, value }) => ({
		_id,
		name: company.customFields.get(_id)?.name ?? '',
		value,
	}));
	const kept = ((session?.customFields ?? []) as Row[]).filter(({ _id }) => !given.some((field) => field._id === _id));
	const { name, startDate, endDate, tutors, sessionCustom, userLimit } = body;
	return {
		...defined({ name, startDate, endDate, tutors, sessionCustom, userLimit: userLimit && Number(userLimit) }),
		customFields: [...kept, ...given],
	};
}

function readUserChange(body: Row, user: Row | undefined, company: Company, { operation }: Call): Row {
	const { customFields: _values, toDeactivateAt, password: _password, ...changes } = body;
	const other = company.users.find(
		({ mail, status }) => mail !== undefined && mail === body.mail && status !== 'deleted',
	);
	if (other) {
		const isInvited = other.status === 'invited' && other._id !== user?._id;
		throw flatRefusal(operation, isInvited ? 'already_invited' : 'mail_already_exists');
	}
	if (toDeactivateAt && Date.parse(toDeactivateAt) <= company.clock.now())
		throw flatRefusal(operation, "'toDeactivateAt' date must be in the future");
	return { ...changes, ...(toDeactivateAt && { toBeDeactivatedAt: toDeactivateAt }) };
}
