import { describeErrorOutput } from './everyOperation.ts';

describeErrorOutput('ZohoPeopleLms', {
	status: 400,
	body: { response: { status: 1, errors: [{ code: 7218, message: 'Invalid OAuth scope' }] } },
	code: '7218',
});
