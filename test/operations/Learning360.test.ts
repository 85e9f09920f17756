import { describeOperations } from './operations.ts';

describeOperations('Learning360');
