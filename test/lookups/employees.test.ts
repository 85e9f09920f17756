/** Employees of Zoho People in every form that people have for them: the email address, the employee ID or the record number, alone and in lists. */
import type { Sandbox } from '../../sandbox/index.ts';
import type { LoggedRequest } from '../../sandbox/types.ts';
import { startStillSandbox, timeInSteps } from '../faults/world.ts';
import { byId, operationCalls, runNode, type Settings, ZOHO } from '../five/five.ts';

/** Somebody as the LMS of the sandbox knows them. */
interface Employee {
	erecno: string;
	employeeId: string;
	emailId: string;
}

let sandbox: Sandbox;
beforeAll(async () => {
	sandbox = await startStillSandbox(true, {});
});
afterAll(async () => await sandbox.close());
beforeEach(async () => await sandbox.reset());
timeInSteps(() => sandbox);

const people = () => sandbox.state.zohoPeople.employees as unknown as Employee[];
const locator = (mode: string, value: string) => ({ __rl: true, mode, value }) as never;
const lookups = () => operationCalls(sandbox).filter(({ path }) => path.includes('/forms/employee/'));
const others = () => operationCalls(sandbox).filter(({ path }) => !path.includes('/forms/employee/'));
const sent = ({ query }: LoggedRequest) => query.erecnosList as string[];

/** Makes trainers of employees, which takes a list and nothing else. */
const add = async (erecnosList: unknown, settings: Settings = {}) =>
	await runNode(sandbox, ZOHO, { resource: 'trainer', operation: 'add', erecnosList } as never, settings);

