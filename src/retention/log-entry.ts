import { createHash } from 'node:crypto';
import { canonicalJson, type Json } from '../base/canonical-json.ts';
import type { RecordingId, TenantId } from '../base/ids.ts';

/**
 * Why a recording was destroyed: its time was over; an option that would have kept it still had ended; somebody with the
 * right to it asked for it.
 */
export const DESTRUCTION_REASONS = ['expired', 'option-ended', 'on-request'] as const;
export type DestructionReason = (typeof DESTRUCTION_REASONS)[number];

/** What the destruction log says of one recording. Instants are Unix ms, hashes SHA-256 in hexadecimal. */
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
  /** The `hash` of the entry before; of the first: `LOG_START.hash`. */
  readonly previousHash: string;
}

/** An entry as it stands in the log: none can be changed, added or taken out between others unseen. */
export interface SignedEntry extends DestructionEntry {
  readonly hash: string;
  /** Ed25519 of the 32 bytes of `hash`, hexadecimal. */
  readonly signature: string;
}

/** Where a log ends; of an empty one: `LOG_START`. */
export type LogEnd = Pick<SignedEntry, 'seq' | 'hash'>;

export const LOG_START: LogEnd = { seq: 0, hash: '0'.repeat(64) };

/** SHA-256 over the canonical JSON of all that the entry says, the hash before it included. */
export function hashOf(entry: DestructionEntry): string {
  return createHash('sha256')
    .update(canonicalJson(publicForm(entry)))
    .digest('hex');
}

/** As outsiders see it: instants in ISO 8601. */
export function publicForm(entry: DestructionEntry): { readonly [name: string]: Json } {
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
