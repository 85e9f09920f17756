import { generateKeyPairSync, sign, type KeyObject } from 'node:crypto';
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';

/** A server on this machine whose certificate nobody trusts. */
export interface TlsServer {
	url: string;
	/** Requests that came through, which must be none. */
	requests: number;
	/** Connections that were opened. */
	connections: number;
	close(): Promise<void>;
}

/** What is wrong with the certificate. */
export type Flaw = 'self-signed' | 'of an unknown authority';

/** Starts a server with a certificate made for it. */
export async function startTlsServer(flaw: Flaw): Promise<TlsServer> {
	const own = generateKeyPairSync('ec', { namedCurve: 'P-256' });
	const authority = flaw === 'self-signed' ? own : generateKeyPairSync('ec', { namedCurve: 'P-256' });
	const cert = certificate(
		own.publicKey,
		'localhost',
		flaw === 'self-signed' ? 'localhost' : 'Nobody you know',
		authority.privateKey,
	);
	const tls: TlsServer = {
		url: '',
		requests: 0,
		connections: 0,
		close: async () => await new Promise((resolve) => void server.close(() => resolve())),
	};
	const server = createServer(
		{ cert, key: own.privateKey.export({ type: 'pkcs8', format: 'pem' }) },
		(_request, response) => {
			tls.requests += 1;
			response.end('{}');
		},
	);
	server.on('connection', () => (tls.connections += 1));
	server.on('tlsClientError', () => {});
	await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve));
	tls.url = `https://localhost:${(server.address() as AddressInfo).port}`;
	return tls;
}

/** An X.509 certificate (RFC 5280), as PEM. */
function certificate(key: KeyObject, subject: string, issuer: string, signer: KeyObject): string {
	const algorithm = sequence(Buffer.from('06082a8648ce3d040302', 'hex')); // ecdsa-with-SHA256
	const name = (text: string) =>
		sequence(der(0x31, sequence(Buffer.from('0603550403', 'hex'), der(0x0c, Buffer.from(text)))));
	const time = (year: number) => der(0x18, Buffer.from(`${year}0101000000Z`));
	const content = sequence(
		der(0xa0, Buffer.from('020102', 'hex')),
		der(0x02, Buffer.from([1])),
		algorithm,
		name(issuer),
		sequence(time(2020), time(2120)),
		name(subject),
		key.export({ type: 'spki', format: 'der' }),
	);
	const signature = der(0x03, Buffer.concat([Buffer.from([0]), sign('sha256', content, signer)]));
	const text = sequence(content, algorithm, signature)
		.toString('base64')
		.match(/.{1,64}/g)!
		.join('\n');
	return `-----BEGIN CERTIFICATE-----\n${text}\n-----END CERTIFICATE-----\n`;
}

function sequence(...parts: Buffer[]): Buffer {
	return der(0x30, Buffer.concat(parts));
}

function der(tag: number, content: Buffer): Buffer {
	const { length } = content;
	const size = length < 128 ? [length] : length < 256 ? [0x81, length] : [0x82, length >> 8, length & 255];
	return Buffer.concat([Buffer.from([tag, ...size]), content]);
}
