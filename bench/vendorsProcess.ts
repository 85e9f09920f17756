/** The sandbox in a process of its own, so that its work does not count as the work of the contenders. Started by `vendors.ts`. */
import { startSandbox, type LoggedRequest, type SandboxOptions } from '../sandbox/index.ts';
import { n8nCredentials } from '../sandbox/n8nCredentials.ts';
import type { Addresses, Asked, Tally } from './vendors.ts';

const sandbox = await startSandbox(JSON.parse(process.argv[2]) as SandboxOptions);

/** Calls of operations; signing in is not what is compared. */
function isOperation({ vendor, path }: LoggedRequest): boolean {
	return vendor !== 'zohoAccounts' && !path.endsWith('/oauth2/token') && !path.endsWith('/oauth/token');
}

function tally(): Tally {
	const requests = sandbox.requests.filter(isOperation);
	const succeeded = requests.filter(({ status }) => status !== undefined && status < 300);
	const writes = succeeded.filter(({ method }) => method !== 'GET');
	const distinct = new Set(
		writes.map(({ method, path, queryString, body }) => [method, path, queryString, body].join(' ')),
	);
	const failures = requests.flatMap(({ validationFailures, answerFailures }) => [
		...validationFailures,
		...answerFailures,
	]);
	return {
		requests: requests.length,
		succeeded: succeeded.length,
		refused: requests.filter(({ status }) => status === 429).length,
		doubled: writes.length - distinct.size,
		failures: [...new Set(failures)].slice(0, 5),
	};
}

const answers: Record<Asked, () => Promise<unknown>> = {
	addresses: async (): Promise<Addresses> => ({
		learning360: sandbox.learning360.url,
		zohoPeople: sandbox.zohoPeople.url,
		credentials: n8nCredentials(sandbox),
		secrets: sandbox.credentials,
	}),
	tally: async () => tally(),
	clear: async () => sandbox.clearRequests(),
	reset: async () => await sandbox.reset(),
};

process.on('message', (asked: Asked) => void answers[asked]().then((answer) => process.send?.({ answer })));
process.once('disconnect', () => void sandbox.close().then(() => process.exit(0)));
process.send?.({ answer: 'ready' });
