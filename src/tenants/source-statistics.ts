import { sql } from 'kysely';
import { type Clock, repeat, type Repeating } from '../base/clock.ts';
import type { RecorderId, SourceId } from '../base/ids.ts';
import { addDays, type WarsawDay, warsawDay } from '../base/warsaw-time.ts';
import type { Logger } from '../platform/logging.ts';
import type { Registry } from '../platform/metrics.ts';
import type { Database } from '../platform/postgres/index.ts';
import { type LegQuality, NO_RECORDING_REASONS, type NoRecordingReason } from '../recording/index.ts';
import { sourceMetrics } from './source-metrics.ts';

/** How soon an operator sees a session; nothing is written for each of them. */
const WRITE_EVERY_MS = 10_000;
/** What is counted between two writes: more sources than there are, times what is counted of each. Beyond it nothing is. */
const MAX_BUFFERED = 10_000;
/** A month is enough to see since when a line is bad. */
const KEPT_DAYS = 31;
const LISTED_DAYS = 7;
/** A recorder that has reported nothing for this long has no open sessions: it was killed. */
const RECORDER_SILENCE_MS = 60_000;

/** `jitter`: µs, added up over the packets, so that the mean of a day is right. */
type Counted = 'recorded' | `refused ${NoRecordingReason}` | 'packets' | 'lost' | 'jitter';

interface SourceStatisticsDeps {
  readonly db: Database;
  readonly clock: Clock;
  readonly log: Logger;
  readonly metrics: Registry;
  readonly recorderId: RecorderId;
}

type OpenSessions = ReadonlyMap<SourceId, number>;

/** Counts the sessions of each source and how their RTP arrives, by Warsaw days. Never delays or fails the session itself. */
export class SourceStatistics {
  readonly #deps: SourceStatisticsDeps;
  readonly #metrics: ReturnType<typeof sourceMetrics>;
  #counts = new Map<string, { sourceId: SourceId; day: WarsawDay; counted: Counted; count: number }>();
  #openSessions: () => OpenSessions = () => new Map();
  #writing: Repeating | null = null;
  /** Whether the recorder's row says that none is open. */
  #isNoneWritten = false;

  constructor(deps: SourceStatisticsDeps) {
    this.#deps = deps;
    this.#metrics = sourceMetrics(deps.metrics, () => this.#openSessions());
  }

  start(openSessions: () => OpenSessions): void {
    this.#openSessions = openSessions;
    const onError = (err: unknown): void =>
      this.#deps.log.warn({ err }, 'tenants: the statistics of sources could not be written; trying again');
    this.#writing = repeat(this.#deps.clock, { intervalMs: WRITE_EVERY_MS, onError }, () => this.write());
  }

  /** A session was answered with 200. */
  recorded(sourceId: SourceId): void {
    this.#seen(sourceId);
    this.#metrics.session(sourceId, 'recorded');
    this.#add(sourceId, 'recorded', 1);
  }

  refused(sourceId: SourceId, reason: NoRecordingReason): void {
    this.#seen(sourceId);
    this.#metrics.session(sourceId, reason);
    this.#add(sourceId, `refused ${reason}`, 1);
  }

  /** The legs of a recording were encoded. */
  arrived(sourceId: SourceId, legs: readonly Pick<LegQuality, 'packets' | 'lost' | 'jitterMs'>[]): void {
    for (const { packets, lost, jitterMs } of legs) {
      this.#metrics.packets(sourceId, { packets, lost });
      this.#add(sourceId, 'packets', packets);
      this.#add(sourceId, 'lost', lost);
      this.#add(sourceId, 'jitter', Math.round(packets * jitterMs * 1000));
    }
  }

  /** Writes what was counted since the last time, and how many sessions are open. */
  async write(openSessions: OpenSessions = this.#openSessions()): Promise<void> {
    const { db, clock } = this.#deps;
    await this.#writeOpen(openSessions);
    const counts = this.#counts;
    if (counts.size === 0) return;
    this.#counts = new Map();
    try {
      await addCounts(db, [...counts.values()]);
    } catch (error) {
      for (const { sourceId, day, counted, count } of counts.values()) this.#add(sourceId, counted, count, day);
      throw error;
    }
    const oldest = addDays(warsawDay(clock.now()), -KEPT_DAYS);
    await db.deleteFrom('source_statistics').where('day', '<', oldest).execute();
  }

  /** An idle recorder writes nothing. */
  async #writeOpen(openSessions: OpenSessions): Promise<void> {
    if (openSessions.size === 0 && this.#isNoneWritten) return;
    const { db, recorderId } = this.#deps;
    const { numUpdatedRows } = await db
      .updateTable('recorders')
      .set({ open_of_sources: JSON.stringify(Object.fromEntries(openSessions)) })
      .where('id', '=', recorderId)
      .executeTakeFirstOrThrow();
    this.#isNoneWritten = openSessions.size === 0 && numUpdatedRows > 0n;
  }

