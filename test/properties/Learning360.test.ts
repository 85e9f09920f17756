import { V2 } from '../five/five.ts';
import { describeProperties } from './properties.ts';

describeProperties('Learning360', V2);
