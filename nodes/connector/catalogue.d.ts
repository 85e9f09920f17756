/** Built from the documents by gulp, next to the compiled node (see `catalogue/build.ts`). */
declare module '*/catalogue.json' {
	const catalogue: import('./operation').Catalogue;
	export = catalogue;
}
