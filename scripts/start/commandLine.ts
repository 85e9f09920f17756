import { parseArgs } from 'node:util';

/** What the person asked for. */
export interface CommandLine {
	help: boolean;
	/** Workflow to run against the real vendors; the examples run against the sandbox when absent. */
	workflow?: string;
	/** File with what to sign in with. */
	credentials?: string;
	/** File that takes what the nodes put out. */
	output?: string;
}

export const help = `npm start
    Starts the local sandbox of the vendors, runs every workflow in examples/ against it
    and shows what each node did. Needs no account.

npm start -- --workflow FILE --credentials FILE [--output FILE]
    Runs an exported n8n workflow that uses the nodes of this package against the real
    vendors. Pinned data is ignored. What the workflow changes there stays changed.

    --workflow      JSON of the workflow: in n8n, menu … > Download
    --credentials   JSON with what to sign in with (below); keep it out of the repository
    --output        where to write what every node put out, as JSON

The credentials file has one entry per credential type, with the fields of the n8n credential.
Give those that the workflow needs:

{
  "learning360OAuth2Api": {
    "region": "eu",                      eu, us, or custom with "baseUrl"
    "clientId": "…", "clientSecret": "…"
  },
  "learning360V1Api": {
    "region": "eu",
    "companyId": "…", "apiKey": "…",
    "authenticationMethod": "oAuth2"     oAuth2, headers or query
  },
  "zohoPeopleOAuth2Api": {
    "dataCenter": "zoho.com",            or zoho.eu, zoho.in, …
    "clientId": "…", "clientSecret": "…",
    "oauthTokenData": { "access_token": "", "refresh_token": "…" }
  }
}

A refresh token for Zoho: create a Self Client in the API console of your data center
(https://api-console.zoho.com), generate a code with the scope ZOHOPEOPLE.training.ALL, and
exchange it at /oauth/v2/token of the accounts server. In n8n itself a sign-in window does this.
Tokens are renewed while a workflow runs; the file is not changed.
`;

/**
 * Reads the arguments behind `npm start --`.
 *
 * @throws Error in words for the person, when an argument is unknown or one is missing
 */
export function readCommandLine(parameters: string[]): CommandLine {
	const { values } = parseArgs({
		args: parameters,
		options: {
			help: { type: 'boolean', short: 'h', default: false },
			workflow: { type: 'string' },
			credentials: { type: 'string' },
			output: { type: 'string' },
		},
	});
	if (!values.help && values.workflow === undefined) {
		const lone = (['credentials', 'output'] as const).find((name) => values[name] !== undefined);
		if (lone) throw new Error(`--${lone} goes with --workflow. See npm start -- --help`);
	}
	if (values.workflow !== undefined && values.credentials === undefined) {
		throw new Error('--workflow needs --credentials. See npm start -- --help for the form of the file');
	}
	return values;
}
