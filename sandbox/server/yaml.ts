import { CORE_SCHEMA, load, types } from 'js-yaml';

/** YAML 1.2 without dates, and with merge keys. */
const SCHEMA = CORE_SCHEMA.extend({ implicit: [types.merge] });

/**
 * Reads a file as plain values, merge keys worked in.
 *
 * @throws Error that says in its first line what is no YAML and where
 */
// eslint-disable-next-line @typescript-eslint/no-explicit-any
export function readYaml(text: string): any {
	return load(text, { schema: SCHEMA });
}
