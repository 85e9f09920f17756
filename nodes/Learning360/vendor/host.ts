/** Where the requests of this service go: known to its credential, which sends its token call to the same address. */
export { baseUrl, platformOf } from '../../../credentials/learning360Host';
