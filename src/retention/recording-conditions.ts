import { type Expression, expressionBuilder, type RawBuilder, type SqlBool, sql } from 'kysely';
import type { Schema } from '../platform/postgres/index.ts';
import { expiredStarts } from './expiry.ts';

/** Conditions on rows of `recordings`. `at` is an instant in Unix ms, `days` the tenant's retention at that instant. */
type Condition = Expression<SqlBool>;

const is = expressionBuilder<Schema, 'recordings'>();

/** Customers may access the recording at an instant, whether or not a run has destroyed expired ones yet. */
export function isKept(days: number, at: number): Condition {
  return is.and([isNotMarked(), is.or([is.not(isExpired(days, at)), isHeld(at)])]);
}

/** Not marked for deletion. */
export function isNotMarked(): Condition {
  return is('recordings.destroying_at', 'is', null);
}

export function isExpired(days: number, at: number): Condition {
  const spans = expiredStarts(days, at).map(({ from, end }) => {
    const before = is('recordings.started_at', '<', new Date(end));
    return from === null ? before : is.and([before, is('recordings.started_at', '>=', new Date(from))]);
  });
  return is.or(spans);
}

/** A legal hold is in force on it. */
export function isHeld(at: number): Condition {
  return sql<boolean>`EXISTS (SELECT FROM legal_holds WHERE ${isHoldInForce(at)})`;
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
