const { createRequire, Module } = require('node:module');
const { join, sep } = require('node:path');
const { compileFunction, constants } = require('node:vm');
const { default: Runtime } = require('jest-runtime');
const { packageGlobals } = require('./environment.js');

const PACKAGES = `${sep}node_modules${sep}`;
/** Jest's own packages hold the state of the file that runs, so each file has its own. */
const JEST = /[\\/]node_modules[\\/](?:@jest[\\/]|jest(?:-[^\\/]+)?[\\/]|expect[\\/])/;

/**
 * Files of the project that keep only what was read from documents, which takes the sandbox most of its start. Nobody changes it, so they are loaded once
 * per process, too.
 */
const READERS = ['documents', 'validation'].map((name) => join('sandbox', 'server', `${name}.ts`));
const readers = new Map();

/** Runtime of the test file that runs in this process. */
let current;

const load = Module._load;
/** n8n loads nodes itself, with Node's `require`. They have to be the ones that the test file imports, so they go through Jest. */
Module._load = function (request, parent, isMain) {
	if (current?.isOwn(request) && isSharedPackage(parent?.filename ?? ''))
		return current.requireModuleOrMock(parent.filename, request);
	return load.call(this, request, parent, isMain);
};

function isSharedPackage(path) {
	return path.includes(PACKAGES) && !JEST.test(path);
}

/** Loads a package's file with Node and notes the globals it defines. */
function loadShared(from, path) {
	if (require.cache[path]) return require.cache[path].exports;
	const before = new Set(Reflect.ownKeys(globalThis));
	const exports = createRequire(from)(path);
	for (const key of Reflect.ownKeys(globalThis)) if (!before.has(key)) packageGlobals.add(key);
	return exports;
}

/**
 * Jest's module loader, except that packages (`node_modules`) are loaded by Node, once per worker process: `n8n-core` takes more than a second to
 * load, and more than a hundred test files use it. The project's own files, except {@link READERS}, are loaded again for each test file, so their state
 * starts empty.
 *
 * `jest.mock` of a package replaces it for the project's files, not for other packages.
 */
class SharedPackagesRuntime extends Runtime {
	constructor(...parameters) {
		super(...parameters);
		this.executor.compile = (source, filename) => this.compile(source, filename);
		current = this;
	}

	/** Whether an absolute path is a file of the project, not of a package. */
	isOwn(path) {
		return path.startsWith(`${this._config.rootDir}${sep}`) && !path.includes(PACKAGES);
	}

	/** Makes the next file read the documents anew, because one of them has changed. */
	static forgetReaders() {
		readers.clear();
	}

	isReader(path) {
		return READERS.some((reader) => path === join(this._config.rootDir, reader));
	}

	requireModule(from, name, options, isRequireActual) {
		if (name && !options?.isInternalModule && !this._resolution.isCoreModule(name)) {
			const path = this._resolution.resolveCjs(from, name);
			if (isSharedPackage(path)) return loadShared(from, path);
			if (this.isReader(path)) {
				if (!readers.has(path)) readers.set(path, super.requireModule(from, name, options, isRequireActual));
				return readers.get(path);
			}
		}
		return super.requireModule(from, name, options, isRequireActual);
	}

	/** Compiles a file as Jest does, in the realm of the process. */
	compile(source, filename) {
		return compileFunction(source, this.executor.injectedModuleParameters, {
			filename,
			importModuleDynamically: constants.USE_MAIN_CONTEXT_DEFAULT_LOADER,
		});
	}

	teardown() {
		super.teardown();
		resetN8n();
		current = undefined;
	}
}

/** Makes n8n create its services again for the next file and forget what has been processed. */
function resetN8n() {
	for (const [path, { exports }] of Object.entries(require.cache)) {
		if (path.endsWith(join('@n8n', 'di', 'dist', 'di.js'))) exports.Container.reset();
		if (path.endsWith(join('n8n-core', 'dist', 'data-deduplication-service.js')))
			exports.DataDeduplicationService.instance = undefined;
	}
}

module.exports = SharedPackagesRuntime;
