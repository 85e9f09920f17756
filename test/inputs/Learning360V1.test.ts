import { V1 } from '../five/five.ts';
import { describeInputs } from './inputs.ts';

describeInputs('Learning360V1', V1);
