import { describeOperations } from './operations.ts';

describeOperations('Learning360V1');
