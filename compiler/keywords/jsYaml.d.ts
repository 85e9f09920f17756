/** What is used here of js-yaml, which brings no types. */
declare module 'js-yaml' {
	interface Type {
		readonly tag: string;
	}
	interface Schema {
		extend(more: { implicit: Type[] }): Schema;
	}
	/** YAML 1.2: texts, numbers, booleans, null, lists and maps. */
	export const CORE_SCHEMA: Schema;
	export const types: { readonly merge: Type };
	/** @throws YAMLException */
	export function load(text: string, options: { schema: Schema }): unknown;
}
