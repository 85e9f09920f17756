import type { INodeParameters, INodeProperties, INodeType, INodeTypeDescription } from 'n8n-workflow';
import { loadTypes } from '../../engine/index.ts';
import { core } from '../../engine/n8n.ts';
import type { Addresses } from '../vendors.ts';
import { inEngine, type Contender } from './contender.ts';

/** How one operation of a declarative node makes its request. */
export interface Routing {
	/** Node of the pack whose description it takes, with every resource and operation in it. */
	node: string;
	resource: string;
	operation: string;
	method: 'POST' | 'PUT' | 'GET';
	/** Address below the host, an expression where it holds values. */
	url: string;
	headers: Record<string, string>;
	/** Fields that go into the body, and their names there. */
	body: Record<string, string>;
}

/** The operation as n8n's declarative style does it, in a description that is the pack's own but for the routing of this operation. */
export function declarative(routing: Routing, parameters: (addresses: Addresses) => INodeParameters): Contender {
	const type = `bench.${routing.node}`;
	const nodes = async () => ({ [type]: await routed(routing) });
	return inEngine(
		'Declarative node',
		(addresses) => ({ type, typeVersion: 1, parameters: parameters(addresses) }),
		nodes,
	);
}

async function routed({ node, resource, operation, method, url, headers, body }: Routing): Promise<INodeType> {
	const original = (await loadTypes()).getByNameAndVersion(`n8n-nodes-lms.${node}`).description;
	const belongs = ({ displayOptions }: INodeProperties, name: string, value: string) =>
		(displayOptions?.show?.[name] as string[] | undefined)?.includes(value) ?? false;
	const route = (property: INodeProperties): INodeProperties => {
		if (!belongs(property, 'resource', resource)) return property;
		if (property.name === 'operation') {
			const options = (property.options as Array<{ value: string }>).map((option) =>
				option.value === operation ? { ...option, routing: { request: { method, url } } } : option,
			);
			return { ...property, options: options as INodeProperties['options'] };
		}
		if (!belongs(property, 'operation', operation) || !(property.name in body)) return property;
		return { ...property, routing: { send: { type: 'body', property: body[property.name] } } };
	};
	const description: INodeTypeDescription = {
		...original,
		requestDefaults: { baseURL: '={{ $credentials.baseUrl }}', headers: { accept: 'application/json', ...headers } },
		properties: original.properties.map(route),
	};
	// As n8n does with every declarative node when it loads it.
	const type: INodeType = { description };
	core.PackageDirectoryLoader.applyDeclarativeNodeOptionParameters(type);
	return type;
}
