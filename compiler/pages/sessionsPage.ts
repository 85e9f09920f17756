import type { SessionShape } from '../../nodes/connector/model/operation.ts';
import type { Compiled } from '../compile.ts';
import { SESSION_FIELDS } from '../keywords/operation.ts';
import { cell } from './markdown.ts';

/** Where one kind of session has what the common shape says. */
interface Mapping {
	node: string;
	operations: string[];
	shape: SessionShape;
	/** Properties that no page of the vendor names. */
	inferred: string[];
}

/** Where the sessions of each system have what the common shape says: the lines of docs/session-fields.md. */
export function sessionsPage(services: Map<string, Compiled>): string[] {
	const mappings = [...services].flatMap(([node, compiled]) => mappingsOf(node, compiled));
	const head = ['Field', ...mappings.map(({ shape }) => shape.source)];
	const rows = SESSION_FIELDS.map((name) => [
		name === 'ended' ? '`state`: ended' : `\`${name}\``,
		...mappings.map((mapping) => origin(mapping, name)),
	]);
	const zones = [
		'`timeZone`',
		...mappings.map(({ shape }) => (shape.zone ? `\`${shape.zone[0]}\`, else as chosen` : 'as chosen')),
	];
	const operations = [
		'Operations',
		...mappings.map((mapping) => `${mapping.node}:<br>${mapping.operations.join('<br>')}`),
	];
	return [
		'# Where the fields of a session come from',
		'',
		'Generated from the keyword `x-session` of the API documents. A star marks properties that the vendor does not document. [sessions.md](sessions.md) describes the format.',
		'',
		...[head, head.map(() => '---'), ...rows, zones, operations].map((cells) => `| ${cells.map(cell).join(' | ')} |`),
	];
}

/** The mappings of a service, one per kind of session. */
function mappingsOf(node: string, { catalogue, entries }: Compiled): Mapping[] {
	const mappings: Mapping[] = [];
	for (const { value, name, operations } of catalogue.resources) {
		for (const { value: operation, name: label, output } of operations) {
			if (!output.session) continue;
			const inferred = entries[value][operation][0].operation['x-session']!.inferred ?? [];
			const known = mappings.find(({ shape }) => shape.source === output.session!.source);
			if (known) {
				known.operations.push(`${name} › ${label}`);
				known.inferred = known.inferred.filter((property) => inferred.includes(property));
			} else mappings.push({ node, operations: [`${name} › ${label}`], shape: output.session, inferred });
		}
	}
	return mappings;
}

function origin({ shape, inferred }: Mapping, name: string): string {
	const properties = shape.properties[name as keyof SessionShape['properties']];
	if (!properties) return '–';
	const isDate = name === 'start' || name === 'end';
	const written = properties
		.map((property) => `\`${property}\`${inferred.includes(property) ? '\\*' : ''}`)
		.join(isDate ? ' ' : ', ');
	return isDate && shape.format ? `${written} as \`${shape.format}\`` : written;
}
