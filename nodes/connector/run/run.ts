import type { IExecuteFunctions } from 'n8n-workflow';
import type { FindId } from '../model/list';
import type { Operation } from '../model/operation';
import type { Service } from '../model/service';
import type { ToolAnswer } from '../output/toolAnswer';
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
	/** The bounds of the answer where a language model gets it; absent when a workflow does, or the model is to get all of it. */
	answer: ToolAnswer | undefined;
}
