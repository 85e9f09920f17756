import axios, { type AxiosInstance } from 'axios';
import type { IDataObject, INodeExecutionData } from 'n8n-workflow';
import pLimit from 'p-limit';
import type { Addresses } from '../vendors.ts';
import type { Contender } from './contender.ts';

/** How a program signs in at a vendor. */
type SignIn = (addresses: Addresses) => Promise<AxiosInstance>;

/** The floor: a loop around Axios that does nothing but the requests. */
export function axiosLoop(
	signIn: SignIn,
	concurrency: number,
	request: (client: AxiosInstance, json: IDataObject) => Promise<unknown[]>,
): Contender {
	const open = async (addresses: Addresses) => {
		const client = await signIn(addresses);
		return async (input: INodeExecutionData[]) => {
			const limit = pLimit(concurrency);
			const answers = await Promise.all(
				input.map(async ({ json }) => await limit(async () => await request(client, json))),
			);
			return { output: answers.flat() };
		};
	};
	return { title: 'Axios loop', open };
}

export const learning360V1: SignIn = async ({ learning360, secrets }) => {
	const { companyId, apiKey } = secrets.learning360V1;
	return await signedIn(learning360, '/api/v2/oauth2/token', companyId, apiKey);
};

export const learning360: SignIn = async ({ learning360: address, secrets }) => {
	const { clientId, clientSecret } = secrets.learning360;
	return await signedIn(address, '/api/v2/oauth2/token', clientId, clientSecret);
};

async function signedIn(
	baseURL: string,
	tokenPath: string,
	client_id: string,
	client_secret: string,
): Promise<AxiosInstance> {
	const { data } = await axios.post<{ access_token: string }>(`${baseURL}${tokenPath}`, {
		grant_type: 'client_credentials',
		client_id,
		client_secret,
	});
	return axios.create({
		baseURL,
		headers: { authorization: `Bearer ${data.access_token}`, '360-api-version': 'v2.0' },
	});
}
