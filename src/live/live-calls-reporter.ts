import { sql } from 'kysely';
import type { Clock, Timer } from '../base/clock.ts';
import type { CallId, RecorderId, TenantId } from '../base/ids.ts';
import type { RunningCall } from '../capture/index.ts';
import type { Logger } from '../platform/logging.ts';
import { type Database, PREPARED } from '../platform/postgres/index.ts';
import { type CallDescription, NO_TENANT, type PausedBy } from '../recording/index.ts';
import { LIVE_CHANNEL, messageOf } from './live-messages.ts';

/** The first change after a while: what changes with it is written with it. */
const FIRST_DELAY_MS = 100;
/** One statement in it at most, whatever the number of calls. */
const INTERVAL_MS = 1_000;
/** After a statement that failed. */
const RETRY_MS = 5_000;
/** What recorders that never come back have left is looked for so often, with a statement that is written anyhow. */
const TIDY_INTERVAL_MS = 3_600_000;
const FORGOTTEN_AFTER_MS = 86_400_000;

/** A row of `live_calls`, as JSON. */
interface LiveRow {
  readonly tenant_id: TenantId;
  readonly call_id: CallId;
  readonly recording_id: string;
  readonly source_id: string | null;
  readonly started_at: string;
  readonly direction: string;
  readonly caller: string | null;
  readonly callee: string | null;
  readonly dialled: string | null;
  readonly extensions: readonly string[];
  readonly paused: boolean;
  readonly paused_by: PausedBy | null;
  readonly encrypted: boolean;
  readonly on_demand: 'waiting' | 'kept' | null;
}

interface ReporterDeps {
  readonly db: Database;
  /** Who looks at the list of this tenant's calls is notified. Default: nobody looks. */
  readonly isWatched?: (tenantId: TenantId) => boolean;
  readonly clock: Clock;
  readonly log: Logger;
}

/**
 * Keeps the rows of a recorder's running calls in `live_calls`. Nothing waits for it: while the database is away, changes are
 * collected, and all rows are written again when it is back.
 */
export class LiveCallsReporter {
  readonly #deps: ReporterDeps;
  readonly #recorderId: RecorderId;
  readonly #running = new Map<CallId, RunningCall>();
  /** What the table has, as far as known. */
  readonly #reported = new Map<CallId, TenantId>();
  #changed = new Set<CallId>();
  /** What the table has is not known: rows of an earlier run, or a statement that failed. */
  #isUnknown = true;
  /** Monotonic ms. */
  #tidiedAtMs = Number.NEGATIVE_INFINITY;
  #timer: Timer | null = null;
  #writing: Promise<void> | null = null;
  #stopped = false;

  constructor(deps: ReporterDeps, recorderId: RecorderId) {
    this.#deps = deps;
    this.#recorderId = recorderId;
    this.#writeIn(FIRST_DELAY_MS);
  }

  /** Calls that run and that may be recorded. */
  get calls(): readonly RunningCall[] {
    return [...this.#running.values()];
  }

  /** A call has begun, or what is known of it has changed. */
  changed(call: RunningCall): void {
    const { callId, tenantId, undecided, onDemand } = call.description;
    const isHidden = undecided === true && onDemand !== true;
    if (isHidden || tenantId === NO_TENANT) return this.ended(call);
    this.#running.set(callId, call);
    this.#note(callId);
  }

  ended({ description: { callId } }: RunningCall): void {
    if (this.#running.delete(callId)) this.#note(callId);
  }

  /** Removes the rows, if the database answers. */
  async stop(): Promise<void> {
    this.#stopped = true;
    this.#timer?.cancel();
    await this.#writing;
    this.#running.clear();
    this.#isUnknown = true;
    await this.#write();
  }

  #note(callId: CallId): void {
    this.#changed.add(callId);
    if (this.#timer === null && this.#writing === null) this.#writeIn(FIRST_DELAY_MS);
  }

  #writeIn(delayMs: number): void {
    if (this.#stopped) return;
    this.#timer = this.#deps.clock.after(delayMs, () => {
      this.#timer = null;
      this.#writing = this.#write().then((written) => {
        this.#writing = null;
        if (!written) this.#writeIn(RETRY_MS);
        // An empty one later, so that a change right after this one waits.
        else if (this.#changed.size > 0) this.#writeIn(INTERVAL_MS);
        else this.#rest();
      });
    });
  }

  /** The next statement comes an interval after the last one at the earliest. */
  #rest(): void {
    if (this.#stopped) return;
    this.#timer = this.#deps.clock.after(INTERVAL_MS, () => {
      this.#timer = null;
      if (this.#changed.size > 0) this.#writeIn(0);
    });
  }

  #notices(...changed: readonly (readonly Pick<LiveRow, 'tenant_id'>[])[]): string[] {
    const { isWatched = () => false } = this.#deps;
    const tenants = new Set(changed.flat().map(({ tenant_id }) => tenant_id));
    return [...tenants].filter(isWatched).map((tenantId) => messageOf({ kind: 'changed', tenantId }));
  }

  /** Whether it was written. */
  async #write(): Promise<boolean> {
    const { db, clock, log } = this.#deps;
    const isTidying = clock.monotonicMs() - this.#tidiedAtMs >= TIDY_INTERVAL_MS;
    const forgottenAt = isTidying ? new Date(clock.now() - FORGOTTEN_AFTER_MS) : null;
    const changed = this.#changed;
    this.#changed = new Set();
    const isAll = this.#isUnknown;
    const ids = isAll ? this.#running.keys() : changed;
    const rows = [...ids].flatMap((id) => this.#running.get(id) ?? []).map(rowOf);
    const gone = [...changed].flatMap((callId) => {
      const tenantId = this.#reported.get(callId);
      return tenantId === undefined || this.#running.get(callId)?.description.tenantId === tenantId
        ? []
        : [{ tenant_id: tenantId, call_id: callId }];
    });
    if (!isAll && rows.length === 0 && gone.length === 0) return true;
    try {
      await report(db, {
        recorderId: this.#recorderId,
        isAll,
        forgottenAt,
        rows,
        gone,
        notices: this.#notices(rows, gone),
      });
    } catch (err) {
      this.#isUnknown = true;
      log.warn({ err }, 'live calls: what runs could not be reported; trying again');
      return false;
    }
    if (isTidying) this.#tidiedAtMs = clock.monotonicMs();
    if (isAll) this.#reported.clear();
    this.#isUnknown = false;
    for (const { call_id } of gone) this.#reported.delete(call_id);
    for (const { call_id, tenant_id } of rows) this.#reported.set(call_id, tenant_id);
    return true;
  }
}

