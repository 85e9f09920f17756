import type { Rules } from './migration/rule';

/** The compiled rules of `nodes/<Service>/migration`; gulp writes them beside the compiled node (see `compiler/build.ts`). */
declare const rules: Rules;
export = rules;
