import type { Program } from './programs.ts';

/** A part of the suite that can be asked for by its name. */
export interface Part {
	title: string;
	/** Programs of the system it cannot do without; it is skipped, visibly, where one is missing. */
	needs: readonly Program[];
	/** Belongs to `--quick`. */
	quick: boolean;
	/** Starts an n8n of its own instead of taking the one that the others share. */
	alone?: boolean;
}

/** The parts in the order they run. */
export const PARTS = {
	installed: { title: 'Installed', needs: [], quick: true },
	executed: { title: 'Run', needs: [], quick: true },
	oauth: { title: 'An account connected', needs: ['browser'], quick: true },
	editor: { title: 'In a browser', needs: ['browser'], quick: true },
	attack: { title: 'Attacked', needs: [], quick: true },
	agents: { title: 'Called by agents', needs: [], quick: true },
	faults: { title: 'With things that go wrong', needs: [], quick: false },
	tasks: { title: 'Asked by people', needs: [], quick: false },
	events: { title: 'Events', needs: [], quick: true, alone: true },
	packages: { title: 'As packages of one service', needs: [], quick: false, alone: true },
	queue: { title: 'Scaled out', needs: ['redis', 'postgres'], quick: false, alone: true },
	pictures: { title: 'Pictures', needs: ['browser'], quick: false },
	panel: { title: 'Time in the editor', needs: ['browser'], quick: false },
} as const satisfies Record<string, Part>;

export type PartName = keyof typeof PARTS;

export const PART_NAMES = Object.keys(PARTS) as PartName[];

/** Environment variable that hands the chosen parts to the suite's process. */
export const CHOSEN = 'E2E_PARTS';

/** Environment variable that says that what takes long is to be made shorter. */
export const QUICK = 'E2E_QUICK';

/** Environment variable that says that the pictures of the docs are to be made anew. */
export const KEEP_PICTURES = 'E2E_PICTURES';

/** Environment variable that says that the table of tasks in the docs is to be written anew. */
export const KEEP_TABLE = 'E2E_TABLE';

/**
 * Reads which parts a person asked for: names, `--quick`, or nothing for all.
 *
 * @throws Error when a name is not known
 */
export function chosenParts(parameters: string[]): PartName[] {
	const names = parameters.filter((parameter) => !parameter.startsWith('--'));
	const unknown = names.filter((name) => !(name in PARTS));
	if (unknown.length > 0) throw new Error(`There is no part ${unknown.join(', ')}; there are ${PART_NAMES.join(', ')}`);
	if (names.length > 0) return names as PartName[];
	return PART_NAMES.filter((name) => !parameters.includes('--quick') || PARTS[name].quick);
}