  async stop(): Promise<void> {
    await this.#writing?.stop();
    await this.write(new Map()).catch((err: unknown) =>
      this.#deps.log.warn({ err }, 'tenants: the last statistics of sources could not be written'),
    );
  }

  #seen(sourceId: SourceId): void {
    this.#metrics.seen(sourceId, this.#deps.clock.now());
  }

  #add(sourceId: SourceId, counted: Counted, count: number, day = warsawDay(this.#deps.clock.now())): void {
    if (count === 0) return;
    const key = `${sourceId} ${day} ${counted}`;
    const known = this.#counts.get(key);
    if (known !== undefined) known.count += count;
    else if (this.#counts.size < MAX_BUFFERED) this.#counts.set(key, { sourceId, day, counted, count });
  }
}

async function addCounts(
  db: Database,
  counts: readonly { sourceId: SourceId; day: WarsawDay; counted: Counted; count: number }[],
): Promise<void> {
  await db
    .insertInto('source_statistics')
    .values(counts.map(({ sourceId, day, counted, count }) => ({ source_id: sourceId, day, counted, count })))
    .onConflict((known) =>
      known
        .columns(['source_id', 'day', 'counted'])
        .doUpdateSet({ count: sql`source_statistics.count + excluded.count` }),
    )
    .execute();
}

/** What a source did on a Warsaw day. */
export interface SourceDay {
  readonly day: WarsawDay;
  /** Sessions that were recorded. */
  readonly recorded: number;
  /** Sessions that were refused, by reason; the most frequent first. */
  readonly refused: readonly { readonly reason: NoRecordingReason; readonly count: number }[];
  /** RTP packets of the recordings encoded that day. */
  readonly packets: number;
  readonly lost: number;
  /** The mean; null: there were no packets. */
  readonly jitterMs: number | null;
}

interface ListedSourceStatistics {
  readonly sourceId: SourceId;
  /** Sessions open now, some seconds ago at most. */
  readonly openSessions: number;
  /** The last week, today first; all its days. */
  readonly days: readonly SourceDay[];
}

/** Of all sources that are not removed. */
export async function listSourceStatistics(db: Database, nowMs: number): Promise<ListedSourceStatistics[]> {
  const today = warsawDay(nowMs);
  const sources = await db.selectFrom('sources').where('removed_at', 'is', null).select('id').orderBy('id').execute();
  const rows = await db
    .selectFrom('source_statistics')
    .selectAll()
    .where('day', '>', addDays(today, -LISTED_DAYS))
    .execute();
  const open = await openSessionsOf(db, nowMs);
  const bySource = Map.groupBy(rows, ({ source_id }) => source_id);
  const days = Array.from({ length: LISTED_DAYS }, (_, back) => addDays(today, -back));
  return sources.map(({ id }) => {
    const byDay = Map.groupBy(bySource.get(id) ?? [], ({ day }) => day);
    return {
      sourceId: id,
      openSessions: open.get(id) ?? 0,
      days: days.map((day) => dayOf(day, byDay.get(day) ?? [])),
    };
  });
}

function dayOf(day: WarsawDay, rows: readonly { readonly counted: string; readonly count: number }[]): SourceDay {
  const counts = new Map(rows.map(({ counted, count }) => [counted, count]));
  const countOf = (counted: Counted): number => counts.get(counted) ?? 0;
  const packets = countOf('packets');
  return {
    day,
    recorded: countOf('recorded'),
    refused: NO_RECORDING_REASONS.map((reason) => ({ reason, count: countOf(`refused ${reason}`) }))
      .filter(({ count }) => count > 0)
      .toSorted((one, other) => other.count - one.count),
    packets,
    lost: countOf('lost'),
    jitterMs: packets === 0 ? null : Math.round(countOf('jitter') / packets / 10) / 100,
  };
}

async function openSessionsOf(db: Database, nowMs: number): Promise<Map<string, number>> {
  const recorders = await db
    .selectFrom('recorders')
    .select('open_of_sources')
    .where('seen_at', '>', new Date(nowMs - RECORDER_SILENCE_MS))
    .execute();
  const open = new Map<string, number>();
  for (const { open_of_sources } of recorders) {
    // A recorder of the release before does not say.
    for (const [id, count] of Object.entries((open_of_sources ?? {}) as Record<string, number>)) {
      open.set(id, (open.get(id) ?? 0) + count);
    }
  }
  return open;
}
