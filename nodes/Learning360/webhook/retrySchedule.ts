/**
 * 360Learning makes eight attempts at a delivery, the last one 27 hours, 35 minutes and 5 seconds after the first; after that nothing comes by
 * itself any more. For so long, and a good hour more for clocks and slow answers, events are remembered.
 * Source: https://360learning.readme.io/docs/retry-logic
 */
export const KEEP_MS = 29 * 3_600_000;

/**
 * The second and third attempt come after 5 seconds and after 5 minutes, the fourth half an hour later. An event that is still open after this
 * time is caught up on.
 */
export const PATIENCE_MS = 10 * 60_000;
