import { Refusal } from '../model/failures';
import type { Service } from '../model/service';
import type { Secrets } from './secrets';

const REPORT = 'Nothing was sent there. Run it again; if it happens again, report it to the support of the platform';

/** Where requests with the token of a credential may go: its own host and, at some vendors, other hosts of the same platform. */
export class Destination {
	/** @param host base URL of the credential without a slash at its end */
	constructor(
		readonly host: string,
		private readonly service: Service,
		private readonly secrets: Secrets,
	) {}

	/** The vendor's platform behind the host, or the host itself where each platform has one host. */
	get platform(): string {
		const { hostname, origin, protocol, port } = new URL(this.host);
		const platform = protocol === 'https:' && port === '' ? this.service.platformOf?.(hostname) : undefined;
		return platform ?? origin;
	}

	/**
	 * The URL of a call.
	 *
	 * @param url path below the host, or a whole URL
	 * @param basePath what the path begins with, if not the base path of the service
	 * @throws Refusal if the token must not go there
	 */
	of(url: string, basePath?: string): string {
		if (!url.startsWith('/')) return this.trusted(new URL(url));
		const usual = this.service.basePath ?? '';
		const base =
			basePath === undefined ? this.host : `${this.host.slice(0, this.host.length - usual.length)}${basePath}`;
		return `${base}${url}`;
	}

	/**
	 * The URL that a link in an answer leads to; what it leaves out is as in the request (RFC 3986).
	 *
	 * @param url the `url` of the request that was answered
	 * @param basePath as in `of`
	 * @throws Refusal if the token must not go there
	 */
	followed(link: string, url: string, basePath?: string): string {
		const from = this.of(url, basePath);
		if (!URL.canParse(link, from))
			throw new Refusal(
				`The answer has a link that is no URL (${this.secrets.hide(link).slice(0, 80)})`,
				'Run it again; if it happens again, report it to the support of the platform',
			);
		return this.trusted(new URL(link, from));
	}

	private trusted(target: URL): string {
		const own = new URL(this.host);
		if (target.username !== '' || target.password !== '')
			throw new Refusal('The answer has a link with a user name in it, which only hides where it leads', REPORT);
		if (target.origin === own.origin || this.isSamePlatform(own, target)) return target.toString();
		throw new Refusal(
			`The answer leads to another host (${this.secrets.hide(target.host)}), and the token goes to ${own.host} only`,
			'Nothing was sent there. If your platform has moved, change the host in the credential',
		);
	}

	private isSamePlatform(own: URL, target: URL): boolean {
		const platform = this.service.platformOf?.(own.hostname);
		const isPlain = [own, target].every(({ protocol, port }) => protocol === 'https:' && port === '');
		return isPlain && platform !== undefined && platform === this.service.platformOf?.(target.hostname);
	}
}
