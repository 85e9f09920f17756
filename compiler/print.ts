import type { Field } from '../nodes/connector/model/field.ts';
import { compileService } from './build.ts';

/** Prints the operations of a service as the labels a person reads: `node compiler/print.ts Learning360 [resource]`. */
const [service, wanted] = process.argv.slice(2);
const { catalogue } = await compileService(service);

function line(field: Field, indent: string): string[] {
	const options = typeof field.options === 'string' ? catalogue.options[field.options] : field.options;
	const choices = options
		? ` {${options
				.slice(0, 8)
				.map(({ name }) => name)
				.join(' | ')}${options.length > 8 ? ' | …' : ''}}`
		: '';
	const about = [
		field.kind,
		field.list && `from ${field.list}`,
		field.levels?.join('/'),
		field.nullable && 'can be cleared',
	]
		.filter(Boolean)
		.join(', ');
	const text = `${indent}${field.required ? '*' : ' '} ${field.displayName} (${about})${choices}${field.placeholder ? ` [${field.placeholder}]` : ''}${field.description ? `: ${field.description}` : ''}`;
	return [text, ...(field.fields ?? []).flatMap((inner) => line(inner, `${indent}    `))];
}

for (const resource of catalogue.resources.filter(({ value }) => !wanted || value === wanted)) {
	console.log(`\n## ${resource.name} (${resource.value})`);
	for (const operation of resource.operations) {
		const address = typeof operation.path === 'string' ? operation.path : Object.values(operation.path).join(' or ');
		console.log(
			`\n${operation.name} (${operation.value}): ${operation.description} | ${operation.action} | ${operation.method} ${address}`,
		);
		if (operation.notice) console.log(`  ! ${operation.notice}`);
		for (const field of operation.fields) console.log(line(field, '  ').join('\n'));
		const { kind, property, simplified, valueName } = operation.output;
		console.log(
			`  → ${kind}${property ? ` in ${property}` : ''}${valueName ? ` as ${valueName}` : ''}${simplified ? `, simplified: ${simplified.join(', ')}` : ''}`,
		);
	}
}
