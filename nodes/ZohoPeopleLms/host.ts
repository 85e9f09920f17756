/** Where the requests of this service go: known to its credential, whose data center decides. */
export { baseUrl } from '../../credentials/zohoPeopleHost';
