import type { IExecuteFunctions } from 'n8n-workflow';
import { readToolAnswer } from '../input/detail';
import type { Operation } from '../model/operation';
import type { Service } from '../model/service';
import { isToolRun, modelParameters } from '../model/tool';
import { ToolAnswer } from '../output/toolAnswer';

/**
 * The bounds of what a language model gets; `undefined` when a workflow runs the node, or the model is to get complete answers.
 *
 * @throws FieldIssue when the setting cannot be read
 */
export function toolAnswer(
	context: IExecuteFunctions,
	{ catalogue }: Service,
	operation: Operation,
): ToolAnswer | undefined {
	if (!isToolRun(context) || readToolAnswer(context) === 'complete') return undefined;
	return new ToolAnswer(operation, modelParameters(context.getNode().parameters), catalogue.secrets);
}
