import type { WorkflowReport } from './report';
import type { Fact } from './rule';

/** Facts that the user knows but the API does not return. */
export type Facts = Partial<Record<Fact, string>>;

/** Options of the migration besides the workflow. */
export interface MigrationOptions {
	facts?: Facts;
	/** Hosts that are a vendor's besides its own, e.g. `https://learning.example.com`. */
	hosts?: string[];
	/** Credentials that the new nodes get, by type, e.g. `{ learning360OAuth2Api: { id: '1', name: '360Learning' } }`. */
	credentials?: Record<string, { id: string; name: string }>;
	/** Names of packages to move the nodes to; then nothing is converted. */
	packages?: string[];
}

export interface Migration {
	/** The migrated workflow; what was given when it is no workflow or nothing was converted. */
	workflow: unknown;
	report: WorkflowReport;
}
