/**
 * n8n's packages, loaded as CommonJS. n8n-core requires the CommonJS build of n8n-workflow; an ES module import would bring
 * in a second build with classes of its own, and `instanceof NodeApiError` would be false for every error. Everything in
 * `engine` that needs a value from these packages takes it from here; types may be imported from the packages.
 */
import { createRequire } from 'node:module';
import type * as n8nCore from 'n8n-core';
import type * as n8nWorkflow from 'n8n-workflow';
import { prepareEnvironment } from './environment.ts';

prepareEnvironment();

const load = createRequire(import.meta.url);
load('reflect-metadata');

export const workflow = load('n8n-workflow') as typeof n8nWorkflow;
export const core = load('n8n-core') as typeof n8nCore;

// n8n gives a regular expression a quarter of a second of real time, so that nobody stops the server with one. On a busy machine the check of an
// ID takes longer now and then, and the node fails; the expressions here are the pack's own.
workflow.setSafeRegexEngine({
	exec: (pattern, input, flags) => new RegExp(pattern, flags).exec(input),
	test: (pattern, input, flags) => new RegExp(pattern, flags).test(input),
	replace: (pattern, input, flags, replacement) => input.replace(new RegExp(pattern, flags), replacement),
	matchAll: (pattern, input, flags = '') => [
		...input.matchAll(new RegExp(pattern, flags.includes('g') ? flags : `${flags}g`)),
	],
	split: (pattern, input, flags) => input.split(new RegExp(pattern, flags)),
});

/** The part of n8n's dependency injection that is used here. */
interface Container {
	get<T>(type: abstract new (...parameters: never[]) => T): T;
	set<T>(type: abstract new (...parameters: never[]) => T, instance: unknown): void;
}

// Both are dependencies of n8n-core and must be the very copies that n8n-core holds.
const loadFromCore = createRequire(load.resolve('n8n-core'));

/** Where n8n-core looks for its services. */
export const container = (loadFromCore('@n8n/di') as { Container: Container }).Container;

/** Type under which n8n-core looks for the logger. */
export const LoggerService = (loadFromCore('@n8n/backend-common') as { Logger: new () => n8nWorkflow.Logger }).Logger;
