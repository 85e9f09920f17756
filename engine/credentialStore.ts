import { randomBytes } from 'node:crypto';
import type { ICredentialDataDecryptedObject, INodeCredentialsDetails } from 'n8n-workflow';
import { container, core, workflow } from './n8n.ts';

type Data = ICredentialDataDecryptedObject;

type StoredCredentials = InstanceType<typeof core.Credentials<Data>>;

/**
 * Keeps credentials encrypted in memory, as n8n keeps them in its database. One credential per type; its id is the name of
 * the type. Tokens that are renewed during a run stay here, so a store that is passed to two runs signs in once.
 */
export class CredentialStore {
	private readonly stored = new Map<string, StoredCredentials>();

	/** @param data what a person would type into the credential, by credential type name */
	static async create(data: Record<string, object>): Promise<CredentialStore> {
		prepareKeys();
		const store = new CredentialStore();
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

	/** The decrypted fields, renewed tokens included. */
	async get(type: string): Promise<Data> {
		return await this.find(type).getData();
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
