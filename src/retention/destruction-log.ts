import { createHash, createPrivateKey, createPublicKey, type KeyObject, sign, verify } from 'node:crypto';
import { z } from 'zod';
import { canonicalJson, type Json } from '../base/canonical-json.ts';
import type { RecordingId, TenantId } from '../base/ids.ts';
import { fail, ok, type Result } from '../base/result.ts';
import type { KeyId } from '../platform/key-store.ts';

/**
 * Why a recording was destroyed: its retention was over; an option that would still have kept it had ended; somebody with
 * the right to do so requested it.
 */
const DESTRUCTION_REASONS = ['expired', 'option-ended', 'on-request'] as const;
export type DestructionReason = (typeof DESTRUCTION_REASONS)[number];

/** One destroyed recording in the destruction log. Times are Unix ms, hashes SHA-256 in hexadecimal. */
export interface DestructionEntry {
  /** From 1, without gaps. */
  readonly seq: number;
  readonly at: number;
  readonly tenantId: TenantId;
  readonly recordingId: RecordingId;
  /** The call's start. */
  readonly startedAt: number;
  /** Of the MP3 that was destroyed. */
  readonly sha256: string;
  readonly reason: DestructionReason;
  /** The `hash` of the previous entry; for the first entry, `LOG_START.hash`. */
  readonly previousHash: string;
}

/** An entry with its hash and signature. No entry can be changed, inserted or removed without breaking the chain. */
export interface SignedEntry extends DestructionEntry {
  readonly hash: string;
  /** Ed25519 of the 32 bytes of `hash`, hexadecimal. */
  readonly signature: string;
}

/** The last entry of a log; of an empty log, `LOG_START`. */
export type LogEnd = Pick<SignedEntry, 'seq' | 'hash'>;

export const LOG_START: LogEnd = { seq: 0, hash: '0'.repeat(64) };

/** SHA-256 over the canonical JSON of the entry, with the previous entry's hash. */
export function hashOfEntry(entry: DestructionEntry): string {
  return createHash('sha256')
    .update(canonicalJson(exportedForm(entry)))
    .digest('hex');
}

/** The key in the key store that signs the destruction log: 32 random bytes, the seed of an Ed25519 key (RFC 8032). */
export const SIGNING_KEY = 'signing/destruction' as KeyId;
/** The bytes before the seed in the PKCS #8 form of an Ed25519 private key (RFC 8410 §7). */
const PKCS8_BEFORE_SEED = Buffer.from('302e020100300506032b657004220420', 'hex');

/** Signs the log's entries. */
export interface LogSigner {
  /** Base64 of the public key as SubjectPublicKeyInfo: the text of a PEM file between its first and last line. */
  readonly publicKey: string;
  /** Ed25519 of the hash's 32 bytes, hexadecimal. */
  sign(hash: LogEnd['hash']): string;
}

export function signerOf(seed: Buffer): LogSigner {
  const key = createPrivateKey({ key: Buffer.concat([PKCS8_BEFORE_SEED, seed]), format: 'der', type: 'pkcs8' });
  return {
    publicKey: createPublicKey(key).export({ format: 'der', type: 'spki' }).toString('base64'),
    sign: (hash) => sign(null, Buffer.from(hash, 'hex'), key).toString('hex'),
  };
}

/** The public key of an exported log, or null if the text is not an Ed25519 key. */
export function parsePublicKey(text: string): KeyObject | null {
  try {
    const key = createPublicKey({ key: Buffer.from(text, 'base64'), format: 'der', type: 'spki' });
    return key.asymmetricKeyType === 'ed25519' ? key : null;
  } catch {
    return null;
  }
}

export function isSignedBy(key: KeyObject, { hash, signature }: Pick<SignedEntry, 'hash' | 'signature'>): boolean {
  return verify(null, Buffer.from(hash, 'hex'), key, Buffer.from(signature, 'hex'));
}

/*
 * An exported log is lines of JSON: first a head line with the public key, then one line for each entry with its `hash`
 * and `signature`. Without these two, an entry's line is exactly the text that was hashed.
 */
const FORMAT = 'fonoteka-destruction-log-1';

const Head = z.strictObject({ format: z.literal(FORMAT), algorithm: z.literal('Ed25519'), publicKey: z.string() });

const Sha256 = z.string().regex(/^[0-9a-f]{64}$/);
const Instant = z.iso.datetime().transform((text) => Date.parse(text));

const Entry = z.strictObject({
  seq: z.int().positive(),
  at: Instant,
  tenantId: z.uuid().transform((id) => id as TenantId),
  recordingId: z.uuid().transform((id) => id as RecordingId),
  startedAt: Instant,
  sha256: Sha256,
  reason: z.enum(DESTRUCTION_REASONS),
  previousHash: Sha256,
  hash: Sha256,
  signature: z.string().regex(/^[0-9a-f]{128}$/),
});

export function formatHeadLine(publicKey: string): string {
  return canonicalJson({ format: FORMAT, algorithm: 'Ed25519', publicKey });
}

export function formatEntryLine(entry: SignedEntry): string {
  return canonicalJson({ ...exportedForm(entry), hash: entry.hash, signature: entry.signature });
}

/** The public key that an exported log names. */
export function parseHeadLine(line: string): Result<string, 'not-a-log'> {
  const head = parseLine(Head, line);
  return head === null ? fail('not-a-log') : ok(head.publicKey);
}

export function parseEntryLine(line: string): Result<SignedEntry, 'unreadable'> {
  const entry = parseLine(Entry, line);
  return entry === null ? fail('unreadable') : ok(entry);
}

function parseLine<T>(schema: z.ZodType<T>, line: string): T | null {
  try {
    return schema.parse(JSON.parse(line));
  } catch {
    return null;
  }
}

/** The entry as exported and hashed: times in ISO 8601. */
function exportedForm(entry: DestructionEntry): { readonly [name: string]: Json } {
  const { seq, at, tenantId, recordingId, startedAt, sha256, reason, previousHash } = entry;
  return {
    seq,
    at: new Date(at).toISOString(),
    tenantId,
    recordingId,
    startedAt: new Date(startedAt).toISOString(),
    sha256,
    reason,
    previousHash,
  };
}
