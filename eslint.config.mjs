/**
 * n8n's own rules, unchanged, for what ships: nodes, credentials and package.json. They forbid what a process of its own
 * needs (timers, `process`, Node's modules), so the rest is held to typescript-eslint's recommended rules.
 */
import eslint from '@eslint/js';
import { config as n8n } from '@n8n/node-cli/eslint';
import { globalIgnores } from 'eslint/config';
import typescript from 'typescript-eslint';

const own = ['bench', 'compiler', 'engine', 'sandbox', 'scripts', 'test'];

export default [
	globalIgnores(['dist', '.cache', '.e2e', 'coverage']),
	...n8n.map((part) => (part.files ? { ...part, ignores: [...(part.ignores ?? []), ...own.map((folder) => `${folder}/**`)] } : part)),
	...typescript.config({
		files: own.map((folder) => `${folder}/**/*.ts`),
		extends: [eslint.configs.recommended, typescript.configs.recommended],
		// Naming a property only to leave it out of the rest is how an object loses it.
		rules: { '@typescript-eslint/no-unused-vars': ['error', { ignoreRestSiblings: true }] },
	}),
];
