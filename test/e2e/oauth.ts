import assert from 'node:assert/strict';
import { before, it } from 'node:test';
import { execute } from './executed.ts';
import type { Window } from './page.ts';
import { workflowOf } from './workflows.ts';
import type { Workplace } from './workplace.ts';

const TYPE = 'zohoPeopleOAuth2Api';

/** The Zoho account of a person, from the empty credential dialog to a renewed token. */
export function oauth(workplace: () => Workplace): void {
	let window: Window;
	before(async () => {
		window = await workplace().window();
	});

	it('connects a Zoho account through the redirects of a browser', async () => {
		const { n8n, sandbox } = workplace();
		const { page } = window;
		await page.goto(`${n8n.url}/home/credentials/create`);
		const types = page.getByTestId('new-credential-type-select').first();
		await types.locator('input').first().fill('Zoho People');
		await page.getByTestId('new-credential-type-select-option').filter({ hasText: 'Zoho People' }).first().click();
		await page.getByTestId('new-credential-type-button').first().click();

		const dialog = page.getByTestId('credential-edit-dialog').first();
		const field = (name: string) => dialog.getByTestId(`parameter-input-${name}`).first();
		const { clientId, clientSecret } = sandbox.credentials.zoho;
		await field('clientId').locator('input').first().fill(clientId);
		await field('clientSecret').locator('input').first().fill(clientSecret);
		await field('customAddresses').locator('.el-switch').first().click();
		await field('peopleUrl').locator('input').first().fill(sandbox.zohoPeople.url);
		await field('accountsUrl').locator('input').first().fill(sandbox.zohoAccounts.url);
		await window.picture('credential');

		sandbox.clearRequests();
		const opened = page.waitForEvent('popup');
		await dialog.getByTestId('quick-connect-button').first().click();
		const consent = await opened;
		await consent.getByText('n8n asks for: ZOHOPEOPLE.training.ALL').first().waitFor();
		await consent.getByRole('button', { name: 'Accept' }).first().click();
		await dialog.getByTestId('oauth-connect-success-banner').first().waitFor();

		const calls = sandbox.requests.filter(({ vendor }) => vendor === 'zohoAccounts');
		const asked = new URLSearchParams(calls.find(({ operationId }) => operationId === 'authorize')!.queryString);
		assert.equal(asked.get('access_type'), 'offline');
		assert.equal(asked.get('redirect_uri'), `${n8n.url}/rest/oauth2-credential/callback`);
		assert.equal(calls.filter(({ operationId }) => operationId === 'token').length, 1);
	});

	it('works with the account, and renews its token in the middle of a run', async () => {
		const place = workplace();
		const { n8n, sandbox } = place;
		const stored = await n8n.rest<Array<{ id: string; name: string; type: string; createdAt: string }>>(
			'get',
			'/credentials',
		);
		const ofZoho = stored
			.filter(({ type }) => type === TYPE)
			.sort((one, other) => one.createdAt.localeCompare(other.createdAt));
		const { id, name } = ofZoho.at(-1)!;
		const workflow = await n8n.rest<{ id: string }>('post', '/workflows', {
			...workflowOf('Courses of the account', [
				{
					name: 'Get courses',
					node: 'zohoPeopleLms',
					parameters: { resource: 'course', operation: 'getAll', limit: 5 },
					credentials: { [TYPE]: { id, name } },
				},
			]),
		});
		const tokenCalls = () => sandbox.requests.filter(({ operationId }) => operationId === 'token').length;
		sandbox.clearRequests();
		assert.equal((await execute(place, workflow.id)).status, 'success');
		assert.equal(tokenCalls(), 0, 'the token of the consent is good for an hour');
		sandbox.expireTokens();
		assert.equal((await execute(place, workflow.id)).status, 'success');
		assert.equal(tokenCalls(), 1, 'one renewal');
		assert.equal((await execute(place, workflow.id)).status, 'success');
		assert.equal(tokenCalls(), 1, 'the renewed token is kept');
	});
}
