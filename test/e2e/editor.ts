import assert from 'node:assert/strict';
import { before, it } from 'node:test';
import type { Window } from './page.ts';
import { WORDS } from '../words.ts';
import { workflowOf } from './workflows.ts';
import type { Workplace } from './workplace.ts';

/** Words of so few letters that many nodes of n8n have them. */
const COMMON_LETTERS = ['ilt', 'hr'];

const WRONG_ID = '5f0000000000000000000000';

/** What a person does in the editor. */
export function editor(workplace: () => Workplace): void {
	let window: Window;
	before(async () => {
		window = await workplace().window();
	});

	const openCreator = async () => {
		const { page } = window;
		const { n8n } = workplace();
		// In a workflow without a trigger the panel offers what starts one before what acts.
		const { id } = await n8n.rest<{ id: string }>('post', '/workflows', workflowOf('Drag and drop', []));
		await window.openWorkflow(id);
		await page.getByTestId('canvas-background').first().click({ force: true });
		await page.keyboard.press('n');
		const field = page.getByTestId('node-creator-search-bar').first();
		await field.waitFor();
		return field;
	};

	it('finds the nodes by the words people use', async () => {
		const field = await openCreator();
		const names = window.page.getByTestId('node-creator-item-name');
		const own = /360Learning|Zoho People LMS/;
		const lost: string[] = [];
		for (const [words, expected] of Object.entries(WORDS)) {
			await field.fill(words);
			await names.filter({ hasText: own }).first().waitFor();
			await window.page.waitForTimeout(300);
			const shown = (await names.allInnerTexts()).map((name) => name.trim());
			// A node of n8n that is called like the word may come before ours.
			const isFirst = COMMON_LETTERS.includes(words) || shown.indexOf(expected) <= 2;
			if (shown.find((name) => own.test(name)) !== expected || !isFirst)
				lost.push(`${words}: ${shown.slice(0, 4).join(', ')}`);
			if (words === '360') await window.picture('search');
		}
		assert.deepEqual(lost, []);
	});

	it('opens a new polling trigger with an interval that fits the limit, and events only', async () => {
		const { page } = window;
		const trigger = { name: 'Poll', node: 'zohoPeopleLmsTrigger', version: 1.1 };
		const { id } = await workplace().n8n.rest<{ id: string }>('post', '/workflows', workflowOf('Poll', [], trigger));
		await window.openWorkflow(id);
		await window.onCanvas('Poll').dblclick();
		const event = page.getByTestId('parameter-input-event').first();
		await event.waitFor();
		assert.equal(
			await page.getByTestId('parameter-input-mode').first().locator('input').first().inputValue(),
			'Every X',
		);
		assert.equal(await page.getByTestId('parameter-input-value').first().locator('input').first().inputValue(), '15');
		assert.equal(await page.getByTestId('parameter-input-operation').count(), 0);
		await window.picture('new-polling-trigger');
		await event.locator('input').first().click();
		const choices = page.locator('.el-select-dropdown__item:visible .option-headline');
		await choices.first().waitFor();
		const events = (await choices.allInnerTexts()).map((name) => name.trim());
		assert.equal(events[0], 'Session Starting Soon');
		assert.ok(!events.includes('Custom API Call'), events.join(', '));
		await page.keyboard.press('Escape');
		await window.closeNode();
	});

	it('shows what an operation needs without opening a collection', async () => {
		const { page } = window;
		const steps = [
			['Create', 'learning360', 'user', 'create', ['Email', 'Username', 'Group', 'Role']],
			['Enroll', 'learning360', 'pathSession', 'enroll', ['Path', 'Path Session', 'Users', 'Groups']],
			['Enroll in Batch', 'zohoPeopleLms', 'learner', 'enrollInBatch', ['Course', 'Batch']],
		] as const;
		const { id } = await workplace().n8n.rest<{ id: string }>(
			'post',
			'/workflows',
			workflowOf(
				'In sight',
				steps.map(([name, node, resource, operation]) => ({
					name,
					node,
					version: 1.1,
					parameters: { resource, operation },
				})),
			),
		);
		await window.openWorkflow(id);
		for (const [name, , resource, operation, fields] of steps) {
			await window.onCanvas(name).dblclick();
			await page.getByTestId('ndv').first().waitFor();
			for (const field of fields)
				await page.getByTestId('ndv').first().getByText(field, { exact: true }).first().waitFor();
			await window.picture(`new-${resource}-${operation}`);
			await window.closeNode();
		}
	});

	it("leads to the endpoints that have no operation: with API Request, or with n8n's Custom API Call", async () => {
		const { page } = window;
		const { id } = await workplace().n8n.rest<{ id: string }>(
			'post',
			'/workflows',
			workflowOf('Any request', [
				{ name: 'Any', node: 'learning360', version: 1.1, parameters: { resource: 'user', operation: 'getMany' } },
			]),
		);
		await window.openWorkflow(id);
		await window.onCanvas('Any').dblclick();
		const details = page.getByTestId('ndv').first();
		await details.waitFor();
		await window.choose('operation', 'Custom API Call');
		await details.getByText("We'll take care of the 360Learning auth for you").first().waitFor();
		// Only what n8n says about it stands there, and nothing of an operation.
		assert.equal(await page.getByTestId('parameter-input-returnAll').count(), 0);
		await window.choose('operation', 'Get Many');
		await window.choose('resource', 'API Request');
		for (const field of ['Method', 'Path', 'Return All'])
			await details.getByText(field, { exact: true }).first().waitFor();
		await window.closeNode();
	});

	it('drags a node in, picks from a searchable list, runs it and reads the output', async () => {
		const { page } = window;
		const field = await openCreator();
		await field.fill('360Learning');
		await page
			.getByTestId('node-creator-item-name')
			.filter({ hasText: /^360Learning$/ })
			.first()
			.click();
		const action = page
			.getByTestId('node-creator-item-name')
			.filter({ hasText: /^Create a path session$/ })
			.first();
		// The list slides in; a drag that is forced does not wait for that.
		await action.hover();
		await action.dragTo(page.getByTestId('canvas-background').first(), {
			targetPosition: { x: 400, y: 300 },
			force: true,
		});
		await page.getByTestId('parameter-input-operation').first().waitFor();
		await window.picture('parameters');

		await window.choose('resource', 'Path');
		await window.choose('operation', 'Get');
		const path = page.getByTestId('parameter-input-pathId').first();
		await path.getByTestId('rlc-input-container').first().click();
		await page.getByTestId('rlc-item').first().waitFor();
		await page.getByTestId('rlc-search').first().fill('safe');
		const found = page.getByTestId('rlc-item').filter({ hasText: 'Safety certificate' }).first();
		await found.waitFor();
		await page.getByTestId('rlc-item').filter({ hasText: 'Apprenticeship' }).first().waitFor({ state: 'hidden' });
		await window.picture('list');
		await found.click();

		await page.getByTestId('node-execute-button').first().click();
		await page.locator('td:visible').filter({ hasText: 'Safety certificate' }).first().waitFor();
	});

	it('says in plain words that an ID is wrong', async () => {
		const { page } = window;
		const path = page.getByTestId('parameter-input-pathId').first();
		await path.getByTestId('rlc-mode-selector').first().click();
		await page.getByText('By ID', { exact: true }).first().click();
		await path.getByTestId('rlc-input').first().fill(WRONG_ID);
		// The editor takes the value over when the field is left, and a moment later.
		await page.keyboard.press('Tab');
		await page.waitForTimeout(1_000);
		await page.getByTestId('node-execute-button').first().click();
		const message = page.getByTestId('node-error-message').first();
		await message.waitFor();
		const words = await message.innerText();
		assert.match(words, /path/i);
		assert.doesNotMatch(words, /error|problem|failure|mistake|undefined|\[object/i);
		// The message is there before the execution has ended and the button stands still.
		await page.waitForTimeout(1_000);
		await page
			.getByTestId('node-execute-button')
			.first()
			.locator('[data-icon="spinner"], [class*="spinner"]')
			.first()
			.waitFor({ state: 'hidden' });
		await window.picture('message');
		await window.closeNode();
	});

	it('shows the output fields before the first run and the records after it', async () => {
		const { page } = window;
		await window.openWorkflow(workplace().workflows['v2-users-and-their-groups.json']!);
		await window.onCanvas('Get their groups').dblclick();
		await page.getByText('Preview').first().waitFor();
		await window.picture('preview');
		await window.closeNode();
		await window.onCanvas('Get users').dblclick();
		await page.getByTestId('ndv').first().waitFor();
		await page.getByTestId('node-execute-button').first().click();
		await page
			.getByText(/\d+ items/)
			.first()
			.waitFor();
		await window.picture('output');
		await window.closeNode();
	});
}
