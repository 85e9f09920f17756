import type { INodeProperties } from 'n8n-workflow';

/** Properties of the polling trigger, built from the catalogue; gulp writes them beside the compiled node (see `compiler/properties.ts`). */
declare const watchProperties: INodeProperties[];
export = watchProperties;
