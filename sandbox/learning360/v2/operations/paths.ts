import { type Call, succeed } from '../../../server/answer.ts';
import type { Company } from '../../company.ts';
import { isRunning } from '../../enrolling.ts';
import { storeImage } from '../../media.ts';
import { PATH_OPTIONS } from '../../pathOptions.ts';
import type { Path, Translation } from '../../records.ts';
import { refusal } from '../../refusals.ts';
import { given, type Resource } from '../answering.ts';
import { checkAuthors } from './courses.ts';
import { checkSteps } from './pathSteps.ts';

/** Languages that answers spell differently from inputs. */
const LANGUAGES: Record<string, Path['defaultLang']> = {
	gr: 'el',
	in: 'hi',
	rs: 'sr',
	sa: 'ar',
	vm: 'vi',
	tc: 'zh_HANT',
};

export const paths: Resource = (company) => ({
	createPath: (call) => {
		const inputs = readForm(company, call);
		checkAuthors(company, call, call.body.authorId, call.body.coAuthorIds);
		const now = company.now();
		const lang = inputs.defaultLang ?? 'en';
		const path: Path = {
			coAuthorIds: [],
			...inputs,
			_id: company.newId(),
			createdAt: now,
			modifiedAt: now,
			defaultLang: lang,
			sourceLang: lang,
			options: { ...PATH_OPTIONS, ...inputs.options },
			status: 'published',
			steps: [],
			translations: [{ lang, published: true, translatorIds: [], translatedFields: { name: inputs.name } }],
		};
		company.paths.put(path);
		company.events.emit('path.created', { pathId: path._id, createdAt: now });
		return succeed(call, path);
	},
	updatePath: (call) => {
		const path = required(company, call);
		const inputs = readForm(company, call);
		checkAuthors(company, call, inputs.authorId ?? path.authorId, inputs.coAuthorIds ?? path.coAuthorIds);
		return succeed(
			call,
			change(company, path, { ...inputs, options: { ...path.options, ...inputs.options } }, 'settings'),
		);
	},
	deletePath: (call) => {
		const path = required(company, call);
		const isStep = company.paths.find(({ steps }) =>
			steps.some((step) => step.type === 'path' && step._id === path._id),
		);
		if (isStep) throw refusal(call.operation, 'pathIsUsedAsATraining');
		company.paths.remove(path._id);
		for (const session of company.pathSessions.where(({ pathId }) => pathId === path._id))
			company.removeSession(session);
		company.events.emit('path.deleted', { pathId: path._id, deletedAt: company.now(), name: path.name });
		return succeed(call);
	},
	setPathArchived: (call) => {
		const path = required(company, call);
		const { archived } = call.body;
		const runs = company.pathSessions.find((session) => session.pathId === path._id && isRunning(company, session));
		if (archived && runs) throw refusal(call.operation, 'pathHasRunningSessions');
		company.paths.change(path._id, { status: archived ? 'archived' : 'published', modifiedAt: company.now() });
		if (archived)
			company.events.emit('path.archived', { pathId: path._id, archivedAt: company.now(), name: path.name });
		return succeed(call);
	},
	replacePathSteps: (call) => {
		const path = required(company, call);
		checkSteps(company, call, path);
		return succeed(call, change(company, path, { steps: call.body.steps }, 'steps').steps);
	},
	replacePathTranslations: (call) => {
		const path = required(company, call);
		const translations = call.body.translations as Translation[];
		const langs = translations.map(({ lang }) => lang);
		if (new Set(langs).size < langs.length) throw refusal(call.operation, 'nonUniqueLangEntries');
		if (!langs.includes(path.defaultLang)) throw refusal(call.operation, 'removingDefaultLang');
		return succeed(call, change(company, path, { translations }, 'settings').translations);
	},
	addPathTokens: (call) => {
		company.tokenPaths.add(call.body.pathId);
		return succeed(call);
	},
});

/** The inputs of a form as properties of a path. */
function readForm(company: Company, call: Call): Partial<Path> & Pick<Path, 'authorId' | 'groupId' | 'name'> {
	const { coverPicture, defaultLang, ...rest } = call.body;
	const picture = call.files.coverPicture ? storeImage(company, call, 'coverPicture') : coverPicture;
	if (picture !== undefined && !company.media.has(picture)) throw refusal(call.operation, 'mediaNotFound');
	return {
		...(given(rest) as unknown as Path),
		...(picture !== undefined && { coverPicture: picture }),
		...(defaultLang !== undefined && { defaultLang: LANGUAGES[defaultLang] ?? defaultLang }),
	};
}

function change(company: Company, path: Path, changes: Partial<Path>, changeType: string): Path {
	const modifiedAt = company.now();
	const changed = company.paths.change(path._id, { ...changes, modifiedAt });
	company.events.emit('path.updated', { pathId: path._id, name: changed.name, changeType, updatedAt: modifiedAt });
	return changed;
}

function required(company: Company, call: Call): Path {
	return company.paths.get(call.path.pathId as string) as Path;
}
