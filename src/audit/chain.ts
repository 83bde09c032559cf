import { createHash } from 'node:crypto';
import { canonicalJson, type Json } from '../base/canonical-json.ts';
import { fail, ok, type Result } from '../base/result.ts';
import type { AuditEvent } from './audit-event.ts';

/** An event in its tenant's chain. Each event has the hash of the previous one, so a changed or removed event is detected. */
export interface ChainedEvent extends Required<AuditEvent> {
  /** From 1, without gaps. */
  readonly seq: number;
  /** Unix ms. */
  readonly at: number;
  /** SHA-256 of the previous event, hexadecimal; for the first event, the hash of `CHAIN_START`. */
  readonly previousHash: string;
  /** SHA-256 of this event (`hashOf`), hexadecimal. */
  readonly hash: string;
}

/** The last event of a chain, or `CHAIN_START` where there is none. */
export interface ChainEnd {
  readonly seq: number;
  readonly hash: string;
}

export const CHAIN_START: ChainEnd = { seq: 0, hash: '0'.repeat(64) };

/** A chain is read and exported as its events, oldest first, and then its end: so missing last events are detected. */
export type ChainEntry = { readonly event: ChainedEvent } | { readonly end: ChainEnd };

/** The event that follows `end`. `at` is Unix ms. */
export function chainEvent(end: ChainEnd, { detail = null, ...event }: AuditEvent, at: number): ChainedEvent {
  const unhashed = { ...event, detail, seq: end.seq + 1, at, previousHash: end.hash };
  return { ...unhashed, hash: hashOf(unhashed) };
}

/** SHA-256 over the canonical JSON of the event, with its `seq` and the previous event's hash. */
export function hashOf(event: Omit<ChainedEvent, 'hash'>): string {
  return createHash('sha256')
    .update(canonicalJson(exportedForm(event)))
    .digest('hex');
}

/** The event as exported and hashed: the time in ISO 8601. */
export function exportedForm(event: Omit<ChainedEvent, 'hash'>): { readonly [name: string]: Json } {
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

/** The first place where a chain is broken. */
export interface ChainBreak {
  /** The event expected there. */
  readonly seq: number;
  readonly what: /** Another event is in its place: one is missing, duplicated or out of order. */
    | 'missing'
    /** It does not have the hash of the previous event. */
    | 'not-linked'
    /** Its hash does not match its content. */
    | 'altered'
    /** The chain does not end where it should: the last events, or the end itself, are missing. */
    | 'cut-off'
    /** A line of an export is not an entry. */
    | 'unreadable'
    /** The export and the database have different events there. */
    | 'rewritten';
}

/** Checks a chain from its start. Returns where it ends, or the first place where it is broken. */
export async function verifyChain(
  entries: AsyncIterable<Result<ChainEntry, 'unreadable'>>,
): Promise<Result<ChainEnd, ChainBreak>> {
  let last = CHAIN_START;
  for await (const entry of entries) {
    const seq = last.seq + 1;
    if (!entry.ok) return fail({ seq, what: entry.reason });
    if ('end' in entry.value) {
      const { end } = entry.value;
      return end.seq === last.seq && end.hash === last.hash ? ok(last) : fail({ seq, what: 'cut-off' });
    }
    const { event } = entry.value;
    if (event.seq !== seq) return fail({ seq, what: 'missing' });
    if (event.previousHash !== last.hash) return fail({ seq, what: 'not-linked' });
    if (event.hash !== hashOf(event)) return fail({ seq, what: 'altered' });
    last = { seq, hash: event.hash };
  }
  return fail({ seq: last.seq + 1, what: 'cut-off' });
}
