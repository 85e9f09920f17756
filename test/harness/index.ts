/** What tests run workflows with: the engine of `npm start` and the comparison with pinned output. */
export * from '../../engine/index.ts';
export { expectPinnedOutput } from './pins.ts';
