import type { IDataObject, INode } from 'n8n-workflow';
import { startSandbox, type Sandbox } from '../../sandbox/index.ts';
import { ask } from '../outputs/asking.ts';
import { withAnswers } from './script.ts';
import { httpTools, OUR_TOOLS, tasks } from './tasks.ts';

let sandbox: Sandbox;
beforeAll(async () => {
	sandbox = await startSandbox({ limits: false });
});
afterAll(async () => await sandbox.close());
beforeEach(async () => await sandbox.reset());

const COUNT = 20;

test.each(Array.from({ length: COUNT }, (_value, index) => index))(
	'task %d comes out right with our tools',
	async (index) => {
		const all = tasks(sandbox);
		expect(all).toHaveLength(COUNT);
		const { say, ours, isRight, facts } = all[index]!;
		const answers: string[] = [];
		for (const round of ours) {
			const calls = round.map(({ tool, args = {} }) => ({ tool, args: withAnswers(args, answers) as IDataObject }));
			const tools = OUR_TOOLS.filter(({ name }) => calls.some(({ tool }) => tool === name));
			const served = tools.map((tool, place): INode => ({ id: `${place}`, position: [0, 0], ...tool }) as INode);
			answers.push(
				...(await ask(sandbox, served, calls)).map((answer) => JSON.stringify(answer.error ?? answer.answer)),
			);
		}
		const said = answers.join('\n');
		expect([say, facts.filter((fact) => !said.includes(fact)), isRight(sandbox) ? '' : said]).toEqual([say, [], '']);
	},
);

test('each side has a tool for every call of a script', () => {
	const names = (tools: Array<{ name: string }>) => new Set(tools.map(({ name }) => name));
	for (const { ours, http } of tasks(sandbox)) {
		for (const { tool } of ours.flat()) expect(names(OUR_TOOLS)).toContain(tool);
		for (const { tool } of http.flat()) expect(names(httpTools(sandbox))).toContain(tool);
	}
});