describe('Lists of employees', () => {
	const [MAIL, ID, NUMBER] = ['emailId', 'employeeId', 'erecno'] as const;

	test.each<[string, (all: Employee[]) => unknown, number[], number]>([
		['email addresses', ([, a, b]) => [a[MAIL], b[MAIL]], [1, 2], 2],
		['an address in capitals', ([, a]) => [a[MAIL].toUpperCase()], [1], 1],
		['an employee ID', ([, a]) => [a[ID]], [1], 1],
		['an employee ID as a number, as sheets give it', ([, a]) => [Number(a[ID])], [1], 1],
		['record numbers', ([, a, b]) => [a[NUMBER], b[NUMBER]], [1, 2], 0],
		[
			'all three, with blanks and spaces',
			([, a, b, c]) => `={{ ${JSON.stringify([` ${a[MAIL]} `, '', b[ID], '  ', c[NUMBER]])} }}`,
			[1, 2, 3],
			2,
		],
		['all three in one text', ([, a, b, c]) => `${a[MAIL]}, ${b[ID]}; ${c[NUMBER]}\n`, [1, 2, 3], 2],
		['all three as JSON text', ([, a, b, c]) => JSON.stringify([a[MAIL], b[ID], c[NUMBER]]), [1, 2, 3], 2],
		['an expression', ([, a, b]) => `={{ ${JSON.stringify([a[MAIL], b[NUMBER]])} }}`, [1, 2], 1],
		[
			'items of Employee > Get Many',
			([, a, b]) => `={{ ${JSON.stringify([{ erecno: a.erecno }, { erecno: b.erecno }])} }}`,
			[1, 2],
			0,
		],
	])('%s', async (_what, value, expected, calls) => {
		const all = people();
		const { message } = await add(value(all));
		expect(message).toBe('');
		const [request, ...more] = others();
		expect(more).toEqual([]);
		expect(sent(request)).toEqual(expected.map((index) => all[index].erecno));
		expect(lookups()).toHaveLength(calls);
	});

	test.each<[string, () => unknown, string]>([
		[
			'an address that nobody has',
			() => ['nobody@example.com'],
			'Employees: No employee was found for "nobody@example.com"',
		],
		['an employee ID that nobody has', () => ['HRM-404'], 'Employees: No employee was found for "HRM-404"'],
		['one of many that nobody has', () => [people()[1].emailId, 'nobody@example.com'], '"nobody@example.com"'],
		['half an address', () => ['nora@'], 'nora@'],
		['a record number that was rounded', () => `={{ [${people()[1].erecno}] }}`, 'was rounded'],
	])('%s is named, and nothing is sent', async (_what, value, expected) => {
		const { message } = await add(value());
		expect(message).toContain(expected);
		expect(message).toContain('[Item 0]');
		expect(others()).toEqual([]);
	});

	test('an address that two people have is refused', async () => {
		const [, one, two] = people();
		const twice = (await readPeople()).map((record) =>
			record.erecno === two.erecno ? { ...record, EmailID: one.emailId } : record,
		);
		const both = twice.filter(({ EmailID }) => EmailID === one.emailId);
		sandbox.requests.splice(0);
		sandbox.faults.add({ operationId: 'listEmployees', body: answerOf(both) });
		const { message, advice } = await add([one.emailId]);
		expect(message).toContain(`More than one employee was found for "${one.emailId}"`);
		expect(advice).toContain('record number');
		expect(others()).toEqual([]);
	});

	test.each<[string, object]>([
		['no result', { response: { result: [], message: '', uri: '', status: 0 } }],
		['error 7042', { response: { message: 'Error', uri: '', status: 1, errors: { code: 7042, message: 'invalid' } } }],
		['error 7024', { response: { message: 'Error', uri: '', status: 1, errors: [{ code: 7024, message: 'none' }] } }],
		[
			'an unknown error with HTTP 200',
			{ response: { message: 'Error', status: 1, errors: { code: 7999, message: 'no' } } },
		],
		['status 1 alone', { response: { message: 'No such employee', uri: '', status: 1 } }],
	])('%s means nobody', async (_what, body) => {
		sandbox.faults.add({ operationId: 'listEmployees', body, times: 2 });
		const { message } = await add([people()[1].emailId]);
		expect(message).toContain('No employee was found');
		expect(others()).toEqual([]);
	});

	test('somebody else in the answer is not enrolled', async () => {
		const [first] = await readPeople();
		sandbox.requests.splice(0);
		sandbox.faults.add({ operationId: 'listEmployees', body: answerOf([first]) });
		const { message } = await add(['nora.lindqvist@example.com']);
		expect(message).toContain('has another EmailID');
		expect(others()).toEqual([]);
	});

	test.each(['201', '2019', '20191', '478346', '12345678901234'])('%s is an employee ID', async (value) => {
		const { message } = await add([value]);
		const [{ query }] = lookups();
		expect(query).toMatchObject({ searchColumn: 'EMPLOYEEID', searchValue: value });
		expect(message === '' || message.includes(`"${value}"`)).toBe(true);
	});

	test('record numbers never cause a call, whatever their digits', async () => {
		const digits = (length: number, seed: number) =>
			Array.from({ length }, (_entry, index) => String(1 + ((seed * 7 + index * 3) % 9))).join('');
		for (let seed = 0; seed < 40; seed += 1) {
			await add([digits(15 + (seed % 5), seed)]);
			expect(lookups()).toEqual([]);
		}
	});
});

