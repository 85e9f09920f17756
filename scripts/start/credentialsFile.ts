import { readFileSync } from 'node:fs';

/**
 * Reads what to sign in with: credential type name → fields of the n8n credential.
 *
 * @param known names of the credential types there are
 * @throws Error that names the file and what is wrong with it; never shows what it holds
 */
export function readCredentials(path: string, known: string[]): Record<string, object> {
	let content: unknown;
	try {
		content = JSON.parse(readFileSync(path, 'utf8'));
	} catch (error) {
		// The message of a JSON error quotes the text around it, which may be a secret.
		const reason = error instanceof SyntaxError ? 'it is not valid JSON' : (error as Error).message;
		throw new Error(`The credentials file ${path} cannot be read: ${reason}`, { cause: error });
	}
	if (!isRecord(content))
		throw new Error(`The credentials file ${path} must hold an object: credential type name → fields`);
	for (const [type, fields] of Object.entries(content)) {
		if (!known.includes(type))
			throw new Error(`The credentials file ${path} has "${type}", but there are only ${known.join(', ')}`);
		if (!isRecord(fields))
			throw new Error(`"${type}" in the credentials file ${path} must be an object with the fields of the credential`);
	}
	return content as Record<string, object>;
}

function isRecord(value: unknown): value is Record<string, unknown> {
	return typeof value === 'object' && value !== null && !Array.isArray(value);
}
