import { rmSync } from 'node:fs';

/** Runs once after all tests: removes n8n's folder. */
export default function globalTeardown(): void {
	const folder = process.env.N8N_USER_FOLDER;
	if (folder) rmSync(folder, { recursive: true, force: true });
}
