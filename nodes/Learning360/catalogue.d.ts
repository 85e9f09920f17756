import type { Catalogue } from '../connector/model/catalogue';

/** The compiled documents of this folder's `api`; gulp writes them beside the compiled node (see `compiler/build.ts`). */
declare const catalogue: Catalogue;
export = catalogue;