describe('What it costs', () => {
	test('each person is looked up once, however many items name them', async () => {
		const [, person] = people();
		const input = [person.emailId, person.emailId.toUpperCase(), person.emailId].map((mail) => ({ json: { mail } }));
		const { items } = await add('={{ $json.mail }}', { input });
		expect(items).toHaveLength(3);
		expect(lookups()).toHaveLength(1);
	});

	test('nobody is looked up once as well', async () => {
		const input = [1, 2, 3, 4].map(() => ({ json: { mail: 'nobody@example.com' } }));
		const { items } = await add('={{ $json.mail }}', { input, onError: 'continueRegularOutput' });
		expect(items.every(({ json }) => String(json.error).includes('nobody@example.com'))).toBe(true);
		expect(lookups()).toHaveLength(1);
	});

	test('a few people are asked for one by one', async () => {
		const chosen = people().slice(1, 5);
		await add(chosen.map(({ emailId }) => emailId));
		expect(sent(others()[0])).toEqual(chosen.map(({ erecno }) => erecno));
		expect(lookups()).toHaveLength(4);
	});

	test('a hundred people of a company of 122 are one call', async () => {
		const chosen = people().slice(0, 100);
		await add(chosen.map(({ emailId }) => emailId));
		expect(sent(others()[0])).toEqual(chosen.map(({ erecno }) => erecno));
		expect(lookups()).toHaveLength(1);
	});

	test('200 people of a company of 1,000 are five or six pages', async () => {
		sandbox.hire(1000);
		const chosen = people().slice(400, 600);
		const { message } = await add(chosen.map(({ emailId }) => emailId));
		expect(message).toBe('');
		expect(sent(others()[0])).toEqual(chosen.map(({ erecno }) => erecno));
		expect(lookups().length).toBeLessThanOrEqual(6);
	});

	test('a list that is too long to pay costs a fifth more at the most', async () => {
		sandbox.hire(6000);
		const chosen = people().slice(500, 620);
		const { message } = await add(chosen.map(({ emailId }) => emailId));
		expect(message).toBe('');
		expect(sent(others()[0])).toEqual(chosen.map(({ erecno }) => erecno));
		expect(lookups()).toHaveLength(144);
	});

	test('people in many items come from the list once it is known', async () => {
		sandbox.hire(1000);
		const chosen = people().slice(100, 300);
		const input = chosen.map(({ emailId }) => ({ json: { emailId } }));
		const parameters = { resource: 'employee', operation: 'get', recordId: byId('={{ $json.emailId }}') };
		const { items } = await runNode(sandbox, ZOHO, parameters as never, { input });
		expect(items.map(({ json }) => json.erecno)).toEqual(chosen.map(({ erecno }) => erecno));
		const found = lookups().filter(({ path }) => path.endsWith('/getRecords'));
		expect(found.length).toBeLessThan(45);
	});

	test('the limit of forms is kept', async () => {
		sandbox.hire(900);
		const chosen = people();
		for (const part of [chosen.slice(0, 450), chosen.slice(450)]) await add(part.map(({ employeeId }) => employeeId));
		expect(sandbox.peaks()['zohoPeople.forms']).toMatchObject({ allowed: 400, refused: 0 });
	});
});

describe('Single employees', () => {
	const attendance = (learner: never) => ({
		resource: 'course',
		operation: 'removeSharedUser',
		courseId: byId(sandbox.state.zohoPeople.shares[0].courseId as string),
		sharedUserErecno: learner,
	});
	const shared = () => people().find(({ erecno }) => erecno === sandbox.state.zohoPeople.shares[0].erecno)!;

	test.each<[string, string, (person: Employee) => string, number]>([
		['By Email', 'email', ({ emailId }) => emailId, 1],
		['By Employee ID', 'employeeId', ({ employeeId }) => employeeId, 1],
		['By Record Number', 'id', ({ erecno }) => erecno, 0],
		['By Record Number with an address', 'id', ({ emailId }) => `={{ '${emailId}' }}`, 1],
		['From List', 'list', ({ erecno }) => erecno, 0],
	])('%s', async (_name, mode, value, calls) => {
		const person = shared();
		const { message } = await runNode(sandbox, ZOHO, attendance(locator(mode, value(person))) as never);
		expect(message).toBe('');
		expect(others()[0].query).toMatchObject({ sharedUserErecno: person.erecno });
		expect(lookups()).toHaveLength(calls);
	});

	test('a short number in the mode for record numbers is one, as before', async () => {
		await runNode(sandbox, ZOHO, attendance(locator('id', '2002')) as never);
		expect(lookups()).toEqual([]);
		expect(others()[0].query).toMatchObject({ sharedUserErecno: '2002' });
	});

	test('Get takes them all, and says the record number', async () => {
		const [, person] = people();
		for (const recordId of [
			locator('email', person.emailId),
			locator('employeeId', person.employeeId),
			byId(person.erecno),
		]) {
			const { items, message } = await runNode(sandbox, ZOHO, { resource: 'employee', operation: 'get', recordId });
			expect(message).toBe('');
			expect(items[0].json).toMatchObject({ erecno: person.erecno, EmailID: person.emailId });
		}
	});

	test('a record number that nobody has is named', async () => {
		const parameters = { resource: 'employee', operation: 'get', recordId: byId('478346000000000001') };
		const { message } = await runNode(sandbox, ZOHO, parameters as never);
		expect(message).toContain('Employee: No employee has this record number (7049)');
	});
});

