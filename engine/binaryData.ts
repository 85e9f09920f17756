import type { Readable } from 'node:stream';
import type { IBinaryData, INodeExecutionData } from 'n8n-workflow';
import { container, core } from './n8n.ts';

let started: Promise<void> | undefined;

/** Makes n8n keep files on disk, in its folder, as n8n 2.x does; an item then carries only a reference. */
export function prepareBinaryData(): Promise<void> {
	started ??= container.get(core.BinaryDataService).init();
	return started;
}

/**
 * Bytes of a file that an item carries.
 *
 * @param property name of the binary property
 * @throws Error when the item has no such file
 */
export async function readBinary(item: INodeExecutionData, property = 'data'): Promise<Buffer> {
	const file = item.binary?.[property];
	if (!file)
		throw new Error(
			`The item has no file "${property}", only: ${Object.keys(item.binary ?? {}).join(', ') || 'none'}.`,
		);
	return await container.get(core.BinaryDataService).getAsBuffer(file);
}

/**
 * Keeps a file where n8n keeps those of executions.
 *
 * @param content bytes, or a stream of them that is written as it comes
 * @returns what an item carries for it
 */
export async function storeBinary(
	content: Buffer | Readable,
	{ fileName, mimeType }: { fileName?: string; mimeType: string },
): Promise<IBinaryData> {
	await prepareBinaryData();
	const service = container.get(core.BinaryDataService);
	return await service.store({ type: 'execution', workflowId: 'workflow', executionId: 'given' }, content, {
		fileName,
		mimeType,
		data: '',
	});
}
