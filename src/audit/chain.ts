import { createHash } from 'node:crypto';
import { canonicalJson, type Json } from '../base/canonical-json.ts';
import type { TenantId } from '../base/ids.ts';
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

/** The place of the oldest events of a chain, which were cut when their retention period was over. */
export interface Checkpoint {
  /** How many events were cut in all: those with the positions 1 to `count`. */
  readonly count: number;
  /** The hash of the last of them. */
  readonly hash: string;
}

/**
 * A chain is read and exported as its checkpoint, if its oldest events were cut, its events, oldest first, and then its end:
 * so missing first and last events are detected.
 */
export type ChainEntry =
  | { readonly checkpoint: Checkpoint }
  | { readonly event: ChainedEvent }
  | { readonly end: ChainEnd };

/** Where a verified chain ends, and how many of its oldest events were cut; 0: none. */
export interface VerifiedChain extends ChainEnd {
  readonly cut: number;
  /** The position of the first event since the given instant; undefined: none was given, or no event is that young. */
  readonly firstYoung?: number | undefined;
}

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
    /** The oldest events are missing, and no event of the chain says that they were cut. */
    | 'cut-not-recorded'
    /** A line of an export is not an entry. */
    | 'unreadable'
    /** The database no longer has the event: it was cut since the export. */
    | 'cut-since'
    /** It was cut although its retention period is not over: somebody else than the retention run has cut the chain. */
    | 'cut-early'
    /** The export and the database have different events there. */
    | 'rewritten';
}

/**
 * Checks a chain from its start, or from its checkpoint. Returns where it ends, or the first place where it is broken. A checkpoint
 * proves nothing by itself: an event of the chain must have recorded the same cut. `youngSince` (Unix ms) is for `firstYoung`.
 */
export async function verifyChain(
  entries: AsyncIterable<Result<ChainEntry, 'unreadable'>>,
  youngSince = Number.POSITIVE_INFINITY,
): Promise<Result<VerifiedChain, ChainBreak>> {
  let last = CHAIN_START;
  let checkpoint: Checkpoint = NO_CUT;
  let isCutRecorded = true;
  let firstYoung: number | undefined;
  for await (const entry of entries) {
    const seq = last.seq + 1;
    if (!entry.ok) return fail({ seq, what: entry.reason });
    if ('checkpoint' in entry.value) {
      if (last !== CHAIN_START) return fail({ seq, what: 'missing' });
      ({ checkpoint } = entry.value);
      last = { seq: checkpoint.count, hash: checkpoint.hash };
      isCutRecorded = false;
    } else if ('end' in entry.value) {
      const { end } = entry.value;
      if (end.seq !== last.seq || end.hash !== last.hash) return fail({ seq, what: 'cut-off' });
      if (!isCutRecorded) return fail({ seq: 1, what: 'cut-not-recorded' });
      return ok({ ...last, cut: checkpoint.count, firstYoung });
    } else {
      const { event } = entry.value;
      const broken = breakBetween(last, event);
      if (broken !== null) return fail({ seq, what: broken });
      isCutRecorded ||= recordsCut(event, checkpoint);
      if (event.at >= youngSince) firstYoung ??= seq;
      last = { seq, hash: event.hash };
    }
  }
  return fail({ seq: last.seq + 1, what: 'cut-off' });
}

export const NO_CUT: Checkpoint = { count: 0, hash: CHAIN_START.hash };

/** Why an event does not follow another one, or the start of the chain; null: it does. */
export function breakBetween(last: ChainEnd, event: ChainedEvent): ChainBreak['what'] | null {
  if (event.seq !== last.seq + 1) return 'missing';
  if (event.previousHash !== last.hash) return 'not-linked';
  return event.hash === hashOf(event) ? null : 'altered';
}

/** The event that records a cut. It is the last of its chain when the cut is made, so it is never cut by it. */
export function cutEvent(tenantId: TenantId | null, { count, hash }: Checkpoint): AuditEvent {
  return { tenantId, actor: 'retention', action: 'audit-cut', subject: null, address: null, detail: { count, hash } };
}

function recordsCut({ action, detail }: ChainedEvent, { count, hash }: Checkpoint): boolean {
  return action === 'audit-cut' && detail?.['count'] === count && detail['hash'] === hash;
}
