import { execFileSync } from 'node:child_process';
import path from 'node:path';

export interface Verdict {
	passed: boolean;
	message?: string;
	details?: string;
}

/** What n8n's package scanner says of a folder. Without a pattern it chooses source files by itself. */
export function scan(folder: string, ...patterns: string[]): Verdict {
	// The rules take every file for a node's while NODE_ENV says that they are under test.
	const env = { ...process.env, NODE_ENV: 'production' };
	return JSON.parse(
		execFileSync(process.execPath, [path.join(__dirname, 'scan.mjs'), folder, ...patterns], { encoding: 'utf8', env }),
	) as Verdict;
}
