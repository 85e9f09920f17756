/** Tokens of this service: known to its credential, which renews them. */
export { renewsTokens, tokenRefused } from '../../credentials/zohoPeopleToken';
