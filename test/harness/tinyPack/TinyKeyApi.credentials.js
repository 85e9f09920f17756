/** Signs with a function. */
exports.TinyKeyApi = class {
	name = 'tinyKeyApi';
	displayName = 'Tiny Key API';
	properties = [
		{ displayName: 'Host', name: 'host', type: 'string', default: '' },
		{ displayName: 'Key', name: 'key', type: 'string', typeOptions: { password: true }, default: 'default-key' },
	];
	authenticate = async ({ key }, options) => ({ ...options, qs: { ...options.qs, key } });
};
