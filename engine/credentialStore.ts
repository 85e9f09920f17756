import { randomBytes } from 'node:crypto';
import type { ICredentialDataDecryptedObject, INodeCredentialsDetails } from 'n8n-workflow';
import { container, core, workflow } from './n8n.ts';

type Data = ICredentialDataDecryptedObject;

type StoredCredentials = InstanceType<typeof core.Credentials<Data>>;

/** A credential as it was decrypted, until another version is stored. */
interface Opened {
	encrypted: string | undefined;
	fields: Data;
	/** Whether a person wrote an expression into a field: it may come to something else each time. */
	hasExpression: boolean;
	completed?: { by: object; fields: Data };
}

function holdsExpression(value: unknown): boolean {
	if (value !== null && typeof value === 'object') return Object.values(value).some(holdsExpression);
	return workflow.isExpression(value);
}

/**
 * Keeps credentials encrypted in memory, as n8n keeps them in its database. One credential per type; its id is the name of
 * the type. Tokens that are renewed during a run stay here, so a store that is passed to two runs signs in once.
 */
export class CredentialStore {
	private readonly stored = new Map<string, StoredCredentials>();
	private readonly opened = new Map<string, Opened>();

	private readonly opensEachTime: boolean;

	private constructor(opensEachTime: boolean) {
		this.opensEachTime = opensEachTime;
	}

	/**
	 * @param data what a person would type into the credential, by credential type name
	 * @param options `opensEachTime`: decrypts a credential at every use, as n8n does; otherwise once for each stored version, which comes to the same
	 *   and takes less time
	 */
	static async create(
		data: Record<string, object>,
		{ opensEachTime = false }: { opensEachTime?: boolean } = {},
	): Promise<CredentialStore> {
		prepareKeys();
		const store = new CredentialStore(opensEachTime);
		for (const [type, fields] of Object.entries(data)) await store.set(type, fields as Data);
		return store;
	}

	/** Names of the credential types that are stored. */
	types(): string[] {
		return [...this.stored.keys()];
	}

	/** The credential as the JSON of a node names it. */
	reference(type: string): INodeCredentialsDetails {
		return { id: type, name: type };
	}

	/** @throws Error when nothing of this type is stored */
	find(type: string): StoredCredentials {
		const found = this.stored.get(type);
		if (!found) throw new workflow.UserError(`No credential of type "${type}" was given.`);
		return found;
	}

	/**
	 * The decrypted fields, renewed tokens included.
	 *
	 * @throws Error when nothing of this type is stored
	 */
	async get(type: string): Promise<Data> {
		return structuredClone((await this.open(type)).fields);
	}

	/**
	 * The fields with defaults and expressions as `complete` makes them. What nobody wrote an expression into is completed once for each stored
	 * version: a request asks for its credential several times, and an expression of the type itself sees the fields alone.
	 *
	 * @param by whoever knows the credential types; another one completes anew
	 * @throws Error when nothing of this type is stored
	 */
	async completed(type: string, by: object, complete: (fields: Data) => Promise<Data>): Promise<Data> {
		const opened = await this.open(type);
		if (this.opensEachTime || opened.hasExpression) return await complete(structuredClone(opened.fields));
		if (opened.completed?.by !== by) opened.completed = { by, fields: await complete(structuredClone(opened.fields)) };
		return structuredClone(opened.completed.fields);
	}

	private async open(type: string): Promise<Opened> {
		const { data: encrypted } = this.find(type);
		const known = this.opened.get(type);
		if (!this.opensEachTime && known && known.encrypted === encrypted) return known;
		const fields = await this.find(type).getData();
		const opened: Opened = { encrypted, fields, hasExpression: holdsExpression(fields) };
		// Renewed meanwhile: this version is the one of this caller alone.
		if (this.find(type).data === encrypted) this.opened.set(type, opened);
		return opened;
	}

	/** Replaces all fields of a credential. */
	async set(type: string, data: Data): Promise<void> {
		const credentials = new core.Credentials<Data>(this.reference(type), type);
		await credentials.setData(data);
		this.stored.set(type, credentials);
	}
}

let keysPrepared = false;

/** Gives n8n-core the data key that n8n would read from its database: one of this process alone. */
function prepareKeys(): void {
	if (keysPrepared) return;
	keysPrepared = true;
	const value = container.get(core.Cipher).encryptDEKWithInstanceKey(randomBytes(32).toString('hex'));
	const key = { id: 'process', value, algorithm: 'aes-256-gcm', format: 'prefixed' as const };
	container.get(core.EncryptionKeyProxy).setProvider({
		getActiveKey: async () => key,
		getKeyById: async (id) => (id === key.id ? key : null),
		getLegacyKey: async () => key,
	});
}
