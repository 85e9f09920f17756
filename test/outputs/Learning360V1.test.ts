import { describeErrorOutput } from './everyOperation.ts';

describeErrorOutput('Learning360V1', { status: 403, body: { error: 'invalid_api_key' }, code: 'invalid_api_key' });
