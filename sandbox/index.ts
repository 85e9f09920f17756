import { CREDENTIALS, type Credentials } from './credentials.ts';
import { Clock } from './server/clock.ts';
import { Control } from './server/control.ts';
import { Faults } from './server/faults.ts';
import { Limits } from './server/limits.ts';
import { type Records, recordsOf } from './server/records.ts';
import { RequestLog } from './server/requestLog.ts';
import { VendorServer } from './server/server.ts';
import type { Service } from './server/service.ts';
import { Tokens } from './server/tokens.ts';
import { Company } from './learning360/company.ts';
import { completePath } from './learning360/learning.ts';
import { createLearning360 } from './learning360/service.ts';
import type { DeliveryAttempt } from './learning360/webhooks/deliveries.ts';
import type { Fault, FaultHandle, LoggedRequest, Peak, Route, SandboxOptions, Vendor } from './types.ts';
import { Academy } from './zohoPeople/academy.ts';
import { createZohoPeople } from './zohoPeople/service.ts';
import { Grants } from './zohoAccounts/grants.ts';
import { createZohoAccounts } from './zohoAccounts/service.ts';

export type { Credentials } from './credentials.ts';
export type * from './types.ts';

/** Three vendors on 127.0.0.1 that behave as documented. */
export interface Sandbox {
	/** API v1 and v2 below `/api/v1` and `/api/v2`. */
	learning360: { url: string };
	/** The LMS below `/api/v1`. */
	zohoPeople: { url: string };
	zohoAccounts: { url: string };
	/** What signs in, for every way there is. */
	credentials: Credentials;
	/** Every request so far, in the order of arrival. */
	requests: LoggedRequest[];
	clearRequests(): void;
	faults: { add(fault: Fault): FaultHandle; clear(): void };
	/** The records as they are now, for reading. */
	state: { learning360: Records<Company>; zohoPeople: Records<Academy> };
	/** Events of 360Learning and their deliveries to subscribers. */
	events: {
		/** Lets something happen that the sandbox has no operation for. @param data fields of the event, or an xAPI statement */
		emit(type: string, data: Record<string, unknown>): void;
		/**
		 * Puts an event into the history of its subscriptions that could not be delivered, as if all attempts were over.
		 *
		 * @param at when it happened, milliseconds since 1970
		 */
		failed(type: string, data: Record<string, unknown>, at: number): void;
		/** A learner comes to the end of a path session, with success. */
		completePath(userId: string, pathSessionId: string): void;
		/** Every attempt to deliver an event so far. */
		deliveries: DeliveryAttempt[];
		/** Waits until every delivery that is due has been made. */
		settled(): Promise<void>;
	};
	/** Employees join the company in Zoho People until there are so many. */
	hire(count: number): void;
	/** The sandbox's time, milliseconds since 1970. */
	now(): number;
	/** Lets so many milliseconds pass at once, with every delivery that falls due on the way. */
	advance(milliseconds: number): Promise<void>;
	/** Every operation that is served, the calls of the accounts server included. */
	routes: Route[];
	/** The highest load each limit has seen. */
	peaks(): Record<string, Peak>;
	/** An unused access token of Zoho, to connect the credentials. */
	newZohoToken(): string;
	/** Revokes all access tokens issued so far, as the vendor would. */
	revokeTokens(): void;
	/** All access tokens issued so far run out now. */
	expireTokens(): void;
	/** Back to the first day: records, tokens, faults, log and limits. */
	reset(): Promise<void>;
	close(): Promise<void>;
}

/**
 * Starts the sandbox of the vendors.
 *
 * @throws Error when a port is taken
 */
