import { StartGate } from '../../dist/nodes/connector/run/startGate.js';

describe('StartGate', () => {
	test('the first begins at once, the others one after the other in their order', async () => {
		const events: string[] = [];
		const turns = new StartGate(() => false);
		const work = async (name: string) => {
			await turns.next();
			events.push(name);
			setImmediate(() => events.push(`event after ${name}`));
		};
		const all = Promise.all(['first', 'second', 'third'].map(work));
		await Promise.resolve();
		expect(events).toEqual(['first']);
		await all;
		await new Promise(setImmediate);
		expect(events).toEqual([
			'first',
			'event after first',
			'second',
			'event after second',
			'third',
			'event after third',
		]);
	});

	test('who comes when nobody else does begins at once', async () => {
		const turns = new StartGate(() => false);
		for (let visit = 1; visit <= 2; visit += 1) {
			let hasBegun = false;
			void turns.next().then(() => (hasBegun = true));
			await Promise.resolve();
			expect(hasBegun).toBe(true);
			await new Promise((resolve) => setTimeout(resolve, 50));
		}
	});

	test('what else there is to do is done when nobody waits, until there is no more of it', async () => {
		const events: string[] = [];
		let left = 3;
		const turns = new StartGate(() => {
			if (left === 0) return false;
			left -= 1;
			events.push('something else');
			return true;
		});
		await Promise.all(['first', 'second'].map(async (name) => await turns.next().then(() => events.push(name))));
		expect(events).toEqual(['first', 'second']);
		await new Promise((resolve) => setTimeout(resolve, 50));
		expect(events).toEqual(['first', 'second', 'something else', 'something else', 'something else']);
	});
});
