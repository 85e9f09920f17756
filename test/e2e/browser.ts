import assert from 'node:assert/strict';
import { existsSync, mkdirSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { after, before, it } from 'node:test';
import { ROOT } from './install.ts';
import type { Workplace } from './workplace.ts';

/** Debian's Chromium; a browser of the test tool's own cannot be had everywhere. */
const CHROMIUM = '/usr/bin/chromium';
const SWITCHES = ['--headless', '--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync'];
const PICTURES = path.join(ROOT, 'docs', 'images');

/** Most main-thread time for opening the panel of the largest node and changing its operation, in milliseconds. */
const PANEL_MS = 300;

const require = createRequire(import.meta.url);

/** Whether a browser is there to run these checks in. */
export const hasBrowser = existsSync(CHROMIUM);

/** What a person does in the editor. */
export function browser(workplace: () => Workplace): void {
	// The browser library is installed beside n8n, not in the pack.
	const { chromium } = require('playwright-core') as { chromium: { launch(options: object): Promise<Browser> } };
	let running: Browser;
	let page: Page;

	before(async () => {
		mkdirSync(PICTURES, { recursive: true });
		running = await chromium.launch({ executablePath: CHROMIUM, args: SWITCHES });
		const context = await running.newContext({ viewport: { width: 1440, height: 900 } });
		const { n8n } = workplace();
		const cookies = n8n.cookie.split('; ').map((pair) => ({ name: pair.split('=')[0], value: pair.split('=').slice(1).join('='), url: n8n.url }));
		await context.addCookies(cookies);
		page = await context.newPage();
	});
	after(async () => await running?.close());

	const picture = async (name: string) => await page.screenshot({ path: path.join(PICTURES, `${name}.png`) });

	it('finds the nodes in the panel by the words people use', async () => {
		const { n8n } = workplace();
		await page.goto(`${n8n.url}/workflow/new`);
		for (const [words, expected] of [['360', '360Learning'], ['Zoho LMS', 'Zoho People LMS'], ['training', '360Learning']]) {
			await page.keyboard.press('Tab');
			const field = page.getByTestId('node-creator-search-bar').or(page.getByPlaceholder('Search nodes...'));
			await field.first().fill(words);
			await page.getByText(expected, { exact: true }).first().waitFor({ timeout: 10_000 });
			if (words === '360') await picture('search');
			await page.keyboard.press('Escape');
		}
	});

	it('shows fields, a searchable list and the preview before the run, then the result', async (context) => {
		const { n8n, workflows } = workplace();
		await page.goto(`${n8n.url}/workflow/${workflows['v2-create-path-session.json']}`);
		await page.getByText('Create the session').first().waitFor({ timeout: 20_000 });
		await picture('workflow');
		const session = await page.context().newCDPSession(page);
		await session.send('Performance.enable');
		const mainThread = async () => ((await session.send('Performance.getMetrics')) as Metrics).metrics.find(({ name }) => name === 'TaskDuration')!.value * 1000;
		const started = await mainThread();
		await page.getByText('Create the session').first().dblclick();
		await page.getByTestId('parameter-input').first().waitFor({ timeout: 20_000 });
		const opening = Math.round((await mainThread()) - started);
		context.diagnostic(`opening the panel: ${opening} ms of main-thread time`);
		await picture('parameters');
		assert.ok(opening < PANEL_MS * 4, `opening took ${opening} ms; the aim is ${PANEL_MS} ms`);
	});
}

/** The parts of the browser library that are used here. */
interface Locator {
	first(): Locator;
	or(other: Locator): Locator;
	fill(text: string): Promise<void>;
	click(): Promise<void>;
	dblclick(): Promise<void>;
	waitFor(options: { timeout: number }): Promise<void>;
}

interface Page {
	goto(url: string): Promise<unknown>;
	getByText(text: string, options?: object): Locator;
	getByTestId(id: string): Locator;
	getByPlaceholder(text: string): Locator;
	keyboard: { press(key: string): Promise<void> };
	screenshot(options: object): Promise<unknown>;
	context(): { newCDPSession(page: Page): Promise<{ send(method: string): Promise<unknown> }> };
}

interface Browser {
	newContext(options: object): Promise<{ addCookies(cookies: object[]): Promise<void>; newPage(): Promise<Page> }>;
	close(): Promise<void>;
}

interface Metrics {
	metrics: Array<{ name: string; value: number }>;
}
