import type { Answer } from './answer.ts';
import type { Operation } from './operations.ts';
import { Routes } from './routes.ts';

const PLACEHOLDER = /\{[^}]+\}/g;

/** Older paths that the documents know (`x-aliases`): they redirect to the path of their operation. */
export class Aliases {
	private readonly routes: Routes;
	private readonly targets = new Map<string, string>();

	constructor(operations: Operation[]) {
		const aliases = operations.flatMap((operation) =>
			((operation.document['x-aliases'] ?? []) as string[]).map((alias): Operation => {
				const [method = '', template = ''] = alias.split(' ');
				this.targets.set(`${method} ${template}`, operation.template);
				return { ...operation, method, template };
			}),
		);
		this.routes = new Routes(aliases);
	}

	/** @returns undefined when the path is no alias */
	redirect(method: string, path: string, queryString: string): Answer | undefined {
		const match = this.routes.match(method, path);
		if (!match) return undefined;
		const values = Object.values(match.path);
		const target = this.targets.get(`${method} ${match.operation.template}`) ?? '';
		const location = target.replace(PLACEHOLDER, () => encodeURIComponent(values.shift() ?? ''));
		// 307 keeps the method where it matters.
		return {
			status: method === 'GET' ? 302 : 307,
			headers: { location: queryString ? `${location}?${queryString}` : location },
		};
	}
}