describe('Employee > Get Many', () => {
	const read = async (more: object) =>
		await runNode(sandbox, ZOHO, {
			resource: 'employee',
			operation: 'getAll',
			returnAll: true,
			simplify: false,
			...more,
		} as never);

	test('reads page after page, and keeps every digit', async () => {
		sandbox.hire(450);
		const { items } = await read({});
		expect(items.map(({ json }) => json.erecno)).toEqual(people().map(({ erecno }) => erecno));
		expect(items.every(({ json }) => json.Zoho_ID === json.erecno)).toBe(true);
		expect(lookups().map(({ query }) => query.sIndex)).toEqual([1, 201, 401]);
	});

	test('a list that ends with a full page is whole', async () => {
		sandbox.hire(400);
		expect((await read({})).items).toHaveLength(400);
		expect(lookups()).toHaveLength(3);
	});

	test('filters by status', async () => {
		const { items } = await read({ filters: { employeestatus: 'Resigned' } });
		expect(items.length).toBeGreaterThan(0);
		expect(items.every(({ json }) => json.Employeestatus === 'Resigned')).toBe(true);
	});

	test('filters by change', async () => {
		const { items, message } = await read({ filters: { modifiedtime: '2026-01-20T08:00:00Z' } });
		expect(message).toBe('');
		expect(items.length).toBeGreaterThan(0);
		expect(items.every(({ json }) => Number(json.ModifiedTime) >= Date.UTC(2026, 0, 20, 8))).toBe(true);
	});

	test('nobody is an empty list', async () => {
		const { items, message } = await read({ filters: { employeestatus: 'On Leave' } });
		expect([items, message]).toEqual([[], '']);
	});

	test.each<[string, unknown]>([
		['entries without their key', [{ EmailID: 'a@example.com', FirstName: 'A' }]],
		['an entry with two keys', [{ 1: [{ FirstName: 'A' }], 2: [{ FirstName: 'B' }] }]],
		['a key with two records', [{ 1: [{ FirstName: 'A' }, { FirstName: 'B' }] }]],
		['a key with nothing', [{ 1: [] }]],
	])('%s are no employees', async (_what, result) => {
		sandbox.faults.add({ operationId: 'listEmployees', body: { response: { result, status: 0 } }, times: 9 });
		const { items, message } = await read({});
		expect(items).toEqual([]);
		expect(message).toContain('does not describe');
	});
});

describe('Without the scope', () => {
	const credential = () => ({
		oauthTokenData: { access_token: sandbox.credentials.zoho.lmsAccessToken, refresh_token: 'none', expires_in: 3600 },
	});

	test('an address says which scope to add, and what works without', async () => {
		const { message, advice } = await add([people()[1].emailId], { credential: credential() });
		expect(message).toContain(`Employees: "${people()[1].emailId}" cannot be looked up`);
		expect(advice).toContain('ZOHOPEOPLE.forms.READ');
		expect(advice).toContain('Custom Scopes');
		expect(advice).toContain('give the record number');
		expect(others()).toEqual([]);
	});

	test('record numbers work', async () => {
		const [, person] = people();
		const { message } = await add([person.erecno], { credential: credential() });
		expect(message).toBe('');
		expect(sent(others()[0])).toEqual([person.erecno]);
	});
});

async function readPeople(): Promise<Array<Record<string, unknown>>> {
	const { items } = await runNode(sandbox, ZOHO, {
		resource: 'employee',
		operation: 'getAll',
		returnAll: true,
		simplify: false,
	} as never);
	return items.map(({ json }) => json);
}

function answerOf(records: Array<Record<string, unknown>>): object {
	return {
		response: {
			result: records.map(({ erecno, ...record }) => ({ [String(erecno)]: [record] })),
			message: 'Data fetched successfully',
			uri: '/api/forms/employee/getRecords',
			status: 0,
		},
	};
}
