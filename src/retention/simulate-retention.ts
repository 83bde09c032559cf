import { type Expression, expressionBuilder, type SqlBool, sql } from 'kysely';
import type { TenantId } from '../base/ids.ts';
import { addDays, type WarsawDay, warsawDay } from '../base/warsaw-time.ts';
import type { Database, Schema } from '../platform/postgres/index.ts';
import { retentionDays, type RetentionHistory } from '../tenants/index.ts';
import type { RecordingTotals } from './count-recordings.ts';
import { isSettled, keptUntil } from './expiry.ts';
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
 * retention job finds due. Recordings are read by their Warsaw day, since all of a day expire on one day, from an index that has all that is
 * summed; only a day that a change of the services divides is read one by one, as is what a legal hold keeps. Changes nothing. That a
 * delivery is waited for does not count.
 */
export async function simulateRetention(db: Database, request: SimulationRequest): Promise<SimulatedGroup[]> {
  const { tenantId, now, history, histories } = request;
  const kept = is.and([is('recordings.tenant_id', '=', tenantId), isKept(history, now)]);
  const held = await heldOneByOne(db, kept, now);
  const heldOf = Map.groupBy(held, ({ day }) => day);
  const groups: SimulatedGroup[] = held.map((one) => ({
    totals: one.totals,
    days: histories.map((each) => dayOf(each, one, now)),
  }));
  const divided: WarsawDay[] = [];
  for (const { totals, ...one } of await byDay(db, kept)) {
    const days = histories.map((each) => commonDayOf(each, one, now));
    if (days.includes(DIVIDED)) divided.push(one.day);
    else groups.push({ totals: without(totals, heldOf.get(one.day) ?? []), days });
  }
  if (divided.length === 0) return groups;
  const ofDivided = is.and([kept, is.not(isHeld(now)), is('recordings.warsaw_day', 'in', divided)]);
  for (const one of await freeOneByOne(db, ofDivided)) {
    groups.push({ totals: one.totals, days: histories.map((each) => dayOf(each, one, now)) });
  }
  return groups;
}

/** What holds keep is asked for from the holds on, which are few, and taken off here: a look at the holds for each of a million recordings takes as long as all the rest. */
function without(totals: SimulatedTotals, held: readonly { readonly totals: SimulatedTotals }[]): SimulatedTotals {
  const all = held.reduce((sum, one) => addSimulated(sum, one.totals), NOTHING);
  return {
    recordings: totals.recordings - all.recordings,
    durationMs: totals.durationMs - all.durationMs,
    bytes: totals.bytes - all.bytes,
  };
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

const DIVIDED = 'divided';

interface SimulatedDay {
  readonly day: WarsawDay;
  /** When the first and the last call of the day started, Unix ms. */
  readonly first: number;
  readonly last: number;
}

/** The day on which all recordings of a day are destroyed that no hold covers; or that they are not all destroyed on one day. */
function commonDayOf(history: RetentionHistory, { day, first, last }: SimulatedDay, now: number): WarsawDay {
  // Without the exact instants, which are as much work as all the rest: the same time of day, so many days later.
  if (isSettled(history, now)) return latestOf(warsawDay(now), addDays(day, retentionDays(history, now)));
  const [one, other] = [first, last].map((startedAt) => dayOf(history, { startedAt, heldUntil: 0 }, now));
  return one === other ? one! : DIVIDED;
}

function latestOf(one: WarsawDay, other: WarsawDay): WarsawDay {
  return one > other ? one : other;
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

async function freeOneByOne(db: Database, condition: Expression<SqlBool>) {
  const rows = await db
    .selectFrom('recordings')
    .where(condition)
    .select(['recordings.started_at', 'recordings.duration_ms', 'recordings.size_bytes'])
    .execute();
  return rows.map((row) => ({ ...sizesOf(row), heldUntil: 0 }));
}

async function heldOneByOne(db: Database, condition: Expression<SqlBool>, now: number) {
  const rows = await db
    .selectFrom('legal_holds')
    .innerJoin('recordings', 'recordings.id', 'legal_holds.recording_id')
    .where('legal_holds.lifted_at', 'is', null)
    .where(sql<boolean>`(legal_holds.until IS NULL OR legal_holds.until > ${new Date(now)})`)
    .where(condition)
    .select(['recordings.started_at', 'recordings.duration_ms', 'recordings.size_bytes', 'recordings.warsaw_day'])
    .select('legal_holds.until')
    .execute();
  return rows.map((row) => ({
    ...sizesOf(row),
    day: row.warsaw_day,
    heldUntil: row.until?.getTime() ?? null,
  }));
}

function sizesOf(row: { readonly started_at: Date; readonly duration_ms: number; readonly size_bytes: number }) {
  return {
    startedAt: row.started_at.getTime(),
    totals: { recordings: 1, durationMs: row.duration_ms, bytes: row.size_bytes },
  };
}
