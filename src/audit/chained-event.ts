import { createHash } from 'node:crypto';
import { canonicalJson, type Json } from '../base/canonical-json.ts';
import type { AuditEvent } from './audit-event.ts';

/** An event in its tenant's chain: each carries the hash of the one before, so none can be changed or taken out unseen. */
export interface ChainedEvent extends Required<AuditEvent> {
  /** From 1, without gaps. */
  readonly seq: number;
  /** Unix ms. */
  readonly at: number;
  /** SHA-256 of the event before, hexadecimal; of the first: that of `CHAIN_START`. */
  readonly previousHash: string;
  /** SHA-256 of this event as `hashOf` makes it, hexadecimal. */
  readonly hash: string;
}

/** The last event of a chain, or `CHAIN_START` where there is none. */
export interface ChainEnd {
  readonly seq: number;
  readonly hash: string;
}

export const CHAIN_START: ChainEnd = { seq: 0, hash: '0'.repeat(64) };

/** The event that follows `end`. `at` is Unix ms. */
export function chainEvent(end: ChainEnd, { detail = null, ...event }: AuditEvent, at: number): ChainedEvent {
  const unhashed = { ...event, detail, seq: end.seq + 1, at, previousHash: end.hash };
  return { ...unhashed, hash: hashOf(unhashed) };
}

/** SHA-256 over the canonical JSON of all that the event says, its place and the hash before it included. */
export function hashOf(event: Omit<ChainedEvent, 'hash'>): string {
  return createHash('sha256')
    .update(canonicalJson(publicForm(event)))
    .digest('hex');
}

/** As outsiders see it: the instant in ISO 8601. */
export function publicForm(event: Omit<ChainedEvent, 'hash'>): { readonly [name: string]: Json } {
  const { tenantId, actor, action, subject, address, detail, seq, at, previousHash } = event;
  return {
    tenantId,
    actor,
    action,
    subject,
    address,
    detail,
    seq,
    at: new Date(at).toISOString(),
    previousHash,
  };
}
