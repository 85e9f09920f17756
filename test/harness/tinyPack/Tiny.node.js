const { NodeApiError, NodeConnectionTypes } = require('n8n-workflow');

/** Calls the tiny server of the harness's own tests, in each of the ways a node of the pack may. */
exports.Tiny = class {
	description = {
		displayName: 'Tiny',
		name: 'tiny',
		group: ['transform'],
		version: 1,
		description: 'Calls the tiny server',
		defaults: { name: 'Tiny' },
		inputs: [NodeConnectionTypes.Main],
		outputs: [NodeConnectionTypes.Main],
		credentials: ['tinyTokenApi', 'tinyKeyApi', 'tinyOAuth2Api'].map((name) => ({
			name,
			required: true,
			displayOptions: { show: { authentication: [name] } },
		})),
		properties: [
			{
				displayName: 'Authentication',
				name: 'authentication',
				type: 'options',
				options: ['tinyTokenApi', 'tinyKeyApi', 'tinyOAuth2Api'].map((value) => ({ name: value, value })),
				default: 'tinyTokenApi',
			},
			{ displayName: 'Path', name: 'path', type: 'string', default: '', required: true },
			{ displayName: 'File', name: 'file', type: 'boolean', default: false },
			{
				displayName: 'Record',
				name: 'record',
				type: 'resourceLocator',
				default: { mode: 'list', value: '' },
				modes: [
					{ displayName: 'From List', name: 'list', type: 'list', typeOptions: { searchListMethod: 'searchRecords' } },
				],
			},
		],
	};

	methods = {
		listSearch: {
			async searchRecords(filter, paginationToken) {
				const { host } = await this.getCredentials(this.getCurrentNodeParameter('authentication'));
				const qs = { filter, page: paginationToken };
				const answer = await request(this, this.getCurrentNodeParameter('authentication'), {
					url: `${host}/records`,
					qs,
				});
				const results = answer.records.map(({ id, name }) => ({ name, value: id }));
				return { results, paginationToken: answer.next };
			},
		},
		loadOptions: {
			async loadKinds() {
				return [{ name: `Kind of ${this.getCurrentNodeParameter('path')}`, value: 'kind' }];
			},
		},
		resourceMapping: {
			async loadFields() {
				const field = (id) => ({
					id,
					displayName: id,
					required: false,
					defaultMatch: false,
					display: true,
					type: 'string',
				});
				return { fields: [field('one'), field('two'), field('one')] };
			},
		},
	};

	async execute() {
		const items = this.getInputData();
		const results = [];
		for (let index = 0; index < items.length; index++) {
			try {
				const authentication = this.getNodeParameter('authentication', index);
				const { host } = await this.getCredentials(authentication, index);
				const url = host + this.getNodeParameter('path', index);
				this.logger.info(`Calling ${this.getNodeParameter('path', index)}`);
				if (this.getNodeParameter('file', index)) {
					const body = await request(this, authentication, { url, encoding: 'arraybuffer', json: false });
					const data = await this.helpers.prepareBinaryData(Buffer.from(body), 'tiny.txt', 'text/plain');
					results.push({ json: {}, binary: { data }, pairedItem: { item: index } });
				} else {
					results.push({ json: await request(this, authentication, { url }), pairedItem: { item: index } });
				}
			} catch (error) {
				if (!this.continueOnFail()) throw new NodeApiError(this.getNode(), error, { itemIndex: index });
				results.push({ json: { error: error.message }, pairedItem: { item: index } });
			}
		}
		return [results];
	}
};

function request(context, authentication, options) {
	return context.helpers.httpRequestWithAuthentication.call(context, authentication, {
		method: 'GET',
		json: true,
		...options,
	});
}
