import { createEnvironment } from '../../engine/environment.ts';
import { reasonToBuild } from '../buildState.mjs';

/** Runs once before all tests: refuses an old build, because tests read `dist`, and gives n8n a folder of its own. */
export default function globalSetup(): void {
	const reason = reasonToBuild();
	if (reason) throw new Error(`Tests run against dist: ${reason}. Run "npm run build" first.`);
	createEnvironment();
}
