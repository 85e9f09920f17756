import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { after, before, it } from 'node:test';
import type { Script } from '../agents/script.ts';
import { httpTools, OUR_TOOLS, tasks as allTasks, ZOHO_HEADER, type Task, type TaskTool } from '../agents/tasks.ts';
import { addCredential, runAgent, type StoredCredential } from './agentRun.ts';
import { openChatModel, type ChatModel } from './chatModel.ts';
import { ROOT } from './install.ts';
import { KEEP_TABLE, QUICK } from './parts.ts';
import type { Workplace } from './workplace.ts';

const AGENT_VERSION = 3;

/** What `--quick` runs: a read, a write through several records, a create, a list of late learners, a session of Zoho. */
const HANDFUL = [0, 3, 6, 10, 16];

const PAGE = path.join(ROOT, 'docs', 'agents.md');
const BEGIN = '<!-- 20 tasks: written by `npm run test:e2e -- tasks --table` -->';
const END = '<!-- end of the 20 tasks -->';

/** What one side made of a task. */
interface Outcome {
	calls: number;
	/** Characters that the tools returned to the model. */
	characters: number;
	isRight: boolean;
}

/** Tasks as people say them, done by an AI Agent of n8n with the nodes of the pack and with HTTP Request. */
export function tasks(workplace: () => Workplace): void {
	let model: ChatModel;
	let modelCredential: StoredCredential;
	let zohoCredential: StoredCredential;
	before(async () => {
		const place = workplace();
		model = await openChatModel();
		modelCredential = await addCredential(place, 'Scripted model', 'openAiApi', { apiKey: 'none', url: model.url });
		zohoCredential = await addCredential(place, ZOHO_HEADER.httpHeaderAuth.name, 'httpHeaderAuth', {
			name: 'Authorization',
			value: `Zoho-oauthtoken ${place.sandbox.credentials.zoho.accessToken}`,
		});
	});
	after(() => model?.close());

	const outcomeOf = async (index: number, tools: TaskTool[], scriptOf: (task: Task) => Script): Promise<Outcome> => {
		const place = workplace();
		await place.sandbox.reset();
		const task = allTasks(place.sandbox)[index]!;
		const script = scriptOf(task);
		const used = tools
			.filter(({ name }) => script.flat().some(({ tool }) => tool === name))
			.map((tool) =>
				'httpHeaderAuth' in tool.credentials ? { ...tool, credentials: { httpHeaderAuth: zohoCredential } } : tool,
			);
		const answers = await runAgent(place, modelCredential, AGENT_VERSION, used, script);
		const said = answers.join('\n');
		return {
			calls: answers.length,
			characters: said.length,
			isRight:
				answers.length === script.flat().length &&
				task.facts.every((fact) => said.includes(fact)) &&
				task.isRight(place.sandbox),
		};
	};

	it('does what people ask for, with fewer calls and characters than with HTTP Request', async (context) => {
		const place = workplace();
		await place.sandbox.reset();
		const said = allTasks(place.sandbox).map(({ say }) => say);
		const chosen = said
			.map((say, index) => ({ say, index }))
			.filter(({ index }) => !process.env[QUICK] || HANDFUL.includes(index));
		const rows: Array<{ say: string; ours: Outcome; http: Outcome }> = [];
		for (const { say, index } of chosen) {
			const ours = await outcomeOf(index, OUR_TOOLS, (task) => task.ours);
			const http = await outcomeOf(index, httpTools(place.sandbox), (task) => task.http);
			rows.push({ say, ours, http });
			context.diagnostic(`${say}: ${shown(ours)} · HTTP Request ${shown(http)}`);
		}
		const sum = (side: 'ours' | 'http', of: 'calls' | 'characters') =>
			rows.reduce((all, row) => all + row[side][of], 0);
		const table = [
			'| Task | Calls | Characters | Right | HTTP Request: calls | Characters | Right |',
			'|---|--:|--:|---|--:|--:|---|',
			...rows.map(({ say, ours, http }) => `| ${say} | ${cells(ours)} | ${cells(http)} |`),
			`| **All** | ${[sum('ours', 'calls'), number(sum('ours', 'characters')), right(rows.map(({ ours }) => ours)), sum('http', 'calls'), number(sum('http', 'characters')), right(rows.map(({ http }) => http))].join(' | ')} |`,
		];
		if (process.env[KEEP_TABLE]) keep(table);
		assert.deepEqual(
			rows.filter(({ ours }) => !ours.isRight).map(({ say }) => say),
			[],
		);
		assert.ok(sum('ours', 'calls') < sum('http', 'calls'));
		assert.ok(sum('ours', 'characters') < sum('http', 'characters'));
	});
}

const number = (value: number) => value.toLocaleString('en');
const shown = ({ calls, characters, isRight }: Outcome) =>
	`${calls} calls, ${characters} characters, ${isRight ? 'right' : 'WRONG'}`;
const cells = ({ calls, characters, isRight }: Outcome) =>
	[calls, number(characters), isRight ? 'yes' : '**no**'].join(' | ');
const right = (outcomes: Outcome[]) => `${outcomes.filter(({ isRight }) => isRight).length} of ${outcomes.length}`;

/** Puts the table into the page of the docs. */
function keep(table: string[]): void {
	const page = readFileSync(PAGE, 'utf8');
	const [head, rest = ''] = page.split(BEGIN);
	writeFileSync(PAGE, `${head}${BEGIN}\n\n${table.join('\n')}\n\n${END}${rest.split(END)[1] ?? ''}`);
}