export async function startSandbox(options: SandboxOptions = {}): Promise<Sandbox> {
	const clock = new Clock(options.speed);
	const tokenSeconds = options.tokenSeconds ?? 3600;
	const learning360Tokens = new Tokens(clock, tokenSeconds);
	const zohoTokens = new Tokens(clock, tokenSeconds);
	const company = new Company(clock, options.moreUsers);
	const academy = new Academy(clock);
	const grants = new Grants(clock, zohoTokens);
	const log = new RequestLog();
	const faults = new Faults(clock);
	const limits = new Limits(clock, options.limits ?? true);
	const services = {
		learning360: createLearning360(company, learning360Tokens, limits),
		zohoPeople: createZohoPeople(academy, zohoTokens),
		zohoAccounts: createZohoAccounts(grants, tokenSeconds),
	};
	const eachToken = (act: (tokens: Tokens) => void) => [learning360Tokens, zohoTokens].forEach(act);
	const endTokens = {
		expire: () => eachToken((tokens) => tokens.expireAll()),
		revoke: () => eachToken((tokens) => tokens.revokeAll()),
	};
	const reset = async () => {
		services.learning360.reset();
		academy.reset();
		learning360Tokens.clear();
		grants.reset();
		faults.clear();
		limits.clear();
		log.clear();
	};
	const emit = (type: string, data: Record<string, unknown>) => company.events.emit(type, data);
	const peaks = () => limits.peaks();
	const routes = Object.values(services).flatMap(listRoutes);
	const control: Control = new Control({
		requests: () => log.entries,
		clearRequests: () => log.clear(),
		addFault: (fault) => faults.add(fault),
		listFaults: () => faults.list(),
		removeFault: (id) => faults.remove(id),
		clearFaults: () => faults.clear(),
		reset,
		peaks,
		emit,
		completePath: (userId, pathSessionId) => completePath(company, userId, pathSessionId),
		deliveries: () => services.learning360.deliveries.log,
		expireTokens: endTokens.expire,
		revokeTokens: endTokens.revoke,
		credentials: () => CREDENTIALS,
		routes: () => routes,
		addresses: () => Object.fromEntries(Object.entries(servers).map(([name, { url }]) => [name, url])),
	});
	const { deliveries } = services.learning360;
	const shared = {
		log,
		faults,
		limits,
		control,
		endTokens,
		latencyMs: options.latencyMs ?? 0,
		checkAnswers: options.checkAnswers ?? true,
		clock,
	};
	const servers: Record<Vendor, VendorServer> = {
		learning360: new VendorServer(services.learning360, shared),
		zohoPeople: new VendorServer(services.zohoPeople, shared),
		zohoAccounts: new VendorServer(services.zohoAccounts, shared),
	};
	const all = Object.values(servers);
	try {
		await servers.learning360.listen(options.ports?.learning360 ?? 0);
		await servers.zohoPeople.listen(options.ports?.zohoPeople ?? 0);
		await servers.zohoAccounts.listen(options.ports?.zohoAccounts ?? 0);
	} catch (error) {
		await Promise.allSettled(all.map((server) => server.close()));
		throw error;
	}
	return {
		learning360: { url: servers.learning360.url },
		zohoPeople: { url: servers.zohoPeople.url },
		zohoAccounts: { url: servers.zohoAccounts.url },
		credentials: CREDENTIALS,
		requests: log.entries,
		clearRequests: () => log.clear(),
		faults: { add: (fault) => faults.add(fault), clear: () => faults.clear() },
		state: { learning360: recordsOf(company), zohoPeople: recordsOf(academy) },
		events: {
			emit,
			failed: (type, data, at) => company.events.fail(type, data, at),
			completePath: (userId, pathSessionId) => completePath(company, userId, pathSessionId),
			deliveries: deliveries.log,
			settled: async () => await deliveries.settled(),
		},
		hire: (count) => academy.hire(count),
		now: () => clock.now(),
		advance: async (milliseconds) => await deliveries.advance(milliseconds),
		routes,
		peaks,
		newZohoToken: () => grants.refresh(CREDENTIALS.zoho.refreshToken)!.accessToken,
		revokeTokens: endTokens.revoke,
		expireTokens: endTokens.expire,
		reset,
		close: async () => {
			deliveries.clear();
			await Promise.all(all.map((server) => server.close()));
		},
	};
}

function listRoutes({ vendor, apis }: Service): Route[] {
	return apis.flatMap(({ name, operations }) =>
		operations.map(({ id, method, path }) => ({ vendor, api: name, operationId: id, method, path })),
	);
}
