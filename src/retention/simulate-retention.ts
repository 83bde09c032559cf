import { type Expression, expressionBuilder, type SqlBool, sql } from 'kysely';
import type { TenantId } from '../base/ids.ts';
import { type WarsawDay, warsawDay } from '../base/warsaw-time.ts';
import type { Database, Schema } from '../platform/postgres/index.ts';
import type { RetentionHistory } from '../tenants/index.ts';
import type { RecordingTotals } from './count-recordings.ts';
import { keptUntil } from './expiry.ts';
import { isHeld, isKept } from './recording-conditions.ts';

/** How many recordings, their length and their size. */
export interface SimulatedTotals extends RecordingTotals {
  readonly durationMs: number;
}

export const NOTHING: SimulatedTotals = { recordings: 0, durationMs: 0, bytes: 0 };

export function addSimulated(one: SimulatedTotals, other: SimulatedTotals): SimulatedTotals {
  return {
    recordings: one.recordings + other.recordings,
    durationMs: one.durationMs + other.durationMs,
    bytes: one.bytes + other.bytes,
  };
}

/** Recordings that are destroyed on the same Warsaw day, whichever of the histories comes true. */
export interface SimulatedGroup {
  readonly totals: SimulatedTotals;
  /** The day of each history; null: a legal hold without an end keeps them. */
  readonly days: readonly (WarsawDay | null)[];
}

interface SimulationRequest {
  readonly tenantId: TenantId;
  /** Unix ms. */
  readonly now: number;
  /** The tenant's services as they are. */
  readonly history: RetentionHistory;
  /** Services that it might have. */
  readonly histories: readonly RetentionHistory[];
}

const is = expressionBuilder<Schema, 'recordings'>();

/**
 * When each recording that is kept now would be destroyed under each of some histories: by the rule of `keptUntil`, which decides what the
 * retention job finds due. Recordings are read by their Warsaw day, since all of a day expire on one day; only a day that a change of the
 * services divides is read one by one, as is what a legal hold keeps. Changes nothing. That a delivery is waited for does not count.
 */
export async function simulateRetention(db: Database, request: SimulationRequest): Promise<SimulatedGroup[]> {
  const { tenantId, now, history, histories } = request;
  const kept = is.and([is('recordings.tenant_id', '=', tenantId), isKept(history, now)]);
  const free = is.and([kept, is.not(isHeld(now))]);
  const groups: SimulatedGroup[] = [];
  const divided: WarsawDay[] = [];
  for (const { day, first, last, totals } of await byDay(db, free)) {
    const days = histories.map((one) => dayOf(one, { startedAt: first, heldUntil: 0 }, now));
    const lastDays = histories.map((one) => dayOf(one, { startedAt: last, heldUntil: 0 }, now));
    if (days.every((one, index) => one === lastDays[index])) groups.push({ totals, days });
    else divided.push(day);
  }
  const single = [
    ...(divided.length === 0
      ? []
      : await oneByOne(db, is.and([free, is('recordings.warsaw_day', 'in', divided)]), now)),
    ...(await oneByOne(db, is.and([kept, isHeld(now)]), now)),
  ];
  return [
    ...groups,
    ...single.map((one) => ({ totals: one.totals, days: histories.map((history) => dayOf(history, one, now)) })),
  ];
}

interface SimulatedRecording {
  /** Unix ms. */
  readonly startedAt: number;
  /** Unix ms; 0: no hold; null: a hold without an end. */
  readonly heldUntil: number | null;
}

/** The day on which it is destroyed: the first on which the retention in force is over and no hold covers it. */
function dayOf(history: RetentionHistory, { startedAt, heldUntil }: SimulatedRecording, now: number): WarsawDay | null {
  if (heldUntil === null) return null;
  const expiry = Math.max(now, keptUntil(history, startedAt, now));
  if (expiry >= heldUntil) return warsawDay(expiry);
  return warsawDay(Math.max(heldUntil, keptUntil(history, startedAt, heldUntil)));
}

async function byDay(db: Database, condition: Expression<SqlBool>) {
  const rows = await db
    .selectFrom('recordings')
    .where(condition)
    .select(['recordings.warsaw_day', sql<number>`count(*)::int`.as('recordings')])
    .select(sql<number>`sum(recordings.duration_ms)::bigint`.as('duration_ms'))
    .select(sql<number>`sum(recordings.size_bytes)::bigint`.as('bytes'))
    .select(({ fn }) => [fn.min('recordings.started_at').as('first'), fn.max('recordings.started_at').as('last')])
    .groupBy('recordings.warsaw_day')
    .execute();
  return rows.map((row) => ({
    day: row.warsaw_day,
    first: row.first.getTime(),
    last: row.last.getTime(),
    totals: { recordings: row.recordings, durationMs: row.duration_ms, bytes: row.bytes },
  }));
}

async function oneByOne(db: Database, condition: Expression<SqlBool>, now: number) {
  const rows = await db
    .selectFrom('recordings')
    .leftJoin('legal_holds', (join) =>
      join
        .onRef('legal_holds.recording_id', '=', 'recordings.id')
        .on('legal_holds.lifted_at', 'is', null)
        .on(sql<boolean>`(legal_holds.until IS NULL OR legal_holds.until > ${new Date(now)})`),
    )
    .where(condition)
    .select(['recordings.started_at', 'recordings.duration_ms', 'recordings.size_bytes'])
    .select(['legal_holds.id as hold', 'legal_holds.until'])
    .execute();
  return rows.map((row) => ({
    startedAt: row.started_at.getTime(),
    heldUntil: row.hold === null ? 0 : (row.until?.getTime() ?? null),
    totals: { recordings: 1, durationMs: row.duration_ms, bytes: row.size_bytes },
  }));
}
