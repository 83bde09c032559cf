/** How packets of one crypto-suite are encrypted and authenticated. */
export interface CryptoSuite {
  readonly mode: 'gcm' | 'cm';
  readonly keyBytes: 16 | 32;
  readonly saltBytes: 12 | 14;
  /** Of the authentication tag of a packet. */
  readonly tagBytes: 4 | 10 | 16;
}

/** By the names of RFC 4568, 6188 and 7714, the one that we prefer first: authenticated encryption, then the longer key and tag. */
export const CRYPTO_SUITES = {
  AEAD_AES_256_GCM: { mode: 'gcm', keyBytes: 32, saltBytes: 12, tagBytes: 16 },
  AEAD_AES_128_GCM: { mode: 'gcm', keyBytes: 16, saltBytes: 12, tagBytes: 16 },
  AES_256_CM_HMAC_SHA1_80: { mode: 'cm', keyBytes: 32, saltBytes: 14, tagBytes: 10 },
  AES_CM_128_HMAC_SHA1_80: { mode: 'cm', keyBytes: 16, saltBytes: 14, tagBytes: 10 },
  AES_256_CM_HMAC_SHA1_32: { mode: 'cm', keyBytes: 32, saltBytes: 14, tagBytes: 4 },
  AES_CM_128_HMAC_SHA1_32: { mode: 'cm', keyBytes: 16, saltBytes: 14, tagBytes: 4 },
} as const satisfies Record<string, CryptoSuite>;

export type CryptoSuiteName = keyof typeof CRYPTO_SUITES;
