import { parseArgs } from 'node:util';
import type { MigrationOptions } from '../../nodes/LmsMigration/migration/options.ts';
import { PACKAGES } from '../../nodes/LmsMigration/migration/packages.ts';

/** What the person asked for. */
export interface CommandLine {
	help: boolean;
	/** File or folder to read. */
	input?: string;
	/** File or folder to write; nothing is written when absent. */
	output?: string;
	/** File for the report. */
	report?: string;
	/** The originals are replaced. */
	inPlace: boolean;
	options: MigrationOptions;
}

export const help = `npm run migrate -- INPUT -o OUTPUT [options]
    Turns workflows that call 360Learning API v1 into workflows for API v2, and HTTP Request
    nodes that call 360Learning or Zoho People LMS into nodes of this package.

    INPUT               a workflow, an export with many, or a folder of either (.json)
    -o, --output        where the copies go; without it only the report is shown
    --in-place          replaces the originals
    --report FILE       the report in full: .json, or Markdown with any other ending

    --owner EMAIL       owner of your 360Learning platform: who became instructor or author
                        in API v1 when none was given
    --root-group ID     topmost group of your platform: parent of new groups without one
    --host ADDRESS      an address of your own under which HTTP Request nodes call
                        360Learning or Zoho People; may be given more than once
    --credential TYPE=ID
                        credential that the new nodes get, e.g.
                        learning360OAuth2Api=vHxaz5UaCghVYl9C; may be given more than once
    --package NAME      moves the nodes of your workflows to another package and migrates
                        nothing else: n8n-nodes-360learning, n8n-nodes-zoho-people-lms or
                        n8n-nodes-lms; may be given more than once

    Workflows from n8n: menu … > Download, or for all of them at once
        n8n export:workflow --all --output=workflows.json
    and back again, under their own ids, with
        n8n import:workflow --input=migrated.json

Exit code: 0 everything was converted, 2 some nodes have no counterpart, 1 something went wrong.
`;

/**
 * Reads the arguments behind `npm run migrate --`.
 *
 * @throws Error in words for the person
 */
export function readCommandLine(parameters: string[]): CommandLine {
	const { values, positionals } = parseArgs({
		args: parameters,
		allowPositionals: true,
		options: {
			help: { type: 'boolean', short: 'h', default: false },
			output: { type: 'string', short: 'o' },
			report: { type: 'string' },
			'in-place': { type: 'boolean', default: false },
			owner: { type: 'string' },
			'root-group': { type: 'string' },
			host: { type: 'string', multiple: true, default: [] },
			credential: { type: 'string', multiple: true, default: [] },
			package: { type: 'string', multiple: true, default: [] },
		},
	});
	const [input, ...further] = positionals;
	if (!values.help && input === undefined)
		throw new Error('Say which file or folder to migrate. See npm run migrate -- --help');
	if (further.length > 0) throw new Error(`One file or folder at a time; ${further.join(', ')} is too many`);
	if (values['in-place'] && values.output !== undefined) throw new Error('Choose --output or --in-place, not both');
	return {
		help: values.help,
		input,
		output: values.output,
		report: values.report,
		inPlace: values['in-place'],
		options: {
			facts: {
				...(values.owner ? { platformOwner: values.owner } : {}),
				...(values['root-group'] ? { rootGroup: values['root-group'] } : {}),
			},
			hosts: values.host.map((host) => host.toLowerCase().replace(/\/+$/, '')),
			credentials: Object.fromEntries(values.credential.map(credentialOf)),
			packages: values.package.map(packageOf),
		},
	};
}

function packageOf(name: string): string {
	if (!(name in PACKAGES))
		throw new Error(`There is no package "${name}". There are ${Object.keys(PACKAGES).join(', ')}`);
	return name;
}

function credentialOf(text: string): [string, { id: string; name: string }] {
	const [type, id, ...rest] = text.split('=');
	if (!type || !id || rest.length > 0)
		throw new Error(`"${text}" is no credential. Write TYPE=ID, e.g. learning360OAuth2Api=vHxaz5UaCghVYl9C`);
	return [type, { id, name: type }];
}
