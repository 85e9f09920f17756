import { type IExecuteFunctions, type INodeExecutionData, NodeOperationError } from 'n8n-workflow';
import { idFinder } from '../client/idFinder';
import { nodeError, plainError } from '../messages/errors';
import { failedItem, orFailedItems } from '../messages/failedItem';
import { existing } from '../model/existing';
import { FieldIssue, Refusal } from '../model/failures';
import { atVersion } from '../model/atVersion';
import type { Operation } from '../model/operation';
import type { Service } from '../model/service';
import { type NodeOptions, readOptions } from '../transport/settings';
import { Transport } from '../transport/transport';
import { runBulk } from './bulk';
import { addHints } from './hints';
import { type Job, runJob } from './job';
import { runItems } from './items';
import { checkPermission } from './permission';
import { inProgress, type Progress } from './progress';
import type { Run } from './run';
import { toolAnswer } from './toolRun';

/**
 * Runs the chosen operation for every input item: bounded, in order, each output item paired with its input item.
 *
 * An item that cannot be done fails alone when the node continues on fail, else the node stops after the items under way. With an error output
 * every item fails alone, also when nothing can be done for any of them. When n8n runs the node again (Retry On Fail), items that are done are
 * not done again.
 *
 * @param jobs operations that need more than one call, by the name their documents give (`x-job`)
 * @throws NodeApiError or NodeOperationError with the number of the item
 */
export async function execute(
	context: IExecuteFunctions,
	service: Service,
	jobs: Record<string, Job> = {},
): Promise<INodeExecutionData[][]> {
	const items = context.getInputData();
	if (items.length === 0) return [[]];
	return await inProgress(context, async (progress) => {
		const work = async () => await runAll(context, service, jobs, progress, items.length);
		const failed = (cause: unknown) =>
			items.flatMap(
				(_item, index) =>
					progress.done.get(index) ?? [failedItem(context, nodeError(context.getNode(), cause, index), index)],
			);
		return [await orFailedItems(context, work, failed)];
	});
}

async function runAll(
	context: IExecuteFunctions,
	service: Service,
	jobs: Record<string, Job>,
	progress: Progress,
	count: number,
): Promise<INodeExecutionData[]> {
	const operation = chosenOperation(context, service);
	const answer = await plainly(context, async () => {
		await checkPermission(context, service, operation);
		return toolAnswer(context, service, operation);
	});
	const { options, transport } = await opened(context, service);
	const run: Run = { context, service, operation, transport, progress, findId: idFinder(service, transport), answer };
	try {
		const items = await outputOf(run, jobs, count, options.concurrency ?? transport.concurrency(operation));
		return answer?.shortened(items) ?? items;
	} finally {
		addHints(context, transport);
	}
}

async function outputOf(
	run: Run,
	jobs: Record<string, Job>,
	count: number,
	concurrency: number,
): Promise<INodeExecutionData[]> {
	const { bulk, job } = run.operation;
	if (bulk) return await runBulk(run, count);
	if (job) return await runJob(run, existing(jobs[job], `The job ${job}`), count, concurrency);
	return await runItems(run, count, concurrency);
}

async function opened(
	context: IExecuteFunctions,
	service: Service,
): Promise<{ options: NodeOptions; transport: Transport }> {
	return await plainly(context, async () => {
		const options = readOptions(context.getNodeParameter('options', 0, {}));
		return { options, transport: await Transport.open(context, service, options) };
	});
}

/** Does what concerns no item; what cannot be read becomes an error of the node. */
async function plainly<T>(context: IExecuteFunctions, work: () => T | Promise<T>): Promise<T> {
	try {
		return await work();
	} catch (error) {
		throw error instanceof FieldIssue || error instanceof Refusal ? plainError(context.getNode(), error) : error;
	}
}

function chosenOperation(context: IExecuteFunctions, { catalogue }: Service): Operation {
	const resource = context.getNodeParameter('resource', 0) as string;
	const value = context.getNodeParameter('operation', 0) as string;
	const operation = catalogue.resources
		.find((entry) => entry.value === resource)
		?.operations.find((entry) => entry.value === value);
	if (operation) return atVersion(operation, context.getNode().typeVersion);
	throw new NodeOperationError(
		context.getNode(),
		`This version of the node does not know the operation ${resource}: ${value}`,
		{
			description: 'Choose the resource and the operation again',
		},
	);
}
