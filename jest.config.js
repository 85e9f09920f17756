/**
 * Tests run against `dist`, as n8n would load it. Packages are loaded once per worker process (scripts/jest/runtime.js), the project's own files for
 * each test file.
 *
 * @type {import('jest').Config}
 */
module.exports = {
	testEnvironment: '<rootDir>/scripts/jest/environment.js',
	runtime: '<rootDir>/scripts/jest/runtime.js',
	testSequencer: '<rootDir>/scripts/jest/sequencer.js',
	roots: ['<rootDir>/test'],
	// n8n itself is installed there for the end-to-end suite: two gigabytes that no test reads.
	modulePathIgnorePatterns: ['<rootDir>/test/e2e/node_modules'],
	testMatch: ['**/*.test.ts'],
	transform: { '\\.ts$': '<rootDir>/scripts/jest/transform.js' },
	globalSetup: '<rootDir>/scripts/jest/globalSetup.ts',
	globalTeardown: '<rootDir>/scripts/jest/globalTeardown.ts',
	reporters: ['default', '<rootDir>/scripts/jest/summaryReporter.js'],
	maxWorkers: 2,
	testTimeout: 120_000,
	cacheDirectory: '<rootDir>/.cache/jest',
	// For `npm run coverage`.
	collectCoverageFrom: ['dist/{nodes,credentials}/**/*.js'],
	coverageProvider: 'v8',
	coverageReporters: ['text-summary'],
	coverageDirectory: '<rootDir>/.cache/coverage',
};
