import { ZOHO } from '../five/five.ts';
import { describeProperties } from './properties.ts';

describeProperties('ZohoPeopleLms', ZOHO);
