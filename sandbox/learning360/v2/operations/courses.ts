import { type Call, succeed } from '../../../server/answer.ts';
import type { Company } from '../../company.ts';
import { storeImage } from '../../media.ts';
import type { Course } from '../../records.ts';
import { documents, refusal } from '../../refusals.ts';
import { given, list, type Resource } from '../answering.ts';

/** Roles that may write courses: the reference calls the right "editor", older pages "author". */
export const AUTHOR_ROLES = ['editor', 'admin', 'owner'];
const PACKAGES = ['application/zip', 'application/x-zip-compressed'];
const FIELDS = ['name', 'sourceLang', 'authorId', 'groupId', 'coAuthorIds', 'description'];

export const courses: Resource = (company) => ({
	getExternalCourse: (call) => {
		const course = company.externalCourses.get(call.path);
		if (!course) throw refusal(call.operation, 'courseNotBelongToIntegration');
		return succeed(call, course);
	},
	listCourses: (call) =>
		list(call, company.courses.all(), {
			tagIds: ({ _id }) => company.taggings.where(({ contentId }) => contentId === _id).map(({ tagId }) => tagId),
			originalAuthorId: ({ authorId }) => authorId,
		}),
	createElearningStandardCourse: (call) => {
		checkAuthors(company, call, call.body.authorId, call.body.coAuthorIds);
		const now = company.now();
		const { name, sourceLang } = call.body;
		const course: Course = {
			coAuthorIds: [],
			...(given(call.body, ...FIELDS) as Pick<Course, 'name' | 'sourceLang' | 'authorId' | 'groupId'>),
			...readPackage(company, call),
			_id: company.newId(),
			createdAt: now,
			modifiedAt: now,
			defaultLang: sourceLang,
			status: 'published',
			translations: [{ lang: sourceLang, published: true, translatorIds: [], translatedFields: { name } }],
			type: 'elearning standard',
		};
		return succeed(call, company.courses.put(course));
	},
	updateElearningStandardCourse: (call) => {
		const course = company.courses.get(call.path.courseId as string) as Course;
		if (course.type !== 'elearning standard') throw refusal(call.operation, 'courseNotEstd');
		const changes = { ...given(call.body, ...FIELDS), ...readPackage(company, call) } as Partial<Course>;
		if (changes.authorId || changes.coAuthorIds) {
			checkAuthors(company, call, changes.authorId ?? course.authorId, changes.coAuthorIds ?? course.coAuthorIds);
		}
		return succeed(call, company.courses.change(course._id, { ...changes, modifiedAt: company.now() }));
	},
	generateCourseFromPrompt: (call) => {
		checkAuthors(company, call, call.body.authorId, []);
		return succeed(call);
	},
	setCourseArchived: (call) => {
		const status = call.body.archived ? 'archived' : 'published';
		return succeed(call, company.courses.change(call.path.courseId as string, { status }));
	},
});

/**
 * Checks who writes a course or path.
 *
 * @throws Refusal `mainAuthorAsCoAuthor`, `userIsNotAnEditor` where the operation documents them
 */
export function checkAuthors(
	company: Company,
	{ operation }: Call,
	authorId: string,
	coAuthorIds: string[] = [],
): void {
	if (coAuthorIds.includes(authorId) && documents(operation, 'mainAuthorAsCoAuthor'))
		throw refusal(operation, 'mainAuthorAsCoAuthor');
	if (!documents(operation, 'userIsNotAnEditor')) return;
	const isEditor = (id: string) =>
		company.memberships.find(({ userId, role }) => userId === id && AUTHOR_ROLES.includes(role));
	if (![authorId, ...coAuthorIds].every(isEditor)) throw refusal(operation, 'userIsNotAnEditor');
}

/** Inputs of the form that are no plain text: the package, the cover, the duration (sent as text). */
function readPackage(company: Company, call: Call): Partial<Course> {
	const [zip] = call.files.estdFile ?? [];
	if (zip && !PACKAGES.includes(zip.type)) throw refusal(call.operation, 'invalidFile');
	if (call.files.coverPicture) storeImage(company, call, 'coverPicture');
	const { duration } = call.body;
	if (duration === undefined) return {};
	if (!/^[1-9]\d{0,4}$/.test(duration)) throw refusal(call.operation, 'invalidCourseDuration');
	return { duration: Number(duration) };
}
