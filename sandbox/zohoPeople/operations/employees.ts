import type { Answer, Call } from '../../server/answer.ts';
import type { Resource } from '../answering.ts';
import { wrappedError } from '../errors.ts';
import type { Employee } from '../records.ts';

const DEPARTMENTS = ['Logistics', 'Sales', 'Warehouse', 'People', 'Finance', 'Fleet'];
const DESIGNATIONS = ['Driver', 'Planner', 'Clerk', 'Manager'];
const FIRST_CHANGE = Date.UTC(2026, 0, 5, 8);
const DAY = 86_400_000;

/** The form of employees. Which answer says that nobody fits is not documented: error 7024 in a successful answer is our choice. */
export const employees: Resource = (academy) => ({
	listEmployees: (call) => {
		const { searchColumn, searchValue, searchParams = {}, modifiedtime, sIndex = 1, limit = 200 } = call.query;
		if ((searchColumn === undefined) !== (searchValue === undefined))
			return wrappedError(200, 7042, `Specified search value ${String(searchValue)} is invalid`);
		const found = academy.employees
			.all()
			.map(formOf)
			.filter(([, form]) => {
				if (searchColumn === 'EMPLOYEEID' && form.EmployeeID !== searchValue) return false;
				if (searchColumn === 'EMPLOYEEMAILALIAS' && lower(form.EmailID) !== lower(searchValue)) return false;
				if (modifiedtime !== undefined && Number(form.ModifiedTime) < Number(modifiedtime)) return false;
				return Object.entries(searchParams).every(([name, text]) => form[name] === text);
			});
		const page = found.slice(Number(sIndex) - 1, Number(sIndex) - 1 + Number(limit));
		if (page.length === 0) return wrappedError(200, 7024, 'No records found');
		return answer(
			call,
			page.map(([erecno, form]) => ({ [erecno]: [form] })),
		);
	},
	getEmployee: (call) => {
		const employee = academy.employees.get(String(call.query.recordId));
		return employee
			? answer(call, [formOf(employee)[1]])
			: wrappedError(200, 7049, 'No record available with the specified record ID');
	},
});

function answer({ operation }: Call, result: object[]): Answer {
	const uri = `/api${operation.path}`;
	return { status: 200, body: { response: { result, message: 'Data fetched successfully', uri, status: 0 } } };
}

/** The record number of an employee and the record of the form, which holds the number again, as JSON cannot hold it in most languages. */
function formOf({ erecno, employeeId, displayName, emailId, isActive }: Employee): [string, Record<string, unknown>] {
	const [firstName = '', ...others] = displayName.split(' ');
	const number = Number(employeeId.replace(/\D/g, '')) || 0;
	const changed = FIRST_CHANGE + (number % 200) * DAY;
	return [
		erecno,
		{
			EmailID: emailId,
			EmployeeID: employeeId,
			FirstName: firstName,
			LastName: others.join(' '),
			Employeestatus: isActive ? 'Active' : 'Resigned',
			Department: DEPARTMENTS[number % DEPARTMENTS.length],
			Designation: DESIGNATIONS[number % DESIGNATIONS.length],
			Dateofjoining: `${String(1 + (number % 28)).padStart(2, '0')}-Mar-2021`,
			Reporting_To: 'Henry 2001',
			Role: 'Team member',
			Mobile: '',
			AddedTime: '05-Jan-2026 08:00:00',
			ModifiedTime: String(changed),
			Zoho_ID: (JSON as unknown as { rawJSON(text: string): unknown }).rawJSON(erecno),
		},
	];
}

function lower(text: unknown): string {
	return String(text).toLowerCase();
}
