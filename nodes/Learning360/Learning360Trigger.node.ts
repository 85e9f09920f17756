import {
	NodeConnectionTypes,
	type IExecuteFunctions,
	type IHookFunctions,
	type INode,
	type INodeExecutionData,
	type INodeType,
	type INodeTypeDescription,
	type IPollFunctions,
	type IWebhookFunctions,
	type IWebhookResponseData,
} from 'n8n-workflow';
import { ownDescription } from '../connector/description/built';
import webhookTrigger from './webhookTrigger';

/** Loads the subscriptions on first use: n8n loads every node when it starts. */
const subscriptions = async () => await import('./webhook/subscriptions');

/**
 * Does something, and throws its errors as n8n shows them.
 *
 * @throws NodeApiError, NodeOperationError
 */
async function plainly<T>(node: INode, act: () => Promise<T>): Promise<T> {
	try {
		return await act();
	} catch (error) {
		const { plainError } = await import('../connector/messages/errors');
		throw plainError(node, error);
	}
}

/**
 * Starts a workflow when something happens in 360Learning. n8n calls `webhook` for each delivery, `poll` when it starts and every hour, and
 * `execute` in the execution that either of them has started.
 */
export class Learning360Trigger implements INodeType {
	description: INodeTypeDescription = {
		displayName: '360Learning Trigger',
		name: 'learning360Trigger',
		icon: { light: 'file:../../icons/learning360.svg', dark: 'file:../../icons/learning360.dark.svg' },
		group: ['trigger'],
		version: 1,
		subtitle: webhookTrigger.subtitle,
		// The nodes panel shows this for the trigger and the action node together.
		description:
			'Work with users, courses, paths and sessions in 360Learning, or start a workflow when something happens there',
		eventTriggerDescription: 'Waiting for an event in 360Learning',
		defaults: { name: '360Learning Trigger' },
		inputs: [],
		outputs: [NodeConnectionTypes.Main],
		credentials: [{ name: 'learning360OAuth2Api', required: true }],
		...ownDescription(webhookTrigger),
	};

	webhookMethods = {
		default: {
			async checkExists(this: IHookFunctions): Promise<boolean> {
				return await plainly(this.getNode(), async () => await (await subscriptions()).subscriptionsStand(this));
			},
			async create(this: IHookFunctions): Promise<boolean> {
				await plainly(this.getNode(), async () => await (await subscriptions()).subscribe(this));
				return true;
			},
			async delete(this: IHookFunctions): Promise<boolean> {
				await plainly(this.getNode(), async () => await (await subscriptions()).unsubscribe(this));
				return true;
			},
		},
	};

	async webhook(this: IWebhookFunctions): Promise<IWebhookResponseData> {
		const { receive } = await import('./webhook/delivery');
		return await receive(this);
	}

	/** Emits by itself, one execution for each event. */
	async poll(this: IPollFunctions): Promise<null> {
		const { catchUp } = await import('./webhook/catchUp');
		await plainly(this.getNode(), async () => await catchUp(this));
		return null;
	}

	/**
	 * Without it n8n would call `poll` in a test run, in place of taking what the webhook has received. And what takes time happens here, after
	 * the delivery was answered.
	 */
	async execute(this: IExecuteFunctions): Promise<INodeExecutionData[][]> {
		const { passOn } = await import('./webhook/passing');
		return [await passOn(this)];
	}
}
