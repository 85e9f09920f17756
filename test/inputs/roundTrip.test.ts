import { V1, V2, ZOHO } from '../five/five.ts';
import { describeRoundTrip } from './roundTrip.ts';

describe('360Learning', () => describeRoundTrip('Learning360', V2));
describe('360Learning API v1', () => describeRoundTrip('Learning360V1', V1));
describe('Zoho People LMS', () => describeRoundTrip('ZohoPeopleLms', ZOHO));
