import type { EventCatalogue, EventType, Reference } from '../nodes/connector/model/event.ts';
import type { Catalogue } from '../nodes/connector/model/catalogue.ts';
import type { WrittenReference } from './keywords/documents.ts';
import type { WebhooksDocument } from './openapi.ts';

/**
 * Compiles the webhooks of a service.
 *
 * @param catalogue the operations of the same service, which read what the events name
 * @throws Error that names the event or the reference when a word is missing or leads nowhere
 */
export function compileEvents(document: WebhooksDocument, catalogue: Catalogue): EventCatalogue {
	const events = Object.entries(document.webhooks).map(([type, { post }]): EventType => {
		const { 'x-name': name, 'x-group': group, summary } = post;
		if (!summary) throw new Error(`The event ${type} needs a summary`);
		return { type, name: labelOf(group, name), description: summary };
	});
	const references = (document['x-references'] ?? []).flatMap((entry) => referencesOf(entry, catalogue));
	return { events: events.sort((one, other) => one.name.localeCompare(other.name, 'en')), references };
}

/** `Path Session` and `Path Session Added` → `Path Session: Added`. */
function labelOf(group: string, name: string): string {
	return `${group}: ${name.startsWith(`${group} `) ? name.slice(group.length + 1) : name}`;
}

function referencesOf({ operation, by, properties }: WrittenReference, { resources }: Catalogue): Reference[] {
	const resource = resources.find(({ operations }) => operations.some(({ id }) => id === operation));
	const reader = resource?.operations.find(({ id }) => id === operation);
	if (!resource || !reader) throw new Error(`x-references: there is no operation ${operation}`);
	const at = reader.path === undefined || !String(reader.path).includes(`{${by[0]}}`) ? 'query' : 'path';
	const placed = reader.fields.some((field) => field.at === at && field.wire.join() === by.join());
	if (!placed) throw new Error(`x-references: ${operation} has no input ${by.join('.')}`);
	return Object.entries(properties).map(([property, target]): Reference => {
		const { as, prefix } = typeof target === 'string' ? { as: target, prefix: undefined } : target;
		return {
			property,
			kind: resource.value,
			kindName: resource.name,
			as,
			operation,
			at,
			wire: by,
			...(prefix === undefined ? {} : { prefix }),
		};
	});
}

/** JSON Schema of what every item of a trigger has, as the editor shows it before the first event. */
export function eventPreview(): object {
	const properties = { eventId: { type: 'string' }, eventType: { type: 'string' }, eventTime: { type: 'string' } };
	return { type: 'object', properties, version: 1 };
}
