/** The form of employees: pages, look-ups, filters, errors in successful answers, scope and limit. */
import { type Sandbox, startSandbox } from '../../sandbox/index.ts';
import { send, zohoHeaders } from './client.ts';

let sandbox: Sandbox;
beforeAll(async () => {
	sandbox = await startSandbox();
});
beforeEach(async () => await sandbox.reset());
afterEach(() => expect(sandbox.requests.flatMap(({ answerFailures }) => answerFailures)).toEqual([]));
afterAll(async () => await sandbox.close());

const get = async (path: string, params: object = {}, token?: string) =>
	await send({
		method: 'GET',
		url: `${sandbox.zohoPeople.url}/api/forms/${path}`,
		headers: zohoHeaders(sandbox, token),
		params,
		// The text as it came: numbers beyond 2^53 are not the same after parsing.
		transformResponse: (text: string) => text,
	});
const records = async (params: object) => JSON.parse((await get('employee/getRecords', params)).data).response;
const codeIn = ({ status, data }: { status: number; data: string }) => {
	const { response } = JSON.parse(data);
	return [status, response.status, response.errors.code];
};
const people = () => sandbox.state.zohoPeople.employees;

describe('the form of employees', () => {
	it('names each record by its number, as a key and as a number of JSON', async () => {
		const { status, data } = await get('employee/getRecords', { sIndex: 1, limit: 2 });
		expect(status).toBe(200);
		const [{ erecno }] = people();
		expect(data).toContain(`{"${String(erecno)}":[{`);
		expect(data).toContain(`"Zoho_ID":${String(erecno)}`);
		expect(JSON.parse(data).response.result).toHaveLength(2);
	});

	it('is read in pages, and ends with an error', async () => {
		sandbox.hire(250);
		expect((await records({ sIndex: 201, limit: 200 })).result).toHaveLength(50);
		expect(codeIn(await get('employee/getRecords', { sIndex: 251, limit: 200 }))).toEqual([200, 1, 7024]);
	});

	it('finds one employee by email address and by employee ID', async () => {
		const [, { emailId, employeeId, erecno }] = people();
		for (const params of [
			{ searchColumn: 'EMPLOYEEMAILALIAS', searchValue: String(emailId).toUpperCase() },
			{ searchColumn: 'EMPLOYEEID', searchValue: employeeId },
		])
			expect((await records(params)).result.map((entry: object) => Object.keys(entry))).toEqual([[erecno]]);
	});

	it('finds employees by conditions and by the time of their last change', async () => {
		const searchParams = JSON.stringify({
			searchField: 'Employeestatus',
			searchOperator: 'Is',
			searchText: 'Resigned',
		});
		expect((await records({ searchParams })).result).toHaveLength(people().filter(({ isActive }) => !isActive).length);
		const modifiedtime = String(Date.UTC(2026, 0, 20, 8));
		expect((await records({ modifiedtime })).result.length).toBeLessThan(people().length);
	});

	it.each<[number, string, object]>([
		[7011, 'customer/getRecords', {}],
		[7021, 'employee/getRecords', { limit: 201 }],
		[7042, 'employee/getRecords', { searchColumn: 'EMPLOYEEID' }],
		[7042, 'employee/getRecords', { searchColumn: 'NAME', searchValue: 'Nora' }],
		[7024, 'employee/getRecords', { searchColumn: 'EMPLOYEEMAILALIAS', searchValue: 'nobody@example.com' }],
		[7049, 'employee/getDataByID', { recordId: '478346000000000001' }],
	])('answers error %i in a successful answer (%s, %j)', async (code, path, params) => {
		expect(codeIn(await get(path, params))).toEqual([200, 1, code]);
	});

	it('needs a scope of its own', async () => {
		const { lmsAccessToken } = sandbox.credentials.zoho;
		expect((await get('employee/getRecords', {}, lmsAccessToken)).status).toBe(403);
		const courses = `${sandbox.zohoPeople.url}/api/v1/courses`;
		const { status } = await send({ method: 'GET', url: courses, headers: zohoHeaders(sandbox, lmsAccessToken) });
		expect(status).toBe(200);
	});

	it('has a limit of its own that both calls share', async () => {
		const recordId = String(people()[0].erecno);
		for (let call = 0; call < 200; call += 1) {
			await get('employee/getRecords', { limit: 1 });
			await get('employee/getDataByID', { recordId });
		}
		expect((await get('employee/getRecords', { limit: 1 })).status).toBe(429);
		expect(sandbox.peaks()['zohoPeople.forms']).toMatchObject({ allowed: 400, refused: 1 });
	});
});
