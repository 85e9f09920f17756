/** Which of our documents a document of a vendor belongs to, and the report of what is new in it. */
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { bundledDocument, DOCUMENTS, type ServiceFolder } from '../openapi/bundle.ts';
import type { Difference } from './compare.ts';
import { anonymous, operationsIn, type OperationFacts } from './read.ts';

/** A difference as one line, by which it is known. */
export function lineOf({ operation, what }: Difference): string {
	return `${operation}: ${what}`;
}

/**
 * Our own document that has most of the addresses.
 *
 * @param root the repository
 * @throws Error when none has any
 */
export async function counterpartOf(
	root: string,
	theirs: Map<string, OperationFacts>,
): Promise<[ServiceFolder, Map<string, OperationFacts>]> {
	const addresses = new Set([...theirs.keys()].map((key) => key.slice(key.indexOf(' ') + 1)));
	const shared = (Object.keys(DOCUMENTS) as ServiceFolder[]).map((folder): [ServiceFolder, number] => [
		folder,
		addressesIn(path.join(root, 'nodes', folder, 'api')).filter((address) => addresses.has(address)).length,
	]);
	const [[folder, count]] = shared.sort(([, one], [, two]) => two - one) as [[ServiceFolder, number]];
	if (count === 0) throw new Error('None of its operations is one of ours: is it the API of another vendor?');
	return [folder, operationsIn(await bundledDocument(root, folder))];
}

/** Addresses in the documents of a folder, without reading all of them. */
function addressesIn(folder: string): string[] {
	return readdirSync(folder).flatMap((file) =>
		[...readFileSync(path.join(folder, file), 'utf8').matchAll(/^ {2}(\/\S*):$/gm)].map(([, address]) =>
			anonymous(address!),
		),
	);
}

/** What is new, as a list to tick off. */
export function reportOf(folder: ServiceFolder, differences: Difference[], known: number): string {
	const lines = [
		`# Drift of ${DOCUMENTS[folder]}`,
		'',
		`Documents: \`nodes/${folder}/api\`. ${differences.length} differences${known > 0 ? `, ${known} known ones left out` : ''}.`,
	];
	const byOperation = Map.groupBy(differences, ({ operation }) => operation);
	for (const [operation, own] of byOperation)
		lines.push('', `## \`${operation}\``, '', ...own.map(({ what, todo }) => `- [ ] ${what}. ${todo}.`));
	return lines.join('\n');
}
