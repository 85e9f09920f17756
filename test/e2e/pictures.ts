import { before, it } from 'node:test';
import type { Frame } from './apng.ts';
import type { Window } from './page.ts';
import type { Workplace } from './workplace.ts';

/** States of the editor that the docs show and no other part comes across. */
export function pictures(workplace: () => Workplace): void {
	let window: Window;
	before(async () => {
		window = await workplace().window();
	});

	const openNode = async (file: string, node: string) => {
		await window.openWorkflow(workplace().workflows[file]!);
		await window.onCanvas(node).dblclick();
		await window.page.getByTestId('ndv').first().waitFor();
	};
	const canvas = async (file: string, node: string) => {
		await window.openWorkflow(workplace().workflows[file]!);
		await window.onCanvas(node).waitFor();
		await window.page.getByTestId('zoom-to-fit').first().click();
		// The canvas moves until it fits.
		await window.page.waitForTimeout(1_500);
	};

	it('show the 360Learning Trigger with its events', async () => {
		await openNode('on-path-completed.json', 'Status changed');
		await window.page.getByTestId('parameter-input-events').first().locator('input').first().click();
		await window.page.locator('.el-select-dropdown__item:visible').first().waitFor();
		// The list fades in.
		await window.page.waitForTimeout(1_000);
		await window.picture('trigger');
		await window.page.keyboard.press('Escape');
		await window.closeNode();
	});

	it('show the Zoho People LMS Trigger', async () => {
		await openNode('zoho-session-reminder.json', 'When a session starts soon');
		await window.page.getByText('Each poll makes').first().waitFor();
		await window.picture('zoho-trigger');
		await window.closeNode();
	});

	it('show a workflow that migrates others', async () => {
		await canvas('migrate-all-workflows.json', 'Migrate');
		await window.picture('migration');
	});

	it('show a workflow of many steps', async () => {
		await canvas('nightly-hr-sync.json', 'Sync');
		await window.picture('workflow');
	});

	it('show a node being used, as one that moves', async () => {
		const frames: Frame[] = [];
		const keep = async (ms: number) => void frames.push({ png: await window.shot(), ms });
		await openNode('v2-users-and-their-groups.json', 'Get users');
		await keep(1_200);
		await window.choose('resource', 'Path');
		await keep(900);
		await window.choose('operation', 'Get');
		await keep(900);
		const path = window.page.getByTestId('parameter-input-pathId').first();
		await path.getByTestId('rlc-input-container').first().click();
		await window.page.getByTestId('rlc-item').first().waitFor();
		await keep(1_200);
		await window.page.getByTestId('rlc-search').first().fill('safe');
		const found = window.page.getByTestId('rlc-item').filter({ hasText: 'Safety certificate' }).first();
		await found.waitFor();
		await window.page
			.getByTestId('rlc-item')
			.filter({ hasText: 'Apprenticeship' })
			.first()
			.waitFor({ state: 'hidden' });
		await keep(1_200);
		await found.click();
		await keep(800);
		await window.page.getByTestId('node-execute-button').first().click();
		await window.page.locator('td:visible').filter({ hasText: 'Safety certificate' }).first().waitFor();
		await keep(3_000);
		window.animation('demo', frames);
		await window.closeNode();
	});
}
