import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import type { Catalogue, Field, Operation } from '../nodes/connector/operation.ts';
import { compileService, services } from './build.ts';
import { at, exampleOf, parameterOf, pickerOf, type Example } from './examples.ts';
import type { Entry } from './operations.ts';

/** What a fixture says about a service: the package's node and its credential. */
export interface ServiceNode {
	type: string;
	credential: string;
	displayName: string;
}

/** Files that fixtures upload, by media type: the smallest ones there are. */
const FILES: Record<string, { fileName: string; data: string }> = {
	'application/pdf': { fileName: 'certificate.pdf', data: Buffer.from('%PDF-1.4\n%%EOF\n').toString('base64') },
	'image/png': { fileName: 'picture.png', data: 'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==' },
	'application/octet-stream': { fileName: 'course.estd', data: Buffer.from('course').toString('base64') },
};

/** A workflow as n8n exports it. */
export interface Workflow {
	name: string;
	nodes: object[];
	connections: Record<string, { main: Array<Array<{ node: string; type: string; index: number }>> }>;
	settings: object;
	pinData: object;
}

/**
 * Picks a record as a person would: from the list of a field, with the parameters filled in so far.
 *
 * @returns its id, or nothing when the list is empty
 */
export type Pick = (service: ServiceNode, list: string, parameters: Record<string, unknown>) => Promise<string | undefined>;

/** Makes the workflow of one operation from its documented example; records of the address are picked from their lists. */
export async function fixtureOf(service: ServiceNode, catalogue: Catalogue, resource: { value: string; name: string }, operation: Operation, entries: Entry[], pick: Pick): Promise<Workflow> {
	const name = `${service.displayName} › ${resource.name} › ${operation.name}`;
	const id = (part: string) => {
		const digest = createHash('sha1').update(`${name} ${part}`).digest('hex');
		return [digest.slice(0, 8), digest.slice(8, 12), `4${digest.slice(13, 16)}`, `8${digest.slice(17, 20)}`, digest.slice(20, 32)].join('-');
	};
	const start = 'When clicking ‘Execute workflow’';
	const workflow: Workflow = {
		name,
		nodes: [{ parameters: {}, id: id(start), name: start, type: 'n8n-nodes-base.manualTrigger', typeVersion: 1, position: [0, 0] }],
		connections: {},
		settings: { executionOrder: 'v1' },
		pinData: {},
	};
	const link = (from: string, to: string) => (workflow.connections[from] ??= { main: [[]] }).main[0].push({ node: to, type: 'main', index: 0 });
	const levels = operation.levels ?? [undefined];
	const file = fileFor(operation);
	let before = start;
	if (file) {
		workflow.nodes.push(...fileNodes(id, file));
		link(start, 'File content');
		link('File content', 'File');
		before = 'File';
	}
	for (const [row, level] of levels.entries()) {
		const entry = entries[level ? entries.findIndex(({ path: address }) => address === (operation.path as Record<string, string>)[level.value]) : 0];
		const title = level ? `${operation.name} (${level.name})` : operation.name;
		const choose = async (list: string, chosen: Record<string, unknown>) => await pick(service, list, chosen);
		const parameters = await parametersOf(catalogue, resource.value, operation, level?.value, exampleOf(entry), choose);
		workflow.nodes.push({
			parameters,
			id: id(title),
			name: title,
			type: service.type,
			typeVersion: 1,
			position: [file ? 720 : 240, row * 200],
			credentials: { [service.credential]: { id: service.credential, name: `${service.displayName} account` } },
		});
		link(before, title);
	}
	return workflow;
}

function fileFor(operation: Operation): { fileName: string; data: string; mimeType: string } | undefined {
	const field = operation.fields.find(({ kind, required }) => kind === 'file' && required) ?? operation.fields.find(({ kind }) => kind === 'file' || kind === 'files');
	if (!field) return undefined;
	const mimeType = field.accept?.find((type) => FILES[type]) ?? field.accept?.[0] ?? 'image/png';
	return { ...(FILES[mimeType] ?? FILES['application/octet-stream']), mimeType };
}

function fileNodes(id: (part: string) => string, { fileName, data, mimeType }: { fileName: string; data: string; mimeType: string }): object[] {
	const assignment = { id: id('assignment'), name: 'content', value: data, type: 'string' };
	return [
		{ parameters: { assignments: { assignments: [assignment] }, options: {} }, id: id('content'), name: 'File content', type: 'n8n-nodes-base.set', typeVersion: 3.4, position: [240, 0] },
		{
			parameters: { operation: 'toBinary', sourceProperty: 'content', options: { fileName, mimeType } },
			id: id('file'),
			name: 'File',
			type: 'n8n-nodes-base.convertToFile',
			typeVersion: 1.1,
			position: [480, 0],
		},
	];
}

type Choose = (list: string, parameters: Record<string, unknown>) => Promise<string | undefined>;

