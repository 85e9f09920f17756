/**
 * n8n's own rules, unchanged, for what ships: nodes, credentials and package.json. They forbid what a process of its own
 * needs (timers, `process`, Node's modules), so the rest is held to typescript-eslint's recommended rules. Rules that need
 * types hold everywhere: a switch over a union names each of its members, so that a new one is not forgotten, and no promise
 * is left alone.
 */
import eslint from '@eslint/js';
import { config as n8n } from '@n8n/node-cli/eslint';
import { globalIgnores } from 'eslint/config';
import typescript from 'typescript-eslint';

/** Node's test runner waits for its tests by itself. */
const testRunner = { from: 'package', package: 'node:test', name: ['it', 'test'] };

const shipped = ['credentials', 'nodes'];
const own = ['bench', 'compiler', 'engine', 'sandbox', 'scripts', 'test'];

export default [
	globalIgnores(['dist', '.cache', '.e2e', 'coverage', 'packages']),
	...n8n.map((part) =>
		part.files ? { ...part, ignores: [...(part.ignores ?? []), ...own.map((folder) => `${folder}/**`)] } : part,
	),
	...typescript.config({
		files: own.map((folder) => `${folder}/**/*.ts`),
		extends: [eslint.configs.recommended, typescript.configs.recommended],
		// Naming a property only to leave it out of the rest is how an object loses it.
		rules: { '@typescript-eslint/no-unused-vars': ['error', { ignoreRestSiblings: true }] },
	}),
	{
		files: [...shipped, ...own].map((folder) => `${folder}/**/*.ts`),
		languageOptions: {
			parser: typescript.parser,
			parserOptions: { project: ['tsconfig.json', 'tsconfig.check.json'], tsconfigRootDir: import.meta.dirname },
		},
		plugins: { '@typescript-eslint': typescript.plugin },
		rules: {
			'@typescript-eslint/await-thenable': 'error',
			'@typescript-eslint/no-floating-promises': ['error', { allowForKnownSafeCalls: [testRunner] }],
			'@typescript-eslint/no-misused-promises': 'error',
			'@typescript-eslint/only-throw-error': 'error',
			'@typescript-eslint/switch-exhaustiveness-check': 'error',
		},
	},
	{
		// A helper of tests may say what it does with everything it does not name.
		files: ['test/**/*.ts', 'engine/coreNodes/**/*.ts'],
		rules: {
			'@typescript-eslint/switch-exhaustiveness-check': ['error', { considerDefaultExhaustiveForUnions: true }],
		},
	},
];
