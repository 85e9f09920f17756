import { V2 } from '../five/five.ts';
import { describeInputs } from './inputs.ts';

describeInputs('Learning360', V2);
