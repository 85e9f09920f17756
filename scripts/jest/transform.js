/**
 * TypeScript for Jest. The same files also run in plain Node as ES modules, where `import.meta` names the file; Jest
 * runs them as CommonJS, where `__dirname` and `__filename` do. Everything else is ts-jest.
 */
const { TsJestTransformer } = require('ts-jest');

const transformer = new TsJestTransformer({
	diagnostics: false,
	tsconfig: {
		target: 'es2024',
		module: 'commonjs',
		moduleResolution: 'node10',
		isolatedModules: true,
		esModuleInterop: true,
		sourceMap: true,
	},
});

/** Replaces the three forms of `import.meta` that name a file. */
function withoutImportMeta(source) {
	return source
		.replaceAll('import.meta.dirname', '__dirname')
		.replaceAll('import.meta.filename', '__filename')
		.replaceAll('import.meta.url', "require('node:url').pathToFileURL(__filename).href");
}

module.exports = {
	process: (source, path, options) => transformer.process(withoutImportMeta(source), path, options),
	getCacheKey: (source, path, options) => transformer.getCacheKey(withoutImportMeta(source), path, options),
};
