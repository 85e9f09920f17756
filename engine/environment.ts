import { mkdtempSync, rmSync } from 'node:fs';
import { randomBytes } from 'node:crypto';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/**
 * Gives n8n a folder and an encryption key of this process alone. Without them n8n-core would write both into the home
 * folder on first use and read what a real n8n keeps there. Values that are set already are left as they are. The folder
 * is removed when the process ends.
 */
export function prepareEnvironment(): void {
	process.env.N8N_ENCRYPTION_KEY ??= randomBytes(24).toString('hex');
	process.env.N8N_DIAGNOSTICS_ENABLED ??= 'false';
	if (process.env.N8N_USER_FOLDER) return;
	const folder = mkdtempSync(join(tmpdir(), 'n8n-nodes-lms-'));
	process.env.N8N_USER_FOLDER = folder;
	process.once('exit', () => rmSync(folder, { recursive: true, force: true }));
}
