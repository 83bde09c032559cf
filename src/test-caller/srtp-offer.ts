import { randomBytes } from 'node:crypto';
import { CRYPTO_SUITES, type CryptoSuiteName, type SrtpKeys } from '../wire/srtp/index.ts';
import type { SrtpOptions } from './test-call.ts';

const ALL_SUITES = Object.keys(CRYPTO_SUITES) as CryptoSuiteName[];

/** New keys for each of `legs` m-lines: one for each suite that is offered. */
export function newCrypto(legs: number, { suites = ALL_SUITES, mki = '' }: SrtpOptions): SrtpKeys[][] {
  return Array.from({ length: legs }, () => suites.map((suite) => newKeys(suite, mki)));
}

export function newKeys(suite: CryptoSuiteName, mki = ''): SrtpKeys {
  const { keyBytes, saltBytes } = CRYPTO_SUITES[suite];
  return { suite, keys: [{ keySalt: randomBytes(keyBytes + saltBytes).toString('base64'), mki }] };
}
