import { existsSync, readdirSync } from 'node:fs';
import path from 'node:path';

/** Programs of the system that some parts of the suite need, with the Debian package that brings each. */
const PROGRAMS = {
	browser: {
		package: 'chromium',
		places: () => ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'],
	},
	redis: { package: 'redis-server', places: () => ['/usr/bin/redis-server', '/usr/local/bin/redis-server'] },
	postgres: {
		package: 'postgresql',
		places: () => versionsOf('/usr/lib/postgresql').map((version) => `/usr/lib/postgresql/${version}/bin/postgres`),
	},
} as const;

export type Program = keyof typeof PROGRAMS;

/** Path of a program, or `undefined` when the machine lacks it. */
export function findProgram(program: Program): string | undefined {
	return PROGRAMS[program].places().find((place) => existsSync(place));
}

/** Path of a program that was found before. */
export function programPath(program: Program): string {
	const found = findProgram(program);
	if (!found) throw new Error(missing([program]));
	return found;
}

/** What a person must install to have these programs, in words; empty when nothing is missing. */
export function missing(programs: readonly Program[]): string {
	const packages = programs.filter((program) => !findProgram(program)).map((program) => PROGRAMS[program].package);
	return packages.length === 0 ? '' : `not installed: ${packages.join(', ')}`;
}

function versionsOf(folder: string): string[] {
	return existsSync(folder) ? readdirSync(folder).sort().reverse() : [];
}

/** Folder of a program, for the tools that lie beside it. */
export function folderOf(program: Program): string {
	return path.dirname(programPath(program));
}
