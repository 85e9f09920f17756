import { createHmac } from 'node:crypto';
import type { Principal } from './answer.ts';
import type { Clock } from './clock.ts';

export type TokenState = 'valid' | 'expired' | 'revoked' | 'unknown';

interface Issued {
	/** Which API the token opens. */
	kind: string;
	principal: Principal;
	expiresAt: number;
	revoked: boolean;
}

/** Access tokens of one host: issued, looked up, expired, revoked. */
export class Tokens {
	readonly seconds: number;
	private readonly issued = new Map<string, Issued>();
	private readonly clock: Clock;
	private count = 0;

	constructor(clock: Clock, seconds: number) {
		this.clock = clock;
		this.seconds = seconds;
	}

	/** A new JSON Web Token for a kind of API. */
	issue(kind: string, principal: Principal): string {
		this.count += 1;
		const now = Math.floor(this.clock.now() / 1000);
		const payload = { kind, sub: principal.clientId, jti: this.count, iat: now, exp: now + this.seconds };
		const content = [{ alg: 'HS256', typ: 'JWT' }, payload].map((part) => encode(JSON.stringify(part))).join('.');
		const signature = createHmac('sha256', 'sandbox').update(content).digest('base64url');
		const token = `${content}.${signature}`;
		this.register(token, kind, principal);
		return token;
	}

	/** Makes a token of a given text valid from now on. */
	register(token: string, kind: string, principal: Principal): void {
		this.issued.set(token, { kind, principal, expiresAt: this.clock.now() + this.seconds * 1000, revoked: false });
	}

	look(token: string, kind: string): { state: TokenState; principal: Principal } {
		const issued = this.issued.get(token);
		if (!issued || issued.kind !== kind) return { state: 'unknown', principal: {} };
		if (issued.revoked) return { state: 'revoked', principal: issued.principal };
		return { state: issued.expiresAt <= this.clock.now() ? 'expired' : 'valid', principal: issued.principal };
	}

	/** Expires all tokens issued so far. */
	expireAll(): void {
		for (const issued of this.issued.values()) issued.expiresAt = 0;
	}

	/** Revokes all tokens issued so far. */
	revokeAll(): void {
		for (const issued of this.issued.values()) issued.revoked = true;
	}

	clear(): void {
		this.issued.clear();
	}
}

function encode(text: string): string {
	return Buffer.from(text).toString('base64url');
}
