import { crc32 } from 'node:zlib';

const SIGNATURE = Buffer.from('89504e470d0a1a0a', 'hex');

interface Chunk {
	type: string;
	data: Buffer;
}

/** A picture of an animation. */
export interface Frame {
	/** A whole PNG; all of them are of one size and kind, as screenshots of one page are. */
	png: Buffer;
	/** How long it stays, in milliseconds. */
	ms: number;
}

/**
 * Puts PNGs into one animated PNG that plays for ever. A browser that does not know animations shows the first.
 * Source: https://www.w3.org/TR/png-3/#apng-frame-based-animation
 */
export function animated(frames: Frame[]): Buffer {
	const [first] = frames.map(({ png }) => chunksOf(png));
	if (!first) throw new Error('An animation needs a picture');
	const header = first.find(({ type }) => type === 'IHDR')!.data;
	const chunks: Chunk[] = [
		{ type: 'IHDR', data: header },
		{ type: 'acTL', data: numbers(frames.length, 0) },
	];
	let sequence = 0;
	for (const [index, { png, ms }] of frames.entries()) {
		const own = chunksOf(png);
		if (!own.find(({ type }) => type === 'IHDR')!.data.equals(header))
			throw new Error('The pictures of an animation differ in size or kind');
		const delay = Buffer.alloc(6);
		delay.writeUInt16BE(ms, 0);
		delay.writeUInt16BE(1000, 2);
		const place = Buffer.concat([numbers(sequence++), header.subarray(0, 8), numbers(0, 0), delay]);
		chunks.push({ type: 'fcTL', data: place });
		for (const { type, data } of own) {
			if (type !== 'IDAT') continue;
			chunks.push(index === 0 ? { type, data } : { type: 'fdAT', data: Buffer.concat([numbers(sequence++), data]) });
		}
	}
	chunks.push({ type: 'IEND', data: Buffer.alloc(0) });
	return Buffer.concat([SIGNATURE, ...chunks.map(written)]);
}

function chunksOf(png: Buffer): Chunk[] {
	const chunks: Chunk[] = [];
	for (let at = SIGNATURE.length; at < png.length; ) {
		const length = png.readUInt32BE(at);
		chunks.push({ type: png.toString('latin1', at + 4, at + 8), data: png.subarray(at + 8, at + 8 + length) });
		at += length + 12;
	}
	return chunks;
}

function written({ type, data }: Chunk): Buffer {
	const body = Buffer.concat([Buffer.from(type, 'latin1'), data]);
	return Buffer.concat([numbers(data.length), body, numbers(crc32(body))]);
}

function numbers(...values: number[]): Buffer {
	const buffer = Buffer.alloc(4 * values.length);
	values.forEach((value, index) => buffer.writeUInt32BE(value, 4 * index));
	return buffer;
}
