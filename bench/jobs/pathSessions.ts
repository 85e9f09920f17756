import type { AxiosInstance } from 'axios';
import type { IDataObject, INodeParameters } from 'n8n-workflow';
import { axiosLoop, learning360, learning360V1 } from '../contenders/axiosLoop.ts';
import { byId, type Contender } from '../contenders/contender.ts';
import { declarative } from '../contenders/declarative.ts';
import { headers, httpRequest, jsonBody } from '../contenders/httpRequest.ts';
import { pack } from '../contenders/pack.ts';

/** Creating a path session, in API v2 or v1, by all contenders. */
interface Creation {
	/** Node of the pack and credential it signs in with. */
	node: string;
	credential: string;
	signIn: typeof learning360;
	/** Headers of every request. */
	headers: Record<string, string>;
	/** Where it is sent, with the path filled in. */
	address: string;
	/** What a person fills in. */
	fields: INodeParameters;
	/** The same, as names and values of the body. */
	body: Record<string, string>;
	/** Fields of the node that go into the body, and their names there. */
	sent: Record<string, string>;
}

/** API v2 wants its version in every request. */
export const VERSION = { '360-api-version': 'v2.0' };

const PATH_V2 = '333178d53bf5ca6f1c85f9c0';
const INSTRUCTOR = '0e029f365a9139f037a6e540';
const PATH_V1 = '6853f6de567dc5f80528f80d';
const GROUP = '624c5526204fc7207e603ea6';

const V2: Creation = {
	node: 'learning360',
	credential: 'learning360OAuth2Api',
	signIn: learning360,
	headers: VERSION,
	address: `/api/v2/paths/${PATH_V2}/sessions`,
	fields: {
		pathId: byId(PATH_V2),
		name: '={{ $json.name }}',
		startDate: '={{ $json.starts }}',
		mainInstructorId: byId(INSTRUCTOR),
		registrationRequestValidation: 'disabled',
	},
	body: {
		name: '={{ $json.name }}',
		startDate: '={{ $json.starts }}',
		mainInstructorId: INSTRUCTOR,
		registrationRequestValidation: 'disabled',
	},
	sent: {
		name: 'name',
		startDate: 'startDate',
		mainInstructorId: 'mainInstructorId',
		registrationRequestValidation: 'registrationRequestValidation',
	},
};

const V1: Creation = {
	node: 'learning360V1',
	credential: 'learning360V1Api',
	signIn: learning360V1,
	headers: {},
	address: `/api/v1/paths/${PATH_V1}/sessions/`,
	fields: {
		pathId: byId(PATH_V1),
		sessionName: '={{ $json.name }}',
		startDate: '={{ $json.starts }}',
		sessionOwnerGroup: byId(GROUP),
	},
	body: { sessionName: '={{ $json.name }}', startDate: '={{ $json.starts }}', sessionOwnerGroup: GROUP },
	sent: { sessionName: 'sessionName', startDate: 'startDate', sessionOwnerGroup: 'sessionOwnerGroup' },
};

/** The sessions to create. */
export const input = (index: number) => ({ json: { name: `Session ${index}`, starts: '2027-07-01T13:00:00.000Z' } });

export const byPack = ({ node, fields }: Creation): Contender =>
	pack(node, { resource: 'pathSession', operation: 'create', ...fields });

export const byHttpRequest = (
	{ address, credential, headers: sent, body }: Creation,
	options: INodeParameters = {},
	more: Parameters<typeof httpRequest>[1] = {},
): Contender =>
	httpRequest(
		({ learning360: host }) => ({
			method: 'POST',
			url: `${host}${address}`,
			nodeCredentialType: credential,
			...headers(sent),
			...jsonBody(body),
			options,
		}),
		more,
	);

export const byDeclarative = ({ node, address, headers: common, fields, sent }: Creation): Contender =>
	declarative(
		{ node, resource: 'pathSession', operation: 'create', method: 'POST', url: address, headers: common, body: sent },
		() => ({
			resource: 'pathSession',
			operation: 'create',
			...fields,
		}),
	);

export const byAxios = ({ signIn, address, body }: Creation, concurrency: number): Contender =>
	axiosLoop(signIn, concurrency, async (client: AxiosInstance, json: IDataObject) => {
		const filled = Object.entries(body).map(([name, value]) => [
			name,
			value.startsWith('=') ? json[/\$json\.(\w+)/.exec(value)![1]] : value,
		]);
		const { data } = await client.post<object>(address, Object.fromEntries(filled));
		return [{ json: data }];
	});

export { V1, V2 };
