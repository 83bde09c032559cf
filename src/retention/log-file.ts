import { z } from 'zod';
import { canonicalJson } from '../base/canonical-json.ts';
import type { RecordingId, TenantId } from '../base/ids.ts';
import { fail, ok, type Result } from '../base/result.ts';
import { DESTRUCTION_REASONS, publicForm, type SignedEntry } from './log-entry.ts';

/*
 * An exported log is lines of JSON: first whose signatures follow, then each entry with `hash` and `signature`. Without
 * these two an entry's line is the very text that was hashed.
 */

const FORMAT = 'fonoteka-destruction-log-1';

export function headLine(publicKey: string): string {
  return canonicalJson({ format: FORMAT, algorithm: 'Ed25519', publicKey });
}

export function entryLine(entry: SignedEntry): string {
  return canonicalJson({ ...publicForm(entry), hash: entry.hash, signature: entry.signature });
}

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

/** The public key that an exported log names. */
export function readHeadLine(line: string): Result<string, 'not-a-log'> {
  const head = parsed(Head, line);
  return head === null ? fail('not-a-log') : ok(head.publicKey);
}

export function readEntryLine(line: string): Result<SignedEntry, 'unreadable'> {
  const entry = parsed(Entry, line);
  return entry === null ? fail('unreadable') : ok(entry);
}

function parsed<T>(schema: z.ZodType<T>, line: string): T | null {
  try {
    return schema.parse(JSON.parse(line));
  } catch {
    return null;
  }
}
