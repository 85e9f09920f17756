import { randomBytes } from 'node:crypto';
import { CREDENTIALS } from '../credentials.ts';
import type { Clock } from '../server/clock.ts';
import type { Tokens } from '../server/tokens.ts';

/** A code lives two minutes. Source: https://www.zoho.com/people/api/oauth.html */
const CODE_SECONDS = 120;

interface Code {
	scope: string;
	redirectUri: string;
	/** Whether a refresh token comes with the access token. */
	offline: boolean;
	expiresAt: number;
}

/** What a client may ask for. */
export interface Consent {
	scope: string;
	redirectUri: string;
	accessType?: string;
	prompt?: string;
}

export interface Granted {
	accessToken: string;
	refreshToken?: string;
	scope: string;
}

/** Codes and refresh tokens of the one client the accounts server knows. */
export class Grants {
	private codes = new Map<string, Code>();
	private refreshTokens = new Map<string, string>();
	private hasConsented = false;
	private readonly clock: Clock;
	private readonly tokens: Tokens;

	constructor(clock: Clock, tokens: Tokens) {
		this.clock = clock;
		this.tokens = tokens;
		this.reset();
	}

	/** Forgets everything but the tokens that are ready from the start. */
	reset(): void {
		const { accessToken, lmsAccessToken, readOnlyAccessToken, refreshToken, scope, clientId } = CREDENTIALS.zoho;
		this.codes.clear();
		this.hasConsented = false;
		this.refreshTokens = new Map([[refreshToken, scope]]);
		this.tokens.clear();
		this.tokens.register(accessToken, 'lms', { clientId, scopes: scope.split(',') });
		this.tokens.register(lmsAccessToken, 'lms', { clientId, scopes: ['ZOHOPEOPLE.training.ALL'] });
		this.tokens.register(readOnlyAccessToken, 'lms', { clientId, scopes: ['ZOHOPEOPLE.training.READ'] });
	}

	/** The user has agreed: a code for one exchange. */
	consent({ scope, redirectUri, accessType, prompt }: Consent): string {
		const code = zohoToken();
		// A refresh token comes with the first consent only, unless the client asks for consent again.
		const offline = accessType === 'offline' && (!this.hasConsented || prompt === 'consent');
		this.hasConsented = true;
		this.codes.set(code, { scope, redirectUri, offline, expiresAt: this.clock.now() + CODE_SECONDS * 1000 });
		return code;
	}

	/** @returns undefined when the code is unknown, used, too old or meant for another redirect URL */
	exchange(code: string, redirectUri: string): Granted | undefined {
		const found = this.codes.get(code);
		this.codes.delete(code);
		if (!found || found.expiresAt <= this.clock.now() || found.redirectUri !== redirectUri) return undefined;
		const refreshToken = found.offline ? zohoToken() : undefined;
		if (refreshToken) this.refreshTokens.set(refreshToken, found.scope);
		return { accessToken: this.accessToken(found.scope), refreshToken, scope: found.scope };
	}

	/** @returns undefined when the refresh token is unknown */
	refresh(refreshToken: string): Granted | undefined {
		const scope = this.refreshTokens.get(refreshToken);
		return scope === undefined ? undefined : { accessToken: this.accessToken(scope), scope };
	}

	private accessToken(scope: string): string {
		const token = zohoToken();
		const scopes = scope.split(/[ ,]+/).filter(Boolean);
		this.tokens.register(token, 'lms', { clientId: CREDENTIALS.zoho.clientId, scopes });
		return token;
	}
}

/** The form of Zoho's tokens and codes. */
function zohoToken(): string {
	return `1000.${randomBytes(16).toString('hex')}.${randomBytes(16).toString('hex')}`;
}
