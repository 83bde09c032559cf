export { type CryptoSuiteName, CRYPTO_SUITES } from './crypto-suites.ts';
export { SrtpReceiver } from './srtp-receiver.ts';
export { SrtpSender } from './srtp-sender.ts';
export type { SrtpKeys, SrtpMasterKey } from './srtp-keys.ts';
