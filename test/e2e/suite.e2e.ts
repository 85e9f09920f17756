import { after, afterEach, before, describe } from 'node:test';
import { agents } from './agents.ts';
import { attack } from './attack.ts';
import { editor } from './editor.ts';
import { events } from './events.ts';
import { executed } from './executed.ts';
import { faults } from './faults.ts';
import { installed } from './installed.ts';
import { oauth } from './oauth.ts';
import { packages } from './packages.ts';
import { panel } from './panel.ts';
import { CHOSEN, chosenParts, PART_NAMES, PARTS, type Part, type PartName } from './parts.ts';
import { missing } from './programs.ts';
import { pictures } from './pictures.ts';
import { queue } from './queue.ts';
import { freePort } from './servers.ts';
import { tasks } from './tasks.ts';
import { openWorkplace, type Workplace } from './workplace.ts';

const TESTS: Record<PartName, (workplace: () => Workplace) => void> = {
	installed,
	executed,
	oauth,
	editor,
	attack,
	agents,
	faults,
	tasks,
	events,
	packages,
	queue,
	pictures,
	panel,
};

void describe('The pack in the real n8n', () => {
	const chosen = chosenParts((process.env[CHOSEN] ?? '').split(' ').filter(Boolean));
	const run = (wanted: (part: Part) => boolean, workplace: () => Workplace) => {
		for (const name of PART_NAMES.filter((part) => chosen.includes(part) && wanted(PARTS[part]))) {
			const { title, needs } = PARTS[name];
			void describe(title, { skip: missing(needs) || false }, () => TESTS[name](workplace));
		}
	};
	const shares = ({ alone }: Part) => alone !== true;
	void describe('as people have it', { skip: !chosen.some((name) => shares(PARTS[name])) }, () => {
		let workplace: Workplace;
		before(async () => {
			workplace = await openWorkplace({ name: 'suite', port: await freePort() });
		});
		after(async () => await workplace?.close());
		afterEach(async (context) => {
			if ('passed' in context && !context.passed) await workplace?.keepPicture(`failed ${context.name}`);
		});
		run(shares, () => workplace);
	});
	run(
		(part) => !shares(part),
		() => {
			throw new Error('This part starts an n8n of its own');
		},
	);
});
