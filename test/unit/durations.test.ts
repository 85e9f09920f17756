import { worksAgain } from '../../dist/nodes/connector/transport/durations.js';

afterEach(() => {
	jest.useRealTimers();
});

test.each([
	[800, 'it works again in 1 second, at 09:00:00'],
	[42_000, 'it works again in 42 seconds, at 09:00:42'],
	[300_000, 'it works again in about 5 minutes, at 09:05'],
	[3_600_000, 'it works again in about 60 minutes, at 10:00'],
	[36_000_000, 'it works again in about 10 hours, on 1 July, 19:00'],
	[86_400_000, 'it works again in about 24 hours, on 2 July, 09:00'],
])('%d ms', (ms, text) => {
	jest.useFakeTimers({ now: new Date('2026-07-01T07:00:00Z') });
	expect(worksAgain(ms, 'Europe/Paris')).toBe(text);
	expect(text).not.toContain('-');
});
