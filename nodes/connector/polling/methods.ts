import { listSearchMethods } from '../editor/listSearch';
import type { Methods } from '../editor/onFirstUse';
import type { Service } from '../model/service';
import { costMethods } from './cost';

/** What the editor calls of a polling trigger: the lists it searches, and what a poll costs. */
export function pollingMethods(service: Service): Methods {
	return { listSearch: listSearchMethods(service), loadOptions: costMethods(service) };
}
