import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { reasonToBuild } from '../buildState.mjs';

/**
 * Runs once before all tests: refuses an old build, because tests read `dist`, and gives n8n a folder and a key of
 * its own (n8n-core would otherwise write both into the home folder).
 */
export default function globalSetup(): void {
	const reason = reasonToBuild();
	if (reason) throw new Error(`Tests run against dist: ${reason}. Run "npm run build" first.`);
	process.env.N8N_USER_FOLDER = mkdtempSync(join(tmpdir(), 'n8n-nodes-lms-tests-'));
	process.env.N8N_ENCRYPTION_KEY = 'n8n-nodes-lms tests';
	process.env.N8N_DIAGNOSTICS_ENABLED = 'false';
}
