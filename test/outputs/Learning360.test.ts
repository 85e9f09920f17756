import { describeErrorOutput } from './everyOperation.ts';

describeErrorOutput('Learning360', { status: 403, body: { error: { code: 'invalid_scope' } }, code: 'invalid_scope' });
