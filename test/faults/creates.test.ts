import { testRows } from './rowTests.ts';

testRows(['create']);
