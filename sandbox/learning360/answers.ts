import type { Answers } from './documented';

/** A record as an operation of API v2 answers it: alone or in a list. */
export type Documented<Id extends keyof Answers> = Answers[Id] extends Array<infer Row> ? Row : Answers[Id];
