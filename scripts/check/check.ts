/** A check from beginning to end, for the command and for tests. */
import type { ServiceFolder } from '../openapi/bundle.ts';
import { SERVICES } from './account.ts';
import { Findings, SERIOUS, type Finding } from './findings.ts';
import { askAll } from './questions.ts';
import { readAll } from './reads.ts';
import { reportOf, type Checked } from './report.ts';
import { ServiceUnderCheck } from './service.ts';
import { askGuessedAddresses, writeAll } from './writes.ts';

export interface CheckOptions {
	/** The repository, built. */
	root: string;
	/** Fields of credentials by credential type; services without one are left out. */
	credentials: Record<string, object>;
	/** Also create, change and delete records that carry the mark. */
	write: boolean;
	version: string;
	/** Milliseconds between two calls, where the usual ones are not needed. */
	pause?: number;
	isStopped?: () => boolean;
	log?: (line: string) => void;
}

export interface CheckResult {
	report: string;
	findings: Finding[];
	/** Whether something in the account contradicts the documents. */
	differs: boolean;
}

/** @throws Error when no credential fits, or one cannot be used */
export async function check({
	root,
	credentials,
	write,
	version,
	pause,
	isStopped = () => false,
	log = () => {},
}: CheckOptions): Promise<CheckResult> {
	const findings = new Findings();
	const checked: Checked[] = [];
	const wanted = Object.entries(SERVICES).filter(([, { credential }]) => credentials[credential]);
	if (wanted.length === 0)
		throw new Error(
			`The file names none of ${Object.values(SERVICES)
				.map(({ credential }) => credential)
				.join(', ')}`,
		);
	for (const [folder, { credential }] of wanted) {
		const service = await ServiceUnderCheck.open(
			root,
			folder as ServiceFolder,
			credentials[credential] as Record<string, unknown>,
			findings,
			pause,
		);
		const { title } = service.documents;
		log(`${title}: reading`);
		await readAll(service, isStopped);
		const answered = isStopped() ? [] : await askAll(service);
		const result: Checked = { service, answered };
		checked.push(result);
		if (!write || isStopped()) continue;
		log(`${title}: writing`);
		result.written = await writeAll(service, String(Date.now()), isStopped);
		answered.push(...(await askGuessedAddresses(service)).map((answer) => ({ service: title, ...answer })));
	}
	const { all } = findings;
	return { report: reportOf(checked, all, version), findings: all, differs: all.some(({ kind }) => SERIOUS.has(kind)) };
}
