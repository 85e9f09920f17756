import mapValues from 'lodash/mapValues';
import type { ILoadOptionsFunctions, INodeType } from 'n8n-workflow';

/** A method that the editor calls, whatever it takes and returns. */
type Method = (this: ILoadOptionsFunctions, ...given: never[]) => Promise<unknown>;

/** Methods by kind and name. */
export type Methods = Partial<Record<string, Record<string, Method>>>;

/**
 * The methods of a node without their code: n8n loads every node when it starts, and in most processes nobody opens one in the editor.
 *
 * @param names of the methods, by kind
 * @param load loads the code of all of them; called each time, so it should import modules, which are loaded once
 */
export function onFirstUse(
	names: Partial<Record<string, string[]>>,
	load: () => Promise<Methods>,
): NonNullable<INodeType['methods']> {
	return mapValues(names, (list, kind) =>
		Object.fromEntries(
			(list ?? []).map((name) => [
				name,
				async function (this: ILoadOptionsFunctions, ...given: never[]) {
					return await (await load())[kind]![name]!.apply(this, given);
				},
			]),
		),
	) as NonNullable<INodeType['methods']>;
}
