import { type Call, succeed } from '../../../server/answer.ts';
import type { Company } from '../../company.ts';
import { isRunning } from '../../enrolling.ts';
import { storeImage } from '../../media.ts';
import { PATH_OPTIONS } from '../../pathOptions.ts';
import type { Path, Translation } from '../../records.ts';
import { refusal } from '../../refusals.ts';
import { type Kind, type Row, defined } from '../../shapes.ts';
import type { Resource } from '../answering.ts';
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

/** What paths are created, changed and deleted by. */
export const PATH_RULES: Partial<Kind> = {
	dated: true,
	read: readForm,
	check: (company, call, { authorId, coAuthorIds }) => checkAuthors(company, call, authorId, coAuthorIds),
	after: (company, _call, { _id: pathId, name, createdAt, modifiedAt }, present) => {
		if (!present) company.events.emit('path.created', { pathId, createdAt });
		else company.events.emit('path.updated', { pathId, name, changeType: 'settings', updatedAt: modifiedAt });
	},
	checkRemoval: (company, { operation }, { _id }) => {
		if (company.paths.find(({ steps }) => steps.some((step) => step.type === 'path' && step._id === _id)))
			throw refusal(operation, 'pathIsUsedAsATraining');
	},
	remove: (company, { _id, name }) => {
		company.paths.remove(_id);
		for (const session of company.pathSessions.where(({ pathId }) => pathId === _id)) company.removeSession(session);
		company.events.emit('path.deleted', { pathId: _id, deletedAt: company.now(), name });
	},
};

export const paths: Resource = (company) => ({
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
function readForm(body: Row, present: Row | undefined, company: Company, call: Call): Row {
	const { coverPicture, defaultLang, options, ...rest } = body;
	const picture = call.files.coverPicture ? storeImage(company, call, 'coverPicture') : coverPicture;
	if (picture !== undefined && !company.media.has(picture)) throw refusal(call.operation, 'mediaNotFound');
	const lang = LANGUAGES[defaultLang] ?? defaultLang;
	return {
		...(!present && fresh(rest.name, lang)),
		...rest,
		options: { ...PATH_OPTIONS, ...present?.options, ...options },
		...defined({ coverPicture: picture, defaultLang: lang }),
	};
}

/** What a new path has that no form sets. */
function fresh(name: string, lang: Path['defaultLang'] = 'en'): Row {
	const translation = { lang, published: true, translatorIds: [], translatedFields: { name } };
	return {
		coAuthorIds: [],
		defaultLang: lang,
		sourceLang: lang,
		status: 'published',
		steps: [],
		translations: [translation],
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
