import type { Built } from '../connector/description/built';

/** What n8n reads of the action node when it starts, as the build writes it (see `compiler/nodeTables.ts`). */
declare const actionNode: Built;
export = actionNode;