interface Report {
  readonly recorderId: RecorderId;
  /** `rows` are all that it has: others go. */
  readonly isAll: boolean;
  /** Rows of recorders that have not reported since go, too. Null: they stay. */
  readonly forgottenAt: Date | null;
  readonly rows: readonly LiveRow[];
  readonly gone: readonly Pick<LiveRow, 'tenant_id' | 'call_id'>[];
  /** Sent when the rows can be read. */
  readonly notices: readonly string[];
}

async function report(db: Database, { recorderId, isAll, forgottenAt, rows, gone, notices }: Report): Promise<void> {
  await sql`${PREPARED}WITH changed AS (
      SELECT * FROM jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) AS changed(tenant_id uuid, call_id uuid, recording_id uuid, source_id uuid,
        started_at timestamptz, direction text, caller text, callee text, dialled text, extensions text[], paused boolean, paused_by text, encrypted boolean, on_demand text)
    ), gone AS (
      DELETE FROM live_calls WHERE recorder_id = ${recorderId} AND (tenant_id, call_id) IN (
          SELECT tenant_id, call_id FROM jsonb_to_recordset(${JSON.stringify(gone)}::jsonb) AS gone(tenant_id uuid, call_id uuid))
        OR ${isAll} AND recorder_id = ${recorderId} AND (tenant_id, call_id) NOT IN (SELECT tenant_id, call_id FROM changed)
        OR ${forgottenAt !== null} AND recorder_id NOT IN (
          SELECT id FROM recorders WHERE seen_at > ${forgottenAt}::timestamptz UNION ALL SELECT ${recorderId}::uuid)
    ), written AS (
    INSERT INTO live_calls (recorder_id, tenant_id, call_id, recording_id, source_id, started_at, direction, caller, callee, dialled, extensions, paused, paused_by, encrypted, on_demand)
    SELECT ${recorderId}::uuid, tenant_id, call_id, recording_id, source_id, started_at, direction, caller, callee, dialled, extensions, paused, paused_by, encrypted, on_demand
    FROM changed
    ON CONFLICT (tenant_id, call_id) DO UPDATE SET recorder_id = excluded.recorder_id, direction = excluded.direction, caller = excluded.caller,
      callee = excluded.callee, dialled = excluded.dialled, extensions = excluded.extensions, paused = excluded.paused, paused_by = excluded.paused_by,
      encrypted = excluded.encrypted, on_demand = excluded.on_demand
    ) SELECT pg_notify(${LIVE_CHANNEL}, notice) FROM unnest(${[...notices]}::text[]) AS notice`.execute(db);
}

function rowOf({ description, pausedBy, legs }: RunningCall): LiveRow {
  const { callId, recordingId, tenantId, sourceId, startedAt, direction, caller, callee, dialled, extensions } =
    description;
  return {
    tenant_id: tenantId,
    call_id: callId,
    recording_id: recordingId,
    source_id: sourceId,
    started_at: new Date(startedAt).toISOString(),
    direction,
    caller,
    callee,
    dialled,
    extensions,
    paused: pausedBy !== null,
    paused_by: pausedBy,
    encrypted: legs.some(({ security }) => security !== undefined && security.length > 0),
    on_demand: onDemandOf(description),
  };
}

/** `waiting`: nobody has ordered it, so that nothing of it will be kept. */
function onDemandOf({ onDemand, undecided }: CallDescription): LiveRow['on_demand'] {
  if (onDemand !== true) return null;
  return undecided === true ? 'waiting' : 'kept';
}
