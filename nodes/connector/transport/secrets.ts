import type { ICredentialDataDecryptedObject } from 'n8n-workflow';

/** Names of fields of credentials, and of what n8n stores in them, that hold a secret. */
const SECRET_FIELD = /secret|token|key|password/i;

/** Shorter texts are no secrets that a vendor has made, and may be a part of anything. */
const SHORTEST = 16;

const HIDDEN = '[hidden]';

/** How many secrets are remembered: tokens change every hour. */
const MOST = 50;

/** Takes the secrets of a credential out of texts that come from the other side: a vendor or a proxy may repeat the request in its answer. */
export class Secrets {
	/** In every spelling in which they may come back, the longest first. */
	private spellings: string[] = [];

	/** Takes note of the secrets in a credential; lists and objects in it are looked through. */
	noteIn(data: ICredentialDataDecryptedObject): void {
		for (const [name, value] of Object.entries(data)) {
			if (typeof value === 'object' && value !== null) this.noteIn(value as ICredentialDataDecryptedObject);
			else if (SECRET_FIELD.test(name) && typeof value === 'string') this.note(value);
		}
	}

	/** Takes note of the token in an `Authorization` header. */
	noteAuthorization(header: unknown): void {
		if (typeof header === 'string') this.note(header.split(' ').pop()!);
	}

	/** The text without secrets. */
	hide(text: string): string {
		return this.spellings.reduce(
			(hidden, secret) => (hidden.includes(secret) ? hidden.replaceAll(secret, HIDDEN) : hidden),
			text,
		);
	}

	/** The same object with its texts without secrets; an error keeps its class. */
	hideIn<T>(value: T): T {
		if (value === null || typeof value !== 'object') return value;
		for (const name of ['code', 'detail', 'message', 'advice', 'description', 'stack'] as const) {
			const holder = value as Record<string, unknown>;
			const text = holder[name];
			if (typeof text !== 'string') continue;
			const hidden = this.hide(text);
			if (hidden !== text) holder[name] = hidden;
		}
		return value;
	}

	private note(value: string): void {
		const secret = value.trim();
		// URLs of token calls contain "token" as well.
		if (secret.length < SHORTEST || this.spellings.includes(secret) || /^https?:/i.test(secret)) return;
		const all = [secret, encodeURIComponent(secret), JSON.stringify(secret).slice(1, -1)];
		this.spellings = [...new Set([...all, ...this.spellings])]
			.slice(0, MOST)
			.sort((one, other) => other.length - one.length);
	}
}
