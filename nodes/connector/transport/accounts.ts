import { createHash } from 'node:crypto';
import type { Pace } from '../model/catalogue';
import { monotonic } from './monotonic';
import { Pacer } from './pacing';

/** A token of either vendor lives an hour; after this long without an answer it may have expired. */
const FRESH_MS = 50 * 60 * 1000;

/** Maximum number of record IDs remembered to recognize accounts, for all accounts together. */
const MOST_RECORDS = 20_000;

/** IDs taken from one answer: one that two credentials have in common is enough. */
const RECORDS_PER_ANSWER = 50;

/** State of the token of one credential in this process. */
class Session {
	/** When a token was last accepted, on the monotonic clock. */
	private acceptedAt = -Infinity;
	/** A call that goes alone because the token may be missing or expired. */
	private alone: Promise<unknown> | undefined;

	/** Whether a token was accepted recently, so that calls need not wait for one that fetches a token. */
	get isFresh(): boolean {
		return monotonic() - this.acceptedAt < FRESH_MS;
	}

	/** The call that goes alone, if there is one; others wait for it. */
	get first(): Promise<unknown> | undefined {
		return this.alone;
	}

	accepted(): void {
		this.acceptedAt = monotonic();
	}

	refused(): void {
		this.acceptedAt = -Infinity;
	}

	/** Makes others wait until a call has ended. */
	async runAlone<T>(call: Promise<T>): Promise<T> {
		this.alone = call.then(
			() => {},
			() => {},
		);
		try {
			return await call;
		} finally {
			this.alone = undefined;
		}
	}
}

/** An account of a vendor, to which its limits apply, whatever the credential. */
export class Account {
	private pacers = new Map<string, Pacer>();
	/** The account that this one turned out to be. */
	private same: Account | undefined;

	/** The account itself, or the one that it turned out to be. */
	get known(): Account {
		return this.same?.known ?? this;
	}

	/**
	 * The pacer of one limit.
	 *
	 * @param key name of the limit, and of the operation if it is counted for each
	 */
	pacer(key: string, pace: Pace): Pacer {
		const { pacers } = this.known;
		let pacer = pacers.get(key);
		if (!pacer) pacers.set(key, (pacer = new Pacer(pace)));
		return pacer;
	}

	/** Ends all locks. */
	unlock(): void {
		for (const pacer of this.known.pacers.values()) pacer.unblock();
	}

	/** Joins another account that is the same one: from now on both have one budget, and what was counted for either counts. */
	join(other: Account): void {
		const [own, given] = [this.known, other.known];
		if (own === given) return;
		for (const [key, pacer] of given.pacers) {
			const existing = own.pacers.get(key);
			if (existing) existing.absorb(pacer);
			else own.pacers.set(key, pacer);
		}
		given.pacers = new Map();
		given.same = own;
	}
}

/** A credential as it is used for a run. */
export interface SignIn {
	/** ID of the credential in n8n; absent for one that n8n has not stored. */
	id?: string | undefined;
	/** Changes when a user edits the credential or connects it again. */
	edition: string;
	/** The platform of the vendor; accounts of different platforms are never the same. */
	platform: string;
	/** What the credential itself says about its account, e.g. the client ID. Credentials that share one of them have the same account. */
	facts: string[];
}

/**
 * Everything that nodes remember about the vendors' accounts between runs: budgets, locks, learned shares, and when a token was last accepted. It lives as
 * long as the process and is shared by all nodes and workflows in it. `reset()` forgets it.
 */
export class Accounts {
	private byFact = new Map<string, Account>();
	/** Accounts by ID of a record that they have; the oldest are dropped. */
	private byRecord = new Map<string, Account>();
	private editions = new Map<string, string>();
	private sessions = new Map<string, Session>();

	/**
	 * Finds the account of a credential. An edit of the credential ends its locks, so that users have a way out of a lock that was meant for somebody else
	 * or never ends.
	 */
	of({ id, edition, platform, facts }: SignIn): { account: Account; session: Session } {
		const keys = facts.map((fact) => createHash('sha256').update(`${platform}|${fact}`).digest('hex'));
		const found = keys.flatMap((key) => this.byFact.get(key)?.known ?? []);
		const account = found[0] ?? new Account();
		for (const other of found) account.join(other);
		for (const key of keys) this.byFact.set(key, account);
		const credential = `${platform}|${id}`;
		if (id !== undefined && this.editions.get(credential) !== edition) {
			if (this.editions.has(credential)) account.unlock();
			this.editions.set(credential, edition);
		}
		return { account, session: this.session(`${credential}|${edition}`) };
	}

	/**
	 * Learns from records that an account has. IDs of records are unique across all accounts of a vendor, so two credentials with the same record have the
	 * same account.
	 *
	 * @param platform the platform of the account
	 * @param ids IDs of records that the vendor has returned to the account, or accepted from it
	 */
	saw(account: Account, platform: string, ids: string[]): void {
		for (const id of ids.slice(0, RECORDS_PER_ANSWER)) {
			const key = `${platform}|${id}`;
			const other = this.byRecord.get(key);
			if (other) account.join(other);
			else this.byRecord.set(key, account.known);
		}
		for (const key of this.byRecord.keys()) {
			if (this.byRecord.size <= MOST_RECORDS) break;
			this.byRecord.delete(key);
		}
	}

	/** Forgets everything. */
	reset(): void {
		this.byFact = new Map();
		this.byRecord = new Map();
		this.editions = new Map();
		this.sessions = new Map();
	}

	private session(key: string): Session {
		let session = this.sessions.get(key);
		if (!session) this.sessions.set(key, (session = new Session()));
		return session;
	}
}

/** The accounts of this process. */
export const accounts = new Accounts();

export type { Session };
