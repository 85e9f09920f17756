import { mkdirSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { animated, type Frame } from './apng.ts';
import { ROOT, WORK } from './install.ts';
import { OWNER, type RealN8n } from './n8n.ts';
import { KEEP_PICTURES } from './parts.ts';
import { programPath } from './programs.ts';

const SWITCHES = [
	'--no-sandbox',
	'--disable-gpu',
	'--disable-quic',
	'--no-first-run',
	'--disable-background-networking',
	'--disable-component-update',
	'--disable-sync',
];

/** Pictures go into the docs when a person asks for it, else beside the logs. */
const PICTURES = process.env[KEEP_PICTURES] ? path.join(ROOT, 'docs', 'images') : path.join(WORK, 'pictures');

/** Longest time for something to show in the editor, in milliseconds; generous, since the machine may be busy. */
export const PATIENCE = 60_000;

/** Longest time for the page to change its colors, in milliseconds. */
const REPAINT = 700;

/** Chromium with one page in which the owner of n8n is signed in. */
export interface Window {
	page: Page;
	/** Keeps what the page shows as `<name>.png`, and in dark colors as `<name>.dark.png`; no message of n8n is in the way. */
	picture(name: string): Promise<void>;
	/** What the page shows now, without messages of n8n. */
	shot(): Promise<Buffer>;
	/** Keeps pictures as one that moves, `<name>.png`. */
	animation(name: string, frames: Frame[]): void;
	/** Opens a stored workflow and waits until its nodes stand on the canvas. */
	openWorkflow(id: string): Promise<void>;
	/** A node on the canvas, by its name. */
	onCanvas(name: string): Locator;
	/** Closes the open node. */
	closeNode(): Promise<void>;
	/** Chooses from a dropdown of the open node, by the label of the choice. */
	choose(parameter: string, label: string): Promise<void>;
	close(): Promise<void>;
}

/** Starts the browser and signs in to n8n through its own page. */
export async function openWindow(n8n: RealN8n): Promise<Window> {
	// The library is installed beside n8n, not in the pack.
	const { chromium, selectors } = createRequire(import.meta.url)('playwright-core') as Playwright;
	selectors.setTestIdAttribute('data-test-id');
	mkdirSync(PICTURES, { recursive: true });
	const browser = await chromium.launch({ executablePath: programPath('browser'), args: SWITCHES });
	const context = await browser.newContext({ viewport: { width: 1280, height: 800 } });
	const page = await context.newPage();
	page.setDefaultTimeout(PATIENCE);
	await page.goto(`${n8n.url}/signin`);
	await page.getByLabel(/email/i).first().fill(OWNER.email);
	await page
		.getByLabel(/password/i)
		.first()
		.fill(OWNER.password);
	await page.keyboard.press('Enter');
	await page.waitForURL(/home|workflow/);
	// Messages come and go, and a picture of them says nothing about the node.
	const shot = async () => await page.screenshot({ style: '.el-notification { visibility: hidden !important }' });
	const onCanvas = (name: string) => page.getByTestId('canvas-node').filter({ hasText: name }).first();
	return {
		page,
		onCanvas,
		picture: async (name) => {
			writeFileSync(path.join(PICTURES, `${name}.png`), await shot());
			await page.emulateMedia({ colorScheme: 'dark' });
			await page.waitForTimeout(REPAINT);
			writeFileSync(path.join(PICTURES, `${name}.dark.png`), await shot());
			await page.emulateMedia({ colorScheme: 'light' });
			await page.waitForTimeout(REPAINT);
		},
		shot,
		animation: (name, frames) => writeFileSync(path.join(PICTURES, `${name}.png`), animated(frames)),
		openWorkflow: async (id) => {
			await page.goto(`${n8n.url}/workflow/${id}`);
			await page.getByTestId('canvas-node').first().waitFor();
		},
		closeNode: async () => {
			await page.getByTestId('ndv-close-button').first().click();
			await page.getByTestId('ndv').first().waitFor({ state: 'hidden' });
		},
		choose: async (parameter, label) => {
			await page.getByTestId(`parameter-input-${parameter}`).first().locator('input').first().click();
			const choices = page.locator('.el-select-dropdown__item:visible .option-headline');
			await choices
				.filter({ hasText: new RegExp(`^\\s*${label}\\s*$`) })
				.first()
				.click();
		},
		close: async () => await browser.close(),
	};
}

/** The parts of the browser library that are used here. */
export interface Locator {
	first(): Locator;
	nth(index: number): Locator;
	last(): Locator;
	locator(selector: string): Locator;
	getByTestId(id: string): Locator;
	getByText(text: string | RegExp, options?: object): Locator;
	getByRole(role: string, options?: object): Locator;
	filter(options: { hasText: string | RegExp }): Locator;
	fill(text: string): Promise<void>;
	click(options?: object): Promise<void>;
	dblclick(): Promise<void>;
	hover(): Promise<void>;
	dragTo(target: Locator, options?: object): Promise<void>;
	waitFor(options?: { state?: string; timeout?: number }): Promise<void>;
	innerText(): Promise<string>;
	allInnerTexts(): Promise<string[]>;
	inputValue(): Promise<string>;
	count(): Promise<number>;
	isVisible(): Promise<boolean>;
}

export interface Page extends Pick<Locator, 'getByTestId' | 'getByText' | 'getByRole' | 'locator'> {
	goto(url: string): Promise<unknown>;
	url(): string;
	waitForURL(url: RegExp): Promise<void>;
	waitForEvent(event: 'popup' | 'close'): Promise<Page>;
	waitForTimeout(ms: number): Promise<void>;
	setDefaultTimeout(ms: number): void;
	getByLabel(label: RegExp | string): Locator;
	evaluate<T>(code: string): Promise<T>;
	on(event: 'dialog', listener: () => void): void;
	keyboard: { press(key: string): Promise<void>; type(text: string): Promise<void> };
	screenshot(options: object): Promise<Buffer>;
	emulateMedia(options: { colorScheme: 'light' | 'dark' }): Promise<void>;
	context(): { newCDPSession(page: Page): Promise<DevTools> };
}

/** A connection to the browser's developer tools. */
export interface DevTools {
	send<T>(method: string, parameters?: object): Promise<T>;
}

interface Playwright {
	chromium: { launch(options: object): Promise<Browser> };
	selectors: { setTestIdAttribute(name: string): void };
}

interface Browser {
	newContext(options: object): Promise<{ newPage(): Promise<Page> }>;
	close(): Promise<void>;
}
