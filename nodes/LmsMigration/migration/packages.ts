/** The packages that hold nodes of this one, by name, and the nodes of each. Names, parameters and credentials of the nodes are the same everywhere. */
export const PACKAGES: Record<string, string[]> = {
	'n8n-nodes-lms': [
		'learning360',
		'learning360PollingTrigger',
		'learning360Trigger',
		'learning360V1',
		'lmsMigration',
		'zohoPeopleLms',
		'zohoPeopleLmsTrigger',
	],
	'n8n-nodes-360learning': ['learning360', 'learning360PollingTrigger', 'learning360Trigger'],
	'n8n-nodes-zoho-people-lms': ['zohoPeopleLms', 'zohoPeopleLmsTrigger'],
};
