/** `npm run sandbox`: the three vendors on fixed ports, until Ctrl+C. */
import { startSandbox } from './index.ts';

const PORTS = { learning360: 3601, zohoPeople: 3602, zohoAccounts: 3603 };

const sandbox = await startSandbox({ ports: PORTS });
const { learning360, learning360ReadOnly, learning360V1, zoho } = sandbox.credentials;

console.log(`The sandbox of the vendors is running.

360Learning, API v2   ${sandbox.learning360.url}
  client ID           ${learning360.clientId}
  client secret       ${learning360.clientSecret}
  scope users:read only:
  client ID           ${learning360ReadOnly.clientId}
  client secret       ${learning360ReadOnly.clientSecret}

360Learning, API v1   ${sandbox.learning360.url}
  company ID          ${learning360V1.companyId}
  API key             ${learning360V1.apiKey}

Zoho People LMS       ${sandbox.zohoPeople.url}/api/v1
  accounts server     ${sandbox.zohoAccounts.url}
  client ID           ${zoho.clientId}
  client secret       ${zoho.clientSecret}
  access token        ${zoho.accessToken}
  refresh token       ${zoho.refreshToken}

Request log           ${sandbox.learning360.url}/_sandbox/requests
Faults                POST ${sandbox.learning360.url}/_sandbox/faults

Ctrl+C ends it.`);

for (const signal of ['SIGINT', 'SIGTERM'] as const) {
	process.once(signal, () => void sandbox.close().then(() => process.exit(0)));
}
