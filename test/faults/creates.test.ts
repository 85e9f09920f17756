import './fewItems.ts';
import { testRows } from './rowTests.ts';

testRows(['create', 'createV1', 'createZoho']);
