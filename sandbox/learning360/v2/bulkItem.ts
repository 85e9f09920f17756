/** An item of a bulk call; it is checked against its schema before anything reads it. */
// eslint-disable-next-line @typescript-eslint/no-explicit-any
export type Item = any;
