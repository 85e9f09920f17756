/** Tells whether `dist` is there and newer than what it is built from. Plain JavaScript: it runs before Node 24 is there. */
import { existsSync, mkdirSync, readdirSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');

/** What a build reads. */
const sources = [
	'nodes',
	'credentials',
	'compiler',
	'icons',
	'sandbox/recordTypes.ts',
	'gulpfile.js',
	'tsconfig.json',
	'package.json',
];

/** Left by a finished build, dated when the build began; a build that failed halfway leaves none. */
const stamp = join(root, '.cache', 'built');

/**
 * @returns {string | undefined} why a build is needed, as the second half of a sentence; nothing when `dist` is fresh
 */
export function reasonToBuild() {
	const built = statSync(stamp, { throwIfNoEntry: false })?.mtimeMs;
	if (built === undefined || !existsSync(join(root, 'dist'))) return 'there is no finished build';
	const newer = sources.map((name) => newerThan(join(root, name), built)).find(Boolean);
	return newer && `${newer.slice(root.length + 1)} is newer than dist`;
}

/** Says that a build is under way: from here on `dist` cannot be trusted. */
export function buildBegins() {
	rmSync(stamp, { force: true });
}

/** @param {Date} began when the finished build began: what changed since then is not in it */
export function buildEnds(began) {
	mkdirSync(dirname(stamp), { recursive: true });
	writeFileSync(stamp, '');
	utimesSync(stamp, began, began);
}

/** @returns {string | undefined} the first file or folder at or below `path` that changed after `time` */
function newerThan(path, time) {
	const state = statSync(path, { throwIfNoEntry: false });
	if (!state) return undefined;
	if (state.mtimeMs > time) return path;
	if (!state.isDirectory()) return undefined;
	for (const name of readdirSync(path)) {
		const found = newerThan(join(path, name), time);
		if (found) return found;
	}
	return undefined;
}
