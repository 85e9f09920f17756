import type { IExecuteFunctions } from 'n8n-workflow';
import type { FindId } from '../model/list';
import type { Operation } from '../model/operation';
import type { Service } from '../model/service';
import type { Transport } from '../transport/transport';
import type { Progress } from './progress';

/** Everything the work on one item needs. */
export interface Run {
	context: IExecuteFunctions;
	service: Service;
	operation: Operation;
	transport: Transport;
	findId: FindId;
	progress: Progress;
}
