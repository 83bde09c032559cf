import { type Expression, expressionBuilder, type RawBuilder, type SqlBool, sql } from 'kysely';
import type { Schema } from '../platform/postgres/index.ts';
import type { RetentionHistory } from '../tenants/index.ts';
import { expiredStarts, type RetentionTerm, retentionTerms } from './expiry.ts';

/** Conditions on rows of `recordings` of one tenant, whose services `history` is. `at` is an instant in Unix ms. */
type Condition = Expression<SqlBool>;

const is = expressionBuilder<Schema, 'recordings'>();

/** Customers may access the recording at an instant, whether or not a run has destroyed expired ones yet. */
export function isKept(history: RetentionHistory, at: number): Condition {
  return is.and([isNotMarked(), is.not(isGone(history, at))]);
}

/**
 * Expired at an instant and kept by no legal hold, or so at an earlier instant: neither a longer retention nor a hold brings it
 * back. A hold covers an expired recording only from before its expiry on (`placeHold`), so a recording held at the end of a
 * term existed through all of it.
 */
export function isGone(history: RetentionHistory, at: number): Condition {
  return is.or(retentionTerms(history, at).map((term) => isGoneIn(term)));
}

function isGoneIn(term: RetentionTerm): Condition {
  return term.isCurrent ? is.and([isExpiredIn(term), is.not(isHeld(term.until))]) : isExpiredIn(term);
}

/** Not marked for deletion. */
export function isNotMarked(): Condition {
  return is('recordings.destroying_at', 'is', null);
}

/** Its object may still exist. */
export function isNotDestroyed(): Condition {
  return is('recordings.destroyed_at', 'is', null);
}

/** Expired at an instant or before, whether or not a hold keeps it now. */
export function isExpired(history: RetentionHistory, at: number): Condition {
  return is.or(retentionTerms(history, at).map(isExpiredIn));
}

/** Expired in a term of the retention; of a past one: while it existed, and no hold covered it. */
export function isExpiredIn(term: RetentionTerm): Condition {
  const { days, until, isCurrent } = term;
  const expired = startedSoThat(expiredStarts(days, until));
  if (isCurrent) return expired;
  return is.and([expired, is('recordings.stored_at', '<=', new Date(until)), is.not(wasHeld(until))]);
}

/** The call's start is in one of the spans. */
export function startedSoThat(spans: ReturnType<typeof expiredStarts>): Condition {
  const conditions = spans.map(({ from, end }) => {
    const before = is('recordings.started_at', '<', new Date(end));
    return from === null ? before : is.and([before, is('recordings.started_at', '>=', new Date(from))]);
  });
  return is.or(conditions);
}

/** A legal hold is in force on it. */
export function isHeld(at: number): Condition {
  return sql<boolean>`EXISTS (SELECT FROM legal_holds WHERE ${isHoldInForce(at)})`;
}

/** A legal hold was in force on it at a past instant. */
export function wasHeld(at: number): Condition {
  const then = sql`${new Date(at)}::timestamptz`;
  return sql<boolean>`EXISTS (SELECT FROM legal_holds WHERE legal_holds.recording_id = recordings.id
    AND placed_at <= ${then} AND (lifted_at IS NULL OR lifted_at > ${then}) AND (until IS NULL OR until > ${then}))`;
}

export interface Hold {
  readonly reason: string;
  readonly placedBy: string;
  /** The first instant without it, Unix ms; null: until it is lifted. */
  readonly until: number | null;
}

/** The hold in force on the row's recording, as JSON of `Hold`; null: there is none. */
export function holdInForce(at: number): RawBuilder<Hold | null> {
  return sql<Hold | null>`(
    SELECT json_build_object(
      'reason', reason, 'placedBy', placed_by, 'until', (extract(epoch from until) * 1000)::bigint)
    FROM legal_holds
    WHERE ${isHoldInForce(at)}
  )`;
}

function isHoldInForce(at: number): RawBuilder<boolean> {
  return sql`legal_holds.recording_id = recordings.id AND lifted_at IS NULL
    AND (until IS NULL OR until > ${new Date(at)}::timestamptz)`;
}
