import { isSafeObjectProperty } from 'n8n-workflow';
import { innermost } from '../model/existing';

/** The plain value of a resource locator. */
export function locatorValue(value: unknown): unknown {
	return value !== null && typeof value === 'object' && '__rl' in value ? (value as { value?: unknown }).value : value;
}

/** Sets a value at a place on the wire and creates the objects in between. */
export function place(target: Record<string, unknown>, wire: string[], value: unknown): void {
	let holder = target;
	wire.slice(0, -1).forEach((name) => {
		holder = (holder[name] ??= {}) as Record<string, unknown>;
	});
	const name = innermost({ wire });
	if (isSafeObjectProperty(name)) holder[name] = value;
}
