import type { IDataObject, INodeParameters } from 'n8n-workflow';
import type { Sandbox } from '../../sandbox/index.ts';
import { byId, V1, V2, ZOHO, type NodeUnderTest } from '../five/five.ts';
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
	/** Tells which record an output item is. */
	keyOf(json: IDataObject, sandbox: Sandbox): unknown;
	/** Keys of the records that come out for an item; the one that it names when absent. */
	records?(sandbox: Sandbox): string[];
	/** Keys of the records that the vendor has, where the job writes. */
	stored?(sandbox: Sandbox): string[];
}

const PREFIX = 'Made by the matrix ';

/** The platform's top group. */
const TOP = '58eb5f371a92bb4fb526b305';
const options = { concurrency: 10 };

function all(records: unknown, name: string): string[] {
	return (records as Array<Record<string, string>>).map((record) => record[name]);
}

function nameOf(_sandbox: Sandbox, index: number): string {
	return `${PREFIX}${index}`;
}

/** Names of the records that the matrix has made. */
function made(records: unknown, name: string): string[] {
	return all(records, name).filter((text) => text?.startsWith(PREFIX));
}

export const JOBS: Record<JobName, Job> = {
	// The vendor takes a second group of the same name, so a repeated create shows.
	create: {
		title: 'Create',
		node: V2,
		operationId: 'createGroup',
		parameters: {
			resource: 'group',
			operation: 'create',
			name: '={{ $json.value }}',
			parentId: byId(TOP),
			public: false,
			options,
		},
		value: nameOf,
		keyOf: ({ name }) => name,
		stored: ({ state }) => made(state.learning360.groups, 'name'),
	},
	createV1: {
		title: 'Create (API v1)',
		node: V1,
		operationId: 'createGroup',
		parameters: { resource: 'group', operation: 'create', name: '={{ $json.value }}', public: false, options },
		value: nameOf,
		// The answer has nothing but the ID.
		keyOf: ({ id }, { state }) => state.learning360.groups.find(({ _id }) => _id === id)?.name,
		stored: ({ state }) => made(state.learning360.groups, 'name'),
	},
	createZoho: {
		title: 'Create (Zoho)',
		node: ZOHO,
		operationId: 'createCourse',
		parameters: { resource: 'course', operation: 'create', name: '={{ $json.value }}', type: 1, options },
		value: nameOf,
		keyOf: ({ courseName }) => courseName,
		stored: ({ state }) => made(state.zohoPeople.courses, 'courseName'),
	},
	read: {
		title: 'Read',
		node: V2,
		operationId: 'getUser',
		parameters: { resource: 'user', operation: 'get', userId: byId('={{ $json.value }}'), options },
		value: ({ state }, index) => all(state.learning360.users, '_id')[index],
		keyOf: ({ _id }) => _id,
	},
	list: {
		title: 'Read a list',
		node: V2,
		operationId: 'listTags',
		parameters: { resource: 'tag', operation: 'getAll', returnAll: true, options },
		value: (_sandbox, index) => String(index),
		keyOf: ({ _id }) => _id,
		records: ({ state }) => all(state.learning360.tags, '_id'),
	},
	readZoho: {
		title: 'Read (Zoho)',
		node: ZOHO,
		operationId: 'getRoom',
		parameters: { resource: 'room', operation: 'get', roomId: byId('={{ $json.value }}'), options },
		value: ({ state }, index) => {
			const ids = all(state.zohoPeople.rooms, 'roomId');
			return ids[index % ids.length];
		},
		keyOf: ({ roomId }) => roomId,
	},
	download: {
		title: 'Download',
		node: V2,
		operationId: 'downloadUserCertificate',
		parameters: {
			resource: 'userCertificate',
			operation: 'download',
			userId: byId('={{ $json.value.split(" ")[0] }}'),
			certificateId: byId('={{ $json.value.split(" ")[1] }}'),
			options,
		},
		value: ({ state }, index) => {
			const certificates = allCertificates(state);
			return certificates[index % certificates.length];
		},
		keyOf: ({ fileName }, { state }) =>
			allCertificates(state).find((key) => fileName === `certificate-${key.split(' ')[1]}.pdf`),
	},
};

/** Users and their certificates. */
function allCertificates({ learning360 }: Sandbox['state']): string[] {
	return (learning360.certificates as unknown as Array<Record<string, string>>).map(
		({ _id, userId }) => `${userId} ${_id}`,
	);
}
