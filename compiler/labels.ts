/** Words that are written in capitals or keep a spelling of their own. */
const SPELLINGS: Record<string, string> = {
	id: 'ID',
	ids: 'IDs',
	url: 'URL',
	urls: 'URLs',
	html: 'HTML',
	ip: 'IP',
	pdf: 'PDF',
	lms: 'LMS',
	cta: 'CTA',
	rsvp: 'RSVP',
	json: 'JSON',
	api: 'API',
	scorm: 'SCORM',
	xapi: 'xAPI',
	erecno: 'Employee Record Number',
	erecnos: 'Employee Record Numbers',
};

/** Words that stay small inside a title. */
const SMALL = new Set(['a', 'an', 'and', 'as', 'at', 'by', 'for', 'if', 'in', 'of', 'on', 'or', 'the', 'to', 'with']);

/**
 * Spells a name of the wire out in Title Case.
 *
 * @param name e.g. `mainInstructorId`, `user_email` or `certificationExpiryDate`
 * @returns e.g. `Main Instructor ID`, `User Email`, `Certification Expiry Date`
 */
export function titleOf(name: string): string {
	const words = name
		.replace(/([a-z0-9])([A-Z])/g, '$1 $2')
		.replace(/([A-Z]+)([A-Z][a-z])/g, '$1 $2')
		.split(/[\s_.:-]+/)
		.filter((word) => word !== '');
	return words
		.map((word, index) => {
			const small = word.toLowerCase();
			if (SPELLINGS[small]) return SPELLINGS[small];
			if (index > 0 && index < words.length - 1 && SMALL.has(small)) return small;
			return /^[A-Z0-9]+$/.test(word) ? word : small[0].toUpperCase() + small.slice(1);
		})
		.join(' ');
}

/**
 * Makes a name of the wire a name of a node parameter.
 *
 * @param name e.g. `user_email`, `360-api-version` or `Limit`
 * @returns camelCase, e.g. `userEmail`, `apiVersion360` or `limit`
 */
export function parameterName(name: string): string {
	const words = name
		.replace(/([a-z0-9])([A-Z])/g, '$1 $2')
		.split(/[^A-Za-z0-9]+/)
		.filter((word) => word !== '');
	return words
		.map((word, index) => (index === 0 ? word[0].toLowerCase() + word.slice(1) : word[0].toUpperCase() + word.slice(1)))
		.join('');
}
