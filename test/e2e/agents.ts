import assert from 'node:assert/strict';
import { after, before, it, type TestContext } from 'node:test';
import axios from 'axios';
import type { ModelCall, Script } from '../agents/script.ts';
import {
	addCredential,
	AGENT,
	runAgent,
	servedTo,
	workflowOf,
	type StoredCredential,
	type StoredNode,
} from './agentRun.ts';
import { assistants } from './assistants.ts';
import { openChatModel, toolName, type ChatModel } from './chatModel.ts';
import { N8N_VERSION } from './install.ts';
import { McpClient } from './mcpClient.ts';
import type { Workplace } from './workplace.ts';

const SERVER = '@n8n/n8n-nodes-langchain.mcpTrigger';

/** The versions of the AI Agent node: those of 2 run their tools themselves, those of 3 have n8n's engine run them. */
const AGENT_VERSIONS = [2, 2.2, 3, 3.1];

/** From this version on the model reads why a tool failed. Before, LangChain's `AgentExecutor` hands it an empty answer in place of any error. */
const READS_ERRORS = 3;
const SERVER_VERSION = 2;

const UNKNOWN = /Nobody knows|Outcome unknown/;
const NOBODY = 'ffffffffffffffffffffffff';
const ROOT_GROUP = '58eb5f371a92bb4fb526b305';
const LEARNING360 = { learning360OAuth2Api: { id: 'learning360OAuth2Api', name: '360Learning account' } };
const ZOHO = { zohoPeopleOAuth2Api: { id: 'zohoPeopleOAuth2Api', name: 'Zoho People account' } };

/** What a tool answered: the JSON of its items, or a text that says what failed. */
type Answer = Record<string, unknown>;

const said = (name: string) => `={{ $fromAI('${name}', '', 'string') }}`;
const byId = (value: string) => ({ __rl: true, mode: 'id', value });

const GET: StoredNode = {
	name: 'Get a user',
	type: 'n8n-nodes-lms.learning360Tool',
	typeVersion: 1,
	parameters: { resource: 'user', operation: 'get', userId: byId(said('id')) },
	credentials: LEARNING360,
};
const CREATE: StoredNode = {
	name: 'Create a group',
	type: 'n8n-nodes-lms.learning360Tool',
	typeVersion: 1,
	parameters: { resource: 'group', operation: 'create', name: said('name'), parentId: byId(ROOT_GROUP), public: false },
	credentials: LEARNING360,
};
const COURSES: StoredNode = {
	name: 'Courses',
	type: 'n8n-nodes-lms.zohoPeopleLmsTool',
	typeVersion: 1,
	parameters: { resource: 'course', operation: 'getAll', returnAll: false, limit: 1 },
	credentials: ZOHO,
};

