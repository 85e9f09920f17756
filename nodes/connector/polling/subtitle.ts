import type { Catalogue } from '../model/catalogue';
import { IN_SIGHT } from '../model/layout';
import { EVENT, FORMER_EVENT } from './settings';

/** What a node shows below its name: the label of its event. */
export function subtitleOf({ watches = [] }: Catalogue): string {
	const labels = JSON.stringify(Object.fromEntries(watches.map(({ value, name }) => [value, name])));
	return `={{ (${labels})[$nodeVersion < ${IN_SIGHT} ? $parameter["${FORMER_EVENT}"] : $parameter["${EVENT}"]] }}`;
}