async function parametersOf(
	catalogue: Catalogue,
	resource: string,
	operation: Operation,
	level: string | undefined,
	example: Example,
	choose: Choose,
): Promise<Record<string, unknown>> {
	const parameters: Record<string, unknown> = { resource, operation: operation.value };
	if (level) parameters.level = level;
	if (operation.output.kind === 'records') parameters.returnAll = true;
	if (operation.output.simplified) parameters.simplify = true;
	const mediaFile = operation.fields.find(({ kind, required }) => kind === 'file' && required) ?? operation.fields.find(({ kind }) => kind === 'file');
	for (const field of operation.fields) {
		if (field.constant !== undefined || (field.levels && level && !field.levels.includes(level))) continue;
		if (!field.collection && Object.entries(field.show ?? {}).some(([name, values]) => !values.includes(parameters[name] as string))) continue;
		const picked = field.kind === 'locator' && catalogue.lists[field.list!] && (field.at === 'path' || field.at === 'nowhere' || field.required) ? await choose(field.list!, parameters) : undefined;
		const value = picked ? { __rl: true, mode: 'id', value: picked } : field.at === 'nowhere' ? undefined : valueOf(catalogue, field, example, field === mediaFile);
		if (value === undefined) continue;
		if (!field.collection) parameters[field.name] = value;
		else parameters[field.collection] = { ...(parameters[field.collection] as object | undefined), [field.name]: value };
	}
	return withSomethingToChange(catalogue, operation, level, parameters);
}

/** An update without any change is refused: fixtures of those without an example change their first field. */
function withSomethingToChange(catalogue: Catalogue, operation: Operation, level: string | undefined, parameters: Record<string, unknown>): Record<string, unknown> {
	const sent = operation.fields.filter(({ at: place, constant, levels }) => place !== 'path' && place !== 'nowhere' && constant === undefined && (!levels || !level || levels.includes(level)));
	const first = sent.find(({ collection, kind }) => collection === 'updateFields' && kind !== 'file' && kind !== 'files');
	if (!first || parameters.updateFields || sent.some(({ required }) => required)) return parameters;
	return { ...parameters, updateFields: { [first.name]: parameterOf(catalogue, first, sample(catalogue, first)) } };
}

function valueOf(catalogue: Catalogue, field: Field, example: Example, isFile: boolean): unknown {
	if (field.kind === 'file' || field.kind === 'files') return isFile ? 'data' : undefined;
	const holder = field.at === 'path' ? example.path : field.at === 'query' ? example.query : example.body;
	if (field.parts) return pickerOf(field, holder) ?? (field.required ? '2027-03-02T10:00:00' : undefined);
	const wire = field.wire.length === 0 ? undefined : at(holder, field.wire);
	return parameterOf(catalogue, field, wire) ?? (field.required ? parameterOf(catalogue, field, sample(catalogue, field)) : undefined);
}

/** A value for a required field of which the documents give no example. */
function sample(catalogue: Catalogue, field: Field): unknown {
	const list = field.list ? catalogue.lists[field.list] : undefined;
	const options = typeof field.options === 'string' ? catalogue.options[field.options] : field.options;
	const spoken = field.placeholder?.replace(/^e\.g\. /, '');
	switch (field.kind) {
		case 'locator':
			return list?.example ?? spoken ?? (list?.pattern?.includes('\\d') ? '478346000019479103' : '58eb5f371a92bb4fb526b305');
		case 'boolean':
			return field.words ? field.words.true : true;
		case 'integer':
		case 'number':
			return Number(spoken) || (field.minimum ?? 1);
		case 'options':
			return options?.[0]?.value;
		case 'multiOptions':
			return [options?.[0]?.value];
		case 'dateTime':
			return field.format === 'dd-MM-yyyy' ? '31-12-2027' : '2027-03-02T10:00:00.000Z';
		case 'strings':
			return [list?.example ?? spoken ?? 'first'];
		case 'json':
			return field.wire.length === 0 ? { name: 'Example' } : [];
		case 'object':
			return Object.fromEntries((field.fields ?? []).filter(({ required }) => required).map((inner) => [inner.wire[0], sample(catalogue, inner)]));
		case 'objects':
			return [Object.fromEntries((field.fields ?? []).filter(({ required, show }) => required && !show).map((inner) => [inner.wire[0], sample(catalogue, inner)]))];
		default:
			return spoken ?? 'Example';
	}
}

/** What `package.json` and the node say about a service, by the name of its folder. */
function serviceNode(name: string, root: string): ServiceNode {
	const source = readFileSync(path.join(root, 'nodes', name, `${name}.node.ts`), 'utf8');
	const credential = /credentials: \[\{ name: '(\w+)'/.exec(source)![1];
	const displayName = /displayName: '([^']+)'/.exec(source)![1];
	const packageName = (JSON.parse(readFileSync(path.join(root, 'package.json'), 'utf8')) as { name: string }).name;
	return { type: `${packageName}.${name[0].toLowerCase()}${name.slice(1)}`, credential, displayName };
}

/** One operation and what its fixture is made of. */
export interface FixtureSubject {
	/** Path below the folder of fixtures: `<service>/<resource>/<operation>.json`. */
	file: string;
	make(pick: Pick): Promise<Workflow>;
}

/** Every operation of every service. */
export async function fixtureSubjects(root = process.cwd()): Promise<FixtureSubject[]> {
	const subjects: FixtureSubject[] = [];
	for (const name of services(root)) {
		const { catalogue, entries } = await compileService(name, root);
		const service = serviceNode(name, root);
		for (const resource of catalogue.resources) {
			for (const operation of resource.operations) {
				const make = async (pick: Pick) => await fixtureOf(service, catalogue, resource, operation, entries[resource.value][operation.value], pick);
				subjects.push({ file: path.join(name, resource.value, `${operation.value}.json`), make });
			}
		}
	}
	return subjects;
}