/** The nodes of the pack as tools of n8n's own agents and of its MCP server. A server of this suite stands in for the language model. */
export function agents(workplace: () => Workplace): void {
	let model: ChatModel;
	let modelCredential: StoredCredential;
	before(async () => {
		model = await openChatModel();
		modelCredential = await addCredential(workplace(), 'Scripted model', 'openAiApi', {
			apiKey: 'none',
			url: model.url,
		});
	});
	after(() => model?.close());

	const ask = async (version: number, tools: StoredNode[], script: Script): Promise<Answer[]> =>
		(await runAgent(workplace(), modelCredential, version, tools, script)).map(answerOf);

	/** Has an MCP server serve tools, and calls them; gives the answers in their order. */
	const serve = async (tools: StoredNode[], calls: ModelCall[]): Promise<Answer[]> => {
		const { n8n } = workplace();
		const path = `tools-${tools.map(({ name }) => toolName(name)).join('-')}-${Math.random().toString(36).slice(2)}`;
		const server: StoredNode & { webhookId: string } = {
			name: 'Serve',
			type: SERVER,
			typeVersion: SERVER_VERSION,
			parameters: { path },
			webhookId: path,
		};
		const { id } = await n8n.rest<{ id: string }>(
			'post',
			'/workflows',
			workflowOf(path, [server, ...tools], servedTo('Serve', tools)),
		);
		await n8n.publish(id);
		try {
			const client = await McpClient.connect(`${n8n.url}/mcp/${path}`);
			assert.deepEqual((await client.tools()).sort(), tools.map(({ name }) => toolName(name)).sort());
			const answers: Answer[] = [];
			for (const { tool, args = {} } of calls)
				answers.push(answerOf((await client.call(toolName(tool), args)).content.map(({ text = '' }) => text).join('')));
			return answers;
		} finally {
			await n8n.unpublish(id);
		}
	};

	const WAYS: Array<[string, string, number, (tools: StoredNode[], script: Script) => Promise<Answer[]>]> = [
		...AGENT_VERSIONS.map((version): (typeof WAYS)[number] => [
			`an AI Agent of version ${version}`,
			AGENT,
			version,
			async (tools, script) => await ask(version, tools, script),
		]),
		['an MCP Server Trigger', SERVER, SERVER_VERSION, async (tools, script) => await serve(tools, script.flat())],
	];

	assistants(
		workplace,
		() => modelCredential,
		async (context, type, version) => await offers(context, workplace(), type, version),
	);

	for (const [title, type, version, through] of WAYS) {
		it(`gives each call of ${title} its own answer, and does what is asked for once`, async (context) => {
			if (!(await offers(context, workplace(), type, version))) return;
			const { sandbox } = workplace();
			const [one, other] = sandbox.state.learning360.users
				.filter(({ status }) => status === 'active')
				.map(({ _id }) => String(_id));
			const get = (id: string): ModelCall => ({ tool: GET.name, args: { id } });
			const create = (name: string): ModelCall => ({ tool: CREATE.name, args: { name } });
			const [team, second] = [`Team of ${title}`, `Second team of ${title}`];
			sandbox.clearRequests();
			const answers = await through(
				[GET, CREATE, COURSES],
				[
					[get(one!), get(other!)],
					[get(one!)],
					[create(team)],
					[create(second), create(second)],
					[{ tool: COURSES.name }],
				],
			);
			assert.deepEqual(
				answers.slice(0, 3).map(({ _id }) => _id),
				[one, other, one],
				'two calls, two answers',
			);
			assert.deepEqual(
				answers.slice(3, 6).map(({ name }) => name),
				[team, second, second],
			);
			assert.equal(new Set(answers.slice(3, 6).map(({ _id }) => _id)).size, 3, 'each create makes a record');
			assert.ok('courseId' in answers[6]!, 'another tool of the same agent');
			assert.deepEqual(groups(workplace(), [team, second]), [team, second, second]);
			context.diagnostic(`${answers.length} calls, ${sandbox.requests.length} requests`);
		});

		it(`sends nothing twice when a tool of ${title} retries on fail`, async (context) => {
			if (!(await offers(context, workplace(), type, version))) return;
			const { sandbox } = workplace();
			const [lost, kept] = [`Lost team of ${title}`, `Kept team of ${title}`];
			sandbox.clearRequests();
			// The vendor makes the first one and the answer gets lost.
			const fault = sandbox.faults.add({ operationId: 'createGroup', drop: 'after', times: 1 });
			const once = [{ tool: CREATE.name, args: { name: lost } }];
			if (version >= READS_ERRORS && type === AGENT && N8N_VERSION.startsWith('1.')) {
				// There the failed tool ends the execution.
				await assert.rejects(async () => await through([{ ...CREATE, retryOnFail: true }], [once]), UNKNOWN);
				fault.remove();
				assert.deepEqual(groups(workplace(), [lost]), [lost]);
				return;
			}
			const answers = await through(
				[{ ...CREATE, retryOnFail: true }],
				[once, [{ tool: CREATE.name, args: { name: kept } }]],
			);
			fault.remove();
			if (type === AGENT && version < READS_ERRORS) assert.deepEqual(answers[0], { text: '' });
			else assert.match(JSON.stringify(answers[0]), UNKNOWN);
			assert.equal(answers[1]!.name, kept);
			assert.equal(sandbox.requests.filter(({ operationId }) => operationId === 'createGroup').length, 2);
			assert.deepEqual(groups(workplace(), [lost, kept]), [lost, kept]);
		});

		it(`tells the model of ${title} what failed, with On Error set to Continue`, async (context) => {
			if (!(await offers(context, workplace(), type, version))) return;
			const { sandbox } = workplace();
			const [id] = sandbox.state.learning360.users.map(({ _id }) => String(_id));
			const calls: ModelCall[] = [
				{ tool: GET.name, args: { id: NOBODY } },
				{ tool: GET.name, args: { id: id! } },
			];
			const [failed, good] = await through(
				[{ ...GET, onError: 'continueRegularOutput' }],
				calls.map((call) => [call]),
			);
			assert.match(String(failed!.error), /\(userNotFound\).*before you call again$/, 'what happened and what to do');
			assert.equal(good!._id, id);
		});
	}
}

/** Whether this n8n has a version of one of its nodes; the test is skipped, with the reason, where it has not. */
async function offers(context: TestContext, { n8n }: Workplace, type: string, version: number): Promise<boolean> {
	const { data } = await axios.get<Array<{ name: string; version: number | number[] }>>(`${n8n.url}/types/nodes.json`, {
		headers: { Cookie: n8n.cookie },
	});
	const has = data.some((node) => node.name === type && [node.version].flat().includes(version));
	if (!has) context.skip(`this n8n has no ${type} of version ${version}`);
	return has;
}

/** The first item of an answer, however deep the versions of n8n pack it. */
function answerOf(text: string): Answer {
	let value: unknown = text;
	for (;;) {
		if (typeof value === 'string') value = parsed(value) ?? { text: value };
		else if (Array.isArray(value)) value = value[0] as unknown;
		else if (value !== null && typeof value === 'object' && 'response' in value && Object.keys(value).length === 1)
			({ response: value } = value as { response: unknown });
		else return (value ?? {}) as Answer;
	}
}

function parsed(text: string): unknown {
	try {
		return JSON.parse(text);
	} catch {
		return undefined;
	}
}

function groups({ sandbox }: Workplace, names: string[]): string[] {
	return sandbox.state.learning360.groups.map(({ name }) => String(name)).filter((name) => names.includes(name));
}
