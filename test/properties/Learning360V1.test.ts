import { V1 } from '../five/five.ts';
import { describeProperties } from './properties.ts';

describeProperties('Learning360V1', V1);
