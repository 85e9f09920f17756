import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';

const prefix = 'n8n-nodes-lms-';

/** Makes an empty folder for n8n and an encryption key, and points n8n-core to both. Returns the folder. */
export function createEnvironment(): string {
	const folder = mkdtempSync(join(tmpdir(), prefix));
	process.env.N8N_USER_FOLDER = folder;
	process.env.N8N_ENCRYPTION_KEY = randomBytes(24).toString('hex');
	process.env.N8N_DIAGNOSTICS_ENABLED = 'false';
	return folder;
}

/**
 * Gives n8n a folder and a key of this process alone, unless {@link createEnvironment} has done so already. Otherwise n8n-core
 * would use the folder of a real n8n on this machine, or make one in the home folder. It is removed when the process ends.
 */
export function prepareEnvironment(): void {
	if (basename(process.env.N8N_USER_FOLDER ?? '').startsWith(prefix)) return;
	const folder = createEnvironment();
	process.once('exit', () => rmSync(folder, { recursive: true, force: true }));
}
