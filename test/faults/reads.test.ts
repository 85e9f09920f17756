import './fewItems.ts';
import { testRows } from './rowTests.ts';

testRows(['read', 'list', 'readZoho', 'download']);
