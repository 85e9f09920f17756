import { CORE_SCHEMA, load, types } from 'js-yaml';

/** YAML 1.2 without dates, and with merge keys. */
const SCHEMA = CORE_SCHEMA.extend({ implicit: [types.merge] });

/**
 * Reads YAML as plain values, merge keys worked in. It takes an eighth of the time of the library behind {@link YamlFile.at}, which knows where values stand.
 *
 * @throws Error that says in its first line what is no YAML and where
 */
export function readYaml(text: string): unknown {
	return load(text, { schema: SCHEMA });
}
