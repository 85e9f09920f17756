import { migrate } from './before.ts';

/** The time of a migration grows with the length of a text, not with its square: whatever is repeated or nested in it. */

const base = 'https://app.360learning.com/api/v1';
const http = (parameters: object) => ({ name: 'Call', type: 'n8n-nodes-base.httpRequest', typeVersion: 4.2, parameters });
const body = (jsonBody: string) => [http({ method: 'POST', url: `${base}/groups`, sendBody: true, specifyBody: 'json', jsonBody })];
const url = (address: string) => [http({ url: address })];
const reader = (value: string) => [...url(`${base}/groups`), { name: 'Set', type: 'n8n-nodes-base.set', typeVersion: 3.4, parameters: { value } }];
const script = (jsCode: string) => [...url(`${base}/groups`), { name: 'Code', type: 'n8n-nodes-base.code', typeVersion: 2, parameters: { jsCode } }];

/** Texts of about `n` characters, by the places of the workflow that read them. */
const TEXTS: Record<string, (n: number) => string> = {
	'round brackets': (n) => '('.repeat(n / 2) + '1' + ')'.repeat(n / 2),
	'square brackets': (n) => '['.repeat(n / 2) + ']'.repeat(n / 2),
	'curly brackets': (n) => '{"a":'.repeat(n / 6) + '1' + '}'.repeat(n / 6),
	'brackets that nothing closes': (n) => '('.repeat(n),
	'brackets that nothing opens': (n) => ')'.repeat(n),
	'mixed brackets': (n) => '([{'.repeat(n / 3),
	'nested texts': (n) => '"a"+('.repeat(n / 6) + '"b"' + ')'.repeat(n / 6),
	'nested templates': (n) => '`a${'.repeat(n / 5) + '1' + '}`'.repeat(n / 5),
	'templates that nothing closes': (n) => '`a${'.repeat(n / 4),
	slashes: (n) => 'a / '.repeat(n / 4),
	'regular expressions that nothing closes': (n) => '(/['.repeat(n / 3),
	comments: (n) => '/* a */ 1 + '.repeat(n / 12),
	'comments that nothing closes': (n) => '/* '.repeat(n / 3),
	quotes: (n) => '"'.repeat(n),
	backslashes: (n) => '\\'.repeat(n),
	spaces: (n) => `1${' '.repeat(n)}+ 1`,
	'properties': (n) => `$json${'.a'.repeat(n / 2)}`,
	'items one in the other': (n) => '$json['.repeat(n / 6),
	'named nodes one in the other': (n) => '$('.repeat(n / 2),
	'named nodes and spaces': (n) => `$("Call")${' '.repeat(n)}x`,
	'named nodes': (n) => '$("Call").item.json.a + '.repeat(n / 24) + '1',
	'readings of fields': (n) => '$json.id + '.repeat(n / 11) + '1',
	commas: (n) => `[${'1,'.repeat(n / 2)}]`,
	colons: (n) => `{${'a:'.repeat(n / 2)}}`,
};

/** Whole parameters of about `n` characters. */
const PARAMETERS: Record<string, (n: number) => string> = {
	expressions: (n) => `={"a": "${'{{ $json.a }}'.repeat(Math.min(n / 13, 6000))}"}`,
	'texts with expressions': (n) => `={"a": [${'"{{ $json.a }}",'.repeat(Math.min(n / 17, 6000))}1]}`,
	'expressions that are text': (n) => `=${'\\{{ '.repeat(n / 5)}}}`,
	'expressions that nothing closes': (n) => `=${'{{ '.repeat(n / 3)}`,
};

const PLACES: Record<string, (text: string) => object[]> = { 'a body': body, 'an address': url, 'a reader': reader, 'a script': script };

function seconds(nodes: object[]): number {
	const workflow = { name: 'Long', nodes, connections: { Call: { main: [[{ node: nodes.length > 1 ? (nodes[1] as { name: string }).name : 'Call', type: 'main', index: 0 }]] } } };
	const { user } = process.cpuUsage();
	const { report } = migrate(workflow);
	expect(['migrated', 'unchanged']).toContain(report.status);
	return (process.cpuUsage().user - user) / 1e6;
}

const SHORT = 8_000;
const LONG = 64_000;

const cases = Object.keys(PLACES).flatMap((place) => [
	...Object.entries(TEXTS).map(([what, text]) => ({ what, place, make: (n: number) => PLACES[place](place === 'a script' ? text(n) : `={{ ${place === 'an address' ? `"${base}/users/" + ` : ''}${text(n)} }}`) })),
	...Object.entries(PARAMETERS).map(([what, parameter]) => ({ what, place, make: (n: number) => PLACES[place](parameter(n)) })),
]);

test.each(cases)('$what in $place', ({ make }) => {
	const long = make(LONG);
	const first = seconds(long);
	expect(first).toBeLessThan(1);
	// Of short times a busy machine says nothing.
	if (first < 0.25) return;
	const short = make(SHORT);
	const best = (nodes: object[]) => Math.min(...Array.from({ length: 3 }, () => seconds(nodes)));
	expect(best(long) / Math.max(best(short), 0.002)).toBeLessThan((2.5 * LONG) / SHORT);
});

test('60,000 brackets', () => {
	for (const make of Object.values(PLACES)) for (const text of [TEXTS['round brackets'], TEXTS['square brackets'], TEXTS['mixed brackets']]) expect(seconds(make(`={{ ${text(60_000)} }}`))).toBeLessThan(1);
});

test('ten thousand pairs, and ten thousand with one name', () => {
	for (const name of [(index: number) => `a${index}`, () => 'a', (index: number) => `a[b${index}]`]) {
		const query = Array.from({ length: 10_000 }, (_entry, index) => `${name(index)}=1`).join('&');
		expect(seconds(url(`${base}/groups?${query}`))).toBeLessThan(1);
	}
});

test('a parameter that is nested ten thousand levels deep ends in a report', () => {
	let deep: unknown = 1;
	for (let level = 0; level < 10_000; level += 1) deep = [deep];
	const { report } = migrate({ name: 'Deep', nodes: [...url(`${base}/groups`), { name: 'Set', type: 'n8n-nodes-base.set', parameters: { deep } }], connections: {} });
	expect(['migrated', 'notAWorkflow']).toContain(report.status);
});
