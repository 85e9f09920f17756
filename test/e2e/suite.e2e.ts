import { after, before, describe } from 'node:test';
import { browser, hasBrowser } from './browser.ts';
import { executed } from './executed.ts';
import { installed } from './installed.ts';
import { openWorkplace, type Workplace } from './workplace.ts';

const PORT = 5690;

describe('The pack in the real n8n', () => {
	let workplace: Workplace;
	before(async () => {
		workplace = await openWorkplace({ name: 'suite', port: PORT });
	});
	after(async () => await workplace?.close());
	describe('Installed', () => installed(() => workplace));
	describe('Run', () => executed(() => workplace));
	describe('In a browser', { skip: process.env.E2E_QUICK || !hasBrowser }, () => browser(() => workplace));
});
