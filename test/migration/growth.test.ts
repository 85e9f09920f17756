import { migrate } from './before.ts';

/** The time of a migration grows with the length of a text, not with its square: whatever is repeated or nested in it. */

const base = 'https://app.360learning.com/api/v1';
const http = (parameters: object) => ({
	name: 'Call',
	type: 'n8n-nodes-base.httpRequest',
	typeVersion: 4.2,
	parameters,
});
const body = (jsonBody: string) => [
	http({ method: 'POST', url: `${base}/groups`, sendBody: true, specifyBody: 'json', jsonBody }),
];
const url = (address: string) => [http({ url: address })];
const reader = (value: string) => [
	...url(`${base}/groups`),
	{ name: 'Set', type: 'n8n-nodes-base.set', typeVersion: 3.4, parameters: { value } },
];
const script = (jsCode: string) => [
	...url(`${base}/groups`),
	{ name: 'Code', type: 'n8n-nodes-base.code', typeVersion: 2, parameters: { jsCode } },
];

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
	properties: (n) => `$json${'.a'.repeat(n / 2)}`,
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

const PLACES: Record<string, (text: string) => object[]> = {
	'a body': body,
	'an address': url,
	'a reader': reader,
	'a script': script,
};

function seconds(work: () => void): number {
	const { user } = process.cpuUsage();
	work();
	return (process.cpuUsage().user - user) / 1e6;
}

function migrated(nodes: object[]): void {
	const workflow = {
		name: 'Long',
		nodes,
		connections: {
			Call: {
				main: [[{ node: nodes.length > 1 ? (nodes[1] as { name: string }).name : 'Call', type: 'main', index: 0 }]],
			},
		},
	};
	const { report } = migrate(workflow);
	expect(['migrated', 'unchanged']).toContain(report.status);
}

const SHORT = 8_000;
const LONG = 64_000;

/** The shortest time of a few tries; one that is short enough needs no other. */
function best(work: () => void): number {
	let shortest = Infinity;
	for (let attempt = 0; attempt < TRIES && shortest >= 1; attempt += 1) shortest = Math.min(shortest, seconds(work));
	return shortest;
}

/** Between eight, with which time grows like the length, and 64, with which it grows like its square. */
const MOST = 24;

const TRIES = 15;

/**
 * How many times as long a text of {@link LONG} takes as one of {@link SHORT}. A busy machine makes single times longer, never shorter, so the shortest
 * of several tries count, of the short text more of them: one is over before the machine has other things to do.
 */
function growth(work: (n: number) => void): number {
	let [short, long] = [Infinity, Infinity];
	for (let attempt = 0; attempt < 2 || (attempt < TRIES && long / short >= MOST); attempt += 1) {
		long = Math.min(
			long,
			seconds(() => work(LONG)),
		);
		for (let again = 0; again < 3; again += 1)
			short = Math.min(
				short,
				Math.max(
					0.002,
					seconds(() => work(SHORT)),
				),
			);
	}
	return long / short;
}

const cases = Object.keys(PLACES).flatMap((place) => [
	...Object.entries(TEXTS).map(([what, text]) => ({
		what,
		place,
		make: (n: number) =>
			PLACES[place](
				place === 'a script' ? text(n) : `={{ ${place === 'an address' ? `"${base}/users/" + ` : ''}${text(n)} }}`,
			),
	})),
	...Object.entries(PARAMETERS).map(([what, parameter]) => ({
		what,
		place,
		make: (n: number) => PLACES[place](parameter(n)),
	})),
]);

test.each(cases)('$what in $place', ({ make }) => {
	const long = make(LONG);
	// Of short times a busy machine says nothing, and what is as fast as that is fast enough.
	if (seconds(() => migrated(long)) < 0.25) return;
	expect(best(() => migrated(long))).toBeLessThan(1);
	expect(growth((n) => migrated(make(n)))).toBeLessThan(MOST);
});

test('what grows with the square is found out, and what grows with the length is not', () => {
	let sum = 0;
	const steps = (count: number) => {
		for (let step = 0; step < count; step += 1) sum = (sum * 31 + step) % 1_000_003;
	};
	expect(growth((n) => steps((n / 8) ** 2))).toBeGreaterThan(MOST);
	expect(growth((n) => steps(n * 400))).toBeLessThan(MOST);
	expect(sum).toBeGreaterThan(-1);
});

test('60,000 brackets', () => {
	for (const make of Object.values(PLACES))
		for (const text of [TEXTS['round brackets'], TEXTS['square brackets'], TEXTS['mixed brackets']])
			expect(best(() => migrated(make(`={{ ${text(60_000)} }}`)))).toBeLessThan(1);
});

test('ten thousand pairs, and ten thousand with one name', () => {
	for (const name of [(index: number) => `a${index}`, () => 'a', (index: number) => `a[b${index}]`]) {
		const query = Array.from({ length: 10_000 }, (_entry, index) => `${name(index)}=1`).join('&');
		expect(best(() => migrated(url(`${base}/groups?${query}`)))).toBeLessThan(1);
	}
});

test('a parameter that is nested ten thousand levels deep ends in a report', () => {
	let deep: unknown = 1;
	for (let level = 0; level < 10_000; level += 1) deep = [deep];
	const { report } = migrate({
		name: 'Deep',
		nodes: [...url(`${base}/groups`), { name: 'Set', type: 'n8n-nodes-base.set', parameters: { deep } }],
		connections: {},
	});
	expect(['migrated', 'notAWorkflow']).toContain(report.status);
});
