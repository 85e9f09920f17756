const { LegacyFakeTimers, ModernFakeTimers } = require('@jest/fake-timers');
const { ModuleMocker } = require('jest-mock');

/** Own properties of an object, to put them back as they were. */
function snapshot(object) {
	return new Map(Reflect.ownKeys(object).map((key) => [key, Object.getOwnPropertyDescriptor(object, key)]));
}

/** Puts back the properties of a {@link snapshot} and removes those that came later, except `kept`. */
function restore(object, before, kept) {
	for (const key of Reflect.ownKeys(object)) {
		if (!before.has(key) && !kept?.has(key) && Object.getOwnPropertyDescriptor(object, key).configurable)
			delete object[key];
	}
	for (const [key, then] of before) {
		const now = Object.getOwnPropertyDescriptor(object, key);
		if (now?.value !== then.value || now?.get !== then.get) Object.defineProperty(object, key, then);
	}
}

function snapshotListeners() {
	return new Map(process.eventNames().map((name) => [name, process.rawListeners(name)]));
}

function removeListeners(before) {
	for (const name of process.eventNames()) {
		const kept = before.get(name) ?? [];
		for (const listener of process.rawListeners(name))
			if (!kept.includes(listener)) process.removeListener(name, listener);
	}
}

/**
 * Test environment without a realm of its own: tests see the globals of the worker process, so `Date`, `Error` and `performance` are the same for
 * tests, packages and Node, as they are in production, and packages can be loaded once per process (`runtime.js`). Changes that a test file makes to
 * globals, `process.env`, clocks and listeners of the process are undone when it ends.
 */
class SharedRealmEnvironment {
	/** Globals that packages define while they are loaded; they stay, like the packages. */
	static packageGlobals = new Set();

	constructor({ projectConfig: config }) {
		this.before = {
			globals: snapshot(globalThis),
			exit: process.exit,
			date: snapshot(Date),
			clock: snapshot(performance),
			env: { ...process.env },
			listeners: snapshotListeners(),
		};
		this.global = globalThis;
		Object.assign(globalThis, config.globals);
		this.moduleMocker = new ModuleMocker(globalThis);
		const timerConfig = { idToRef: (id) => ({ id, ref: () => id, unref: () => id }), refToId: (timer) => timer?.id };
		this.fakeTimers = new LegacyFakeTimers({
			config,
			global: globalThis,
			moduleMocker: this.moduleMocker,
			timerConfig,
		});
		this.fakeTimersModern = new ModernFakeTimers({ config, global: globalThis });
	}

	async setup() {}

	/** Jest reads the clock when a file has ended, so mocks are removed and clocks put right before. */
	handleTestEvent({ name }) {
		if (name !== 'run_finish') return;
		this.moduleMocker.restoreAllMocks();
		this.restoreClocks();
	}

	restoreClocks() {
		restore(Date, this.before.date);
		restore(performance, this.before.clock);
	}

	async teardown() {
		this.fakeTimers.dispose();
		this.fakeTimersModern.dispose();
		const { globals, exit, env, listeners } = this.before;
		restore(globalThis, globals, SharedRealmEnvironment.packageGlobals);
		// Jest wraps it for each file.
		process.exit = exit;
		this.restoreClocks();
		for (const name of Object.keys(process.env)) if (!(name in env)) delete process.env[name];
		Object.assign(process.env, env);
		removeListeners(listeners);
	}

	exportConditions() {
		return ['node', 'node-addons'];
	}

	/** Jest asks for the realm; `runtime.js` compiles without one. */
	getVmContext() {
		return null;
	}
}

module.exports = SharedRealmEnvironment;
