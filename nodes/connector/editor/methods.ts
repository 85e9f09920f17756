import type { Service } from '../model/service';
import { customFieldMethods } from './customFields';
import { listOptionMethods } from './listOptions';
import { listSearchMethods } from './listSearch';
import type { Methods } from './onFirstUse';

/** What the editor calls of an action node: the lists it searches, the lists it chooses several from, and the custom fields. */
export function editorMethods(service: Service): Methods {
	return {
		listSearch: listSearchMethods(service),
		loadOptions: listOptionMethods(service),
		resourceMapping: customFieldMethods(service),
	};
}
