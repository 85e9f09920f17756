import type { INodeProperties } from 'n8n-workflow';

/** Properties of the action node, built from the catalogue; gulp writes them beside the compiled node (see `compiler/properties.ts`). */
declare const properties: INodeProperties[];
export = properties;
