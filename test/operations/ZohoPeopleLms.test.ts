import { describeOperations } from './operations.ts';

describeOperations('ZohoPeopleLms');
