/** The packages that each hold one service, as n8n's verification asks. */

export interface PackageDefinition {
	name: string;
	/** What people call the service. */
	service: string;
	/** Folder below `nodes`. */
	folder: string;
	description: string;
	keywords: string[];
	/** Classes of the nodes below `nodes/<folder>`. */
	nodes: string[];
	/** Classes below `credentials`. */
	credentials: string[];
	/** Pictures of docs/images that its README shows. */
	pictures: string[];
}

/** Name of the package that holds everything. */
export const PACK = 'n8n-nodes-lms';

export const DEFINITIONS: PackageDefinition[] = [
	{
		name: 'n8n-nodes-360learning',
		service: '360Learning',
		folder: 'Learning360',
		description: 'n8n nodes for 360Learning (API v2): users, groups, courses, paths, sessions, statistics and events',
		keywords: ['360learning', 'lms', 'learning', 'training'],
		nodes: ['Learning360', 'Learning360PollingTrigger', 'Learning360Trigger'],
		credentials: ['Learning360OAuth2Api'],
		pictures: ['workflow'],
	},
	{
		name: 'n8n-nodes-zoho-people-lms',
		service: 'Zoho People LMS',
		folder: 'ZohoPeopleLms',
		description: 'n8n nodes for the LMS of Zoho People: courses, batches, sessions, tests, learners and progress',
		keywords: ['zoho-people', 'zoho', 'lms', 'learning', 'training'],
		nodes: ['ZohoPeopleLms', 'ZohoPeopleLmsTrigger'],
		credentials: ['ZohoPeopleOAuth2Api'],
		pictures: ['zoho-trigger'],
	},
];
