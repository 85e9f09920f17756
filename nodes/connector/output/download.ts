import type { IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';
import type { Operation } from '../model/operation';
import type { VendorResponse } from '../model/service';
import type { ByteStream } from '../transport/streams';
import { nameIn, typeIn } from '../wire/fileNames';

/** Creates the item for a downloaded file. Its bytes are streamed to n8n's binary data storage. */
export async function fileItem(
	context: IExecuteFunctions,
	operation: Operation,
	bytes: ByteStream,
	headers: VendorResponse['headers'],
	itemIndex: number,
): Promise<INodeExecutionData> {
	const property = context.getNodeParameter('binaryPropertyName', itemIndex, 'data') as string;
	const mimeType = operation.output.mediaType ?? typeIn(headers) ?? 'application/octet-stream';
	const fileName = nameIn(headers['content-disposition']) ?? `${operation.value}.${mimeType.split('/')[1] ?? 'bin'}`;
	const data = await context.helpers.prepareBinaryData(bytes, fileName, mimeType);
	return {
		json: { fileName, mimeType, fileSize: data.fileSize ?? '' },
		binary: { [property]: data },
		pairedItem: { item: itemIndex },
	};
}
