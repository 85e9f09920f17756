/**
 * Builds `dist`: the API documents become tables and previews, TypeScript becomes CommonJS, icons and codex files are
 * copied. The folder that comes out is what the package ships.
 */
const { spawn } = require('node:child_process');
const { rm } = require('node:fs/promises');
const { src, dest, series, parallel } = require('gulp');

const began = new Date();

/** Removes what an earlier build left. */
async function clean() {
	const { buildBegins } = await import('./scripts/buildState.mjs');
	buildBegins();
	await rm('dist', { recursive: true, force: true });
}

/** The API documents, open: two tasks read them. */
let documents;

/** Writes the names of operations and the records of the vendors as types, which the code of the services and of the sandbox needs to compile. */
async function types() {
	const { openServices, writeTypes } = await import('./compiler/build.ts');
	documents = openServices();
	writeTypes(documents);
	const { writeRecordTypes } = await import('./sandbox/recordTypes.ts');
	writeRecordTypes(process.cwd());
}

/** Compiles `nodes/<Service>/api` into `dist/nodes/<Service>`; a broken document stops the build. */
async function catalogues() {
	const { buildCatalogues } = await import('./compiler/build.ts');
	await buildCatalogues((line) => console.log(line), process.cwd(), documents);
}

/** Compiles nodes and credentials, types checked. */
function compile() {
	return spawn(process.execPath, [require.resolve('typescript/bin/tsc')], { stdio: 'inherit' });
}

/** Writes what n8n reads of the nodes when it starts, which the compiled code builds from the catalogues. */
async function nodeTables() {
	const { writeNodeTables } = await import('./compiler/nodeTables.ts');
	writeNodeTables();
}

/** Copies the icons of services and credentials. */
function icons() {
	return src('icons/*.svg', { encoding: false }).pipe(dest('dist/icons'));
}

/** Copies the codex files, which tell the editor in which category a node belongs, and the previews that are no operation's. */
function codex() {
	return src(['nodes/**/*.node.json', 'nodes/**/__schema__/**/*.json'], { encoding: false }).pipe(dest('dist/nodes'));
}

/** Marks the build as finished. */
async function finish() {
	const { buildEnds } = await import('./scripts/buildState.mjs');
	buildEnds(began);
}

exports.clean = clean;
exports.types = types;
exports.catalogues = catalogues;
exports.compile = series(types, compile);
exports.default = series(clean, types, parallel(catalogues, compile, icons, codex), nodeTables, finish);
