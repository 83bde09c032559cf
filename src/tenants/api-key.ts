import { createHash, randomBytes } from 'node:crypto';

/** 256 bits: cannot be guessed, so a plain SHA-256 is enough to store it. */
const KEY_BYTES = 32;
/** Enough to recognize a key in a list, too few to help to guess it. */
const PREFIX_CHARS = 6;

/** An API key in clear: returned once, stored as its hash and its first characters. */
export interface NewApiKey {
  readonly apiKey: string;
  readonly prefix: string;
  readonly hash: Buffer;
}

/** `mark`: what the key begins with. */
export function newApiKey(mark = ''): NewApiKey {
  const apiKey = mark + randomBytes(KEY_BYTES).toString('base64url');
  return { apiKey, prefix: apiKey.slice(0, mark.length + PREFIX_CHARS), hash: hashOfKey(apiKey) };
}

interface KeyDescription<Scope> {
  readonly name: string;
  readonly scopes: readonly Scope[];
  /** Unix ms; null: valid until it is taken away. */
  readonly expiresAt: number | null;
}

/** The columns that the keys of sources and of tenants have in common. */
export function keyColumns<Scope>(
  { prefix, hash }: NewApiKey,
  { name, scopes, expiresAt }: KeyDescription<Scope>,
  nowMs: number,
) {
  return {
    name,
    prefix,
    key_hash: hash,
    scopes: [...new Set(scopes)],
    created_at: new Date(nowMs),
    expires_at: expiresAt === null ? null : new Date(expiresAt),
  };
}

/** Keys are looked up by their hash, so the duration reveals nothing about the key. */
export function hashOfKey(apiKey: string): Buffer {
  return createHash('sha256').update(apiKey).digest();
}
