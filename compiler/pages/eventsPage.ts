import { cell } from './markdown.ts';
import type { EventObject, SchemaObject, WebhooksDocument } from '../openapi.ts';
import { flatten } from '../schemas.ts';

/** Events of the vendor that can start a workflow: the lines of docs/webhook-events.md. */
export function eventsPage(document: WebhooksDocument): string[] {
	const events = Object.entries(document.webhooks).map(([type, { post }]) => ({ type, post }));
	const groups = [...new Set(events.map(({ post }) => post['x-group']))].sort((one, other) =>
		one.localeCompare(other, 'en'),
	);
	const lines = [
		'# Webhook events of 360Learning',
		'',
		`${events.length} events of API v2. *Data* lists the fields of an event. *Confidence* is *documented* if the vendor's pages describe all of it, and *partial* if some of it was inferred.`,
	];
	for (const group of groups) {
		lines.push('', `## ${group}`, '', '| Event | Type | When | Data | Confidence |', '|---|---|---|---|---|');
		for (const { type, post } of events.filter((event) => event.post['x-group'] === group))
			lines.push(row(document, type, post));
	}
	return lines;
}

function row(document: WebhooksDocument, type: string, post: EventObject): string {
	const data = dataOf(document, post)
		.map((name) => `\`${name}\``)
		.join(', ');
	const cells = [
		post['x-name'],
		`\`${type}\``,
		post.summary ?? '',
		data || 'not documented',
		post['x-confidence'] ?? 'partial',
	];
	return `| ${cells.map(cell).join(' | ')} |`;
}

/** Names of the properties below `data` in the body of an event. */
function dataOf(document: WebhooksDocument, { requestBody }: EventObject): string[] {
	const { content } = requestBody as { content: Record<string, { schema: SchemaObject }> };
	const [{ schema }] = Object.values(content);
	const data = flatten(document, schema).properties?.data;
	if (!data) return [];
	const flat = flatten(document, data);
	return [...new Set([flat, ...(flat.variants ?? [])].flatMap(({ properties }) => Object.keys(properties ?? {})))];
}
