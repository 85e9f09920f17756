/** Keywords that say where a fact comes from and how sure it is. They stand wherever there is a fact. */
import { keyword, text, texts } from './keyword.ts';
import { z } from 'zod/v4';

const source = keyword(
	'pages of the vendor that the facts come from',
	z.array(z.url({ protocol: /^https$/, error: 'expected a web address' })).min(1),
	['https://www.zoho.com/people/api/LMS/add_trainer.html'],
);
const inferred = keyword('facts that no page states: what they are and why they are likely', texts, [
	'x-items (as on the sibling pages)',
]);
const note = keyword(
	"remarks on the vendor's page that nobody needs in the editor: a text or a list of texts",
	z.union([text, texts], 'expected a text or a list of texts'),
	'The page says batch name by mistake',
);
const confidence = keyword(
	"`documented`: path, method and inputs were read on the vendor's pages; `partial`: some of them were not",
	z.enum(['documented', 'partial']),
	'documented',
);

export const facts = {
	'x-source': source.optional(),
	'x-confidence': confidence.optional(),
	'x-inferred': inferred.optional(),
	'x-note': note.optional(),
};
