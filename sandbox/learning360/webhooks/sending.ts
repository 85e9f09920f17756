/** A receiver must answer within this time. Source: https://360learning.readme.io/docs/retry-logic */
const ANSWER_MS = 15_000;

/** Whether a URL points to this machine; the sandbox calls no other. */
export function isHere(url: string): boolean {
	return URL.canParse(url) && ['127.0.0.1', 'localhost', '[::1]'].includes(new URL(url).hostname);
}

/**
 * Sends a delivery. Redirections are not followed, they count as refusals.
 *
 * @param speed of the sandbox's clock
 * @returns the status; `undefined` when there was no answer in time
 */
export async function post(
	url: string,
	body: string,
	headers: Record<string, string>,
	speed: number,
): Promise<number | undefined> {
	return await send(url, { method: 'POST', body, headers: { 'content-type': 'application/json', ...headers } }, speed);
}

/** Checks that a URL answers, as 360Learning does before it accepts a subscription; how it does so is not documented. */
export async function answers(url: string, speed: number): Promise<boolean> {
	if (!isHere(url)) return true;
	const status = await send(url, { method: 'GET' }, speed);
	return status !== undefined && status >= 200 && status < 300;
}

async function send(url: string, request: RequestInit, speed: number): Promise<number | undefined> {
	try {
		const answer = await fetch(url, {
			...request,
			redirect: 'manual',
			signal: AbortSignal.timeout(Math.ceil(ANSWER_MS / speed)),
		});
		await answer.arrayBuffer();
		return answer.status;
	} catch {
		return undefined;
	}
}
