import type { BuiltTrigger } from '../connector/description/built';

/** What n8n reads of the polling trigger when it starts, as the build writes it (see `compiler/nodeTables.ts`). */
declare const pollingTrigger: BuiltTrigger;
export = pollingTrigger;
