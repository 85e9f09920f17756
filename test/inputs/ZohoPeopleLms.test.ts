import { ZOHO } from '../five/five.ts';
import { describeInputs } from './inputs.ts';

describeInputs('ZohoPeopleLms', ZOHO);
