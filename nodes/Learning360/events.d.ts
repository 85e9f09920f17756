import type { EventCatalogue } from '../connector/model/event';
import type { OperationId } from './documented';

/** The compiled webhooks of this folder's `api`; gulp writes them beside the compiled node (see `compiler/build.ts`). */
declare const events: EventCatalogue<OperationId>;
export = events;
