/** Host of this service, shared with its credential, which sends token requests there. */
export { baseUrl, platformOf } from '../../credentials/learning360Host';
