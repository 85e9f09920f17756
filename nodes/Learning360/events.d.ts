import type { EventCatalogue } from '../connector/event';

/** The compiled webhooks of this folder's `api`; gulp writes them beside the compiled node (see `compiler/build.ts`). */
declare const events: EventCatalogue;
export = events;
