import type { INodeParameters } from 'n8n-workflow';
import type { Sandbox } from '../../sandbox/index.ts';
import { byId, V2, ZOHO, type NodeUnderTest } from '../five/five.ts';
import type { JobName } from './rows.ts';

/** What a run of the matrix does with each item. */
export interface Job {
	/** As it stands in the table. */
	title: string;
	node: NodeUnderTest;
	/** Operation of the document that faults meet. */
	operationId: string;
	parameters: INodeParameters;
	/** Value that the node reads from the item with this number. */
	value(sandbox: Sandbox, index: number): string;
	/** Field of an output item that tells which record it is. */
	key: string;
	/** Records that come out for an item, by their key; the one that it names when absent. */
	records?(sandbox: Sandbox): string[];
	/** Keys of the records that the vendor has, where the job writes. */
	stored?(sandbox: Sandbox): string[];
}

const PREFIX = 'Group of the matrix ';

/** The platform's top group. */
const TOP = '58eb5f371a92bb4fb526b305';
const options = { concurrency: 10 };

function all(records: unknown, name: string): string[] {
	return (records as Array<Record<string, string>>).map((record) => record[name]);
}

export const JOBS: Record<JobName, Job> = {
	// The vendor takes a second group of the same name, so a repeated create shows.
	create: {
		title: 'Create',
		node: V2,
		operationId: 'createGroup',
		parameters: { resource: 'group', operation: 'create', name: '={{ $json.value }}', parentId: byId(TOP), public: false, options },
		value: (_sandbox, index) => `${PREFIX}${index}`,
		key: 'name',
		stored: ({ state }) => all(state.learning360.groups, 'name').filter((name) => name.startsWith(PREFIX)),
	},
	read: {
		title: 'Read',
		node: V2,
		operationId: 'getUser',
		parameters: { resource: 'user', operation: 'get', userId: byId('={{ $json.value }}'), options },
		value: ({ state }, index) => all(state.learning360.users, '_id')[index],
		key: '_id',
	},
	list: {
		title: 'Read a list',
		node: V2,
		operationId: 'listTags',
		parameters: { resource: 'tag', operation: 'getAll', returnAll: true, options },
		value: (_sandbox, index) => String(index),
		key: '_id',
		records: ({ state }) => all(state.learning360.tags, '_id'),
	},
	zohoRead: {
		title: 'Read',
		node: ZOHO,
		operationId: 'getRoom',
		parameters: { resource: 'room', operation: 'get', roomId: byId('={{ $json.value }}'), options },
		value: ({ state }, index) => {
			const ids = all(state.zohoPeople.rooms, 'roomId');
			return ids[index % ids.length];
		},
		key: 'roomId',
	},
};
