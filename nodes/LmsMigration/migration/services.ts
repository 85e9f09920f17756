import type { Catalogue } from '../../connector/model/catalogue';
import { atVersion } from '../../connector/model/atVersion';
import { FORMER, inFormerLayout } from '../../connector/model/layout';
import type { Operation } from '../../connector/model/operation';
import learning360 from '../../Learning360/catalogue';
import learning360V1 from '../../Learning360V1/catalogue';
import zohoPeopleLms from '../../ZohoPeopleLms/catalogue';

/** A vendor API that nodes of this pack and HTTP Request nodes call. */
export interface KnownService {
	/** Name of the node of the pack. */
	node: string;
	/** Name for people. */
	shown: string;
	credentialType: string;
	/** In the layout of version 1, which the rules name; nodes are written in the latest one. */
	catalogue: Catalogue;
	/** Hosts of the vendor. */
	hosts: RegExp;
	/** What the vendor's addresses have in front of those of the documents. */
	basePath: string;
	/** Addresses of token calls, which the credential makes now. */
	tokenPaths: RegExp;
	/** Names of query parameters and headers (in small letters) that signed the request or named its form. */
	signing: string[];
	/** Node whose operations take over. */
	successor?: string;
}

/** Migration writes nodes of the latest version, whose operations are found again by the former ones. */
const former = (operation: Operation): Operation => atVersion(operation, FORMER);

/** Name of this package, the first part of the types of its nodes. */
export const PACKAGE = 'n8n-nodes-lms';

const LEARNING360_HOSTS = /^https?:\/\/([\w-]+\.)*360learning(-dev)?\.com(:\d+)?$/;
const TRANSPORT = ['accept', 'content-type', 'authorization', 'user-agent', 'accept-encoding', 'accept-language'];

/**
 * The services, in the order in which an address is looked up. When API v1 has ended, its entry goes with its folder; what migrates HTTP
 * Request nodes to API v2 and Zoho People LMS stays.
 */
export const services: KnownService[] = [
	{
		node: 'learning360V1',
		shown: 'API v1',
		credentialType: 'learning360V1Api',
		catalogue: inFormerLayout(learning360V1, former),
		hosts: LEARNING360_HOSTS,
		basePath: '',
		tokenPaths: /^\/api\/v\d\/oauth2\/token\/?$/,
		signing: [...TRANSPORT, 'company', 'apikey', 'x-company-id', 'x-apikey'],
		successor: 'learning360',
	},
	{
		node: 'learning360',
		shown: 'API v2',
		credentialType: 'learning360OAuth2Api',
		catalogue: inFormerLayout(learning360, former),
		hosts: LEARNING360_HOSTS,
		basePath: '',
		tokenPaths: /^\/api\/v\d\/oauth2\/token\/?$/,
		signing: [...TRANSPORT, '360-api-version'],
	},
	{
		node: 'zohoPeopleLms',
		shown: 'Zoho People LMS',
		credentialType: 'zohoPeopleOAuth2Api',
		catalogue: inFormerLayout(zohoPeopleLms, former),
		hosts: /^https?:\/\/people\.zoho(cloud)?\.[a-z]{2,3}(\.[a-z]{2})?$/,
		basePath: '/api/v1',
		tokenPaths: /^\/oauth\/v2\/token\/?$/,
		signing: TRANSPORT,
	},
];

export function serviceOf(node: string): KnownService | undefined {
	return services.find((service) => service.node === node);
}
