const { readFileSync, writeFileSync } = require('node:fs');
const { join, relative } = require('node:path');
const { default: Sequencer } = require('@jest/test-sequencer');

/** Seconds that the long test files took, by their path in the repository. */
const FILE = join(__dirname, 'durations.json');
const LONG_SECONDS = 20;
const seconds = JSON.parse(readFileSync(FILE, 'utf8'));

const pathOf = (path) => relative(join(__dirname, '..', '..'), path).replaceAll('\\', '/');

/**
 * Starts the longest test files first, also where Jest has not run before (a fresh clone, CI): a long file that begins last leaves the other workers
 * with nothing to do. What Jest has measured on this machine counts more.
 *
 * `RECORD_DURATIONS=1 npm test` writes `durations.json` anew.
 */
module.exports = class LongestFirst extends Sequencer {
	/** Milliseconds; a file that nobody has measured counts by its size, as less than those that are known to be long. */
	time(test) {
		const known = seconds[pathOf(test.path)];
		return (
			super.time(test) ?? (known === undefined ? (test.context.hasteFS.getSize(test.path) ?? 0) / 100 : known * 1000)
		);
	}

	cacheResults(tests, results) {
		super.cacheResults(tests, results);
		if (!process.env.RECORD_DURATIONS) return;
		const measured = results.testResults
			.map(({ testFilePath, perfStats }) => [pathOf(testFilePath), Math.round(perfStats.runtime / 1000)])
			.filter(([, time]) => time >= LONG_SECONDS)
			.sort(([pathA, timeA], [pathB, timeB]) => timeB - timeA || (pathA < pathB ? -1 : 1));
		writeFileSync(FILE, `${JSON.stringify(Object.fromEntries(measured), undefined, '\t')}\n`);
	}
};
