import { isDeepStrictEqual } from 'node:util';
import { sql } from 'kysely';
import type { CallId, TenantId } from '../base/ids.ts';
import { type Database, inTransaction } from '../platform/postgres/index.ts';
import { type Call, callFromRow, mergeCalls, rowFromCall } from './call.ts';
import { type CallRow, KnownCalls, type Writer } from './known-calls.ts';

/**
 * Merges reports of calls of one tenant into the rows of their calls, in order, and writes new rows for those that match none. All of
 * them are saved, or none. Returns the ids of the rows. The rows are read at once and written at once, and only those that changed.
 */
export function saveReports(db: Database, writer: Writer, reports: readonly Call[]): Promise<CallId[]> {
  return inTransaction(db, async (transaction) => {
    await lockCallsOf(transaction, writer.tenantId);
    const calls = reports.map(asStored);
    const changes = new Changes(writer, await KnownCalls.read(transaction, writer, calls));
    const ids = calls.map((call) => changes.merge(call));
    await changes.write(transaction);
    return ids;
  });
}

/** Until the transaction ends, no other one writes calls of this tenant, so that two reports of a call find each other. */
async function lockCallsOf(transaction: Database, tenantId: TenantId): Promise<void> {
  await sql`SELECT pg_advisory_xact_lock(hashtextextended(${`fonoteka calls ${tenantId}`}, 0))`.execute(transaction);
}

/** PostgreSQL has no half of a surrogate pair: a text with one is stored with U+FFFD, and found by it. */
function asStored(call: Call): Call {
  return {
    ...call,
    correlationId: call.correlationId?.toWellFormed() ?? null,
    externalId: call.externalId?.toWellFormed() ?? null,
    caller: call.caller?.toWellFormed() ?? null,
    callee: call.callee?.toWellFormed() ?? null,
    dialled: call.dialled?.toWellFormed() ?? null,
  };
}

/** What reports change of the rows of a tenant's calls. */
class Changes {
  readonly #writer: Writer;
  readonly #known: KnownCalls;
  readonly #inserted = new Set<CallId>();
  readonly #updated = new Set<CallId>();
  /** Rows that another one has taken over, with that one. */
  readonly #removed = new Map<CallId, CallId>();

  constructor(writer: Writer, known: KnownCalls) {
    this.#writer = writer;
    this.#known = known;
  }

  merge(call: Call): CallId {
    const [known = this.#known.ofSameParties(call), ...others] = this.#known.reportsOf(call);
    if (known === undefined) {
      this.#known.put({
        ...rowFromCall(call),
        id: call.id,
        tenant_id: this.#writer.tenantId,
        erased_by: null,
        created_at: new Date(call.startedAt),
      });
      this.#inserted.add(call.id);
      return call.id;
    }
    if (this.#writer.reporter === 'session' && known.id === call.id && call.noRecordingReason !== null) return known.id;
    for (const { id } of others) {
      this.#known.remove(id);
      this.#removed.set(id, known.id);
    }
    const merged = [...others.map(callFromRow), call].reduce(mergeCalls, callFromRow(known));
    const row = unlessErased(known, { ...known, ...rowFromCall(merged) });
    if (isDeepStrictEqual(row, known)) return known.id;
    this.#known.put(row);
    this.#updated.add(known.id);
    return known.id;
  }

  async write(transaction: Database): Promise<void> {
    const inserted = [...this.#inserted].flatMap((id) => this.#known.get(id) ?? []);
    const updated = [...this.#updated].filter((id) => !this.#inserted.has(id));
    await insertRows(transaction, inserted);
    await updateRows(
      transaction,
      updated.flatMap((id) => this.#known.get(id) ?? []),
    );
    await this.#writeRemoved(transaction);
  }

  /** With their recordings, which go to the row that has taken over. */
  async #writeRemoved(transaction: Database): Promise<void> {
    const removed = [...this.#removed.keys()].filter((id) => !this.#inserted.has(id));
    if (removed.length === 0) return;
    await sql`UPDATE recordings SET call_id = moved.to_id
      FROM unnest(${removed}::uuid[], ${removed.map((id) => this.#takenOverBy(id))}::uuid[]) AS moved (from_id, to_id)
      WHERE recordings.call_id = moved.from_id`.execute(transaction);
    await this.#moveNotes(transaction, removed);
    await transaction.deleteFrom('calls').where('id', 'in', removed).execute();
  }

  /** What people wrote about a call that is part of another one. What both have stays once; the rest goes with the row. */
  async #moveNotes(transaction: Database, removed: readonly CallId[]): Promise<void> {
    const into = removed.map((id) => this.#takenOverBy(id));
    for (const [table, columns] of Object.entries(NOTE_COLUMNS)) {
      await sql`INSERT INTO ${sql.table(table)} (tenant_id, call_id, ${sql.raw(columns)})
        SELECT tenant_id, moved.to_id, ${sql.raw(columns)} FROM ${sql.table(table)}
          JOIN unnest(${removed}::uuid[], ${into}::uuid[]) AS moved (from_id, to_id) ON call_id = moved.from_id
          WHERE tenant_id = ${this.#writer.tenantId}
        ON CONFLICT DO NOTHING`.execute(transaction);
    }
  }

  /** A row that has taken over another one may be removed later. */
  #takenOverBy(id: CallId): CallId {
    const by = this.#removed.get(id);
    return by === undefined ? id : this.#takenOverBy(by);
  }
}

const NOTE_COLUMNS = {
  call_notes: 'id, recording_id, at_ms, text, author_id, created_at, changed_at',
  call_tags: 'tag, added_by, added_at',
  call_reviews: 'for_user_id, from_user_id, note, created_at, done_at, done_by',
} as const;

/** A PBX's id of a call may have a number in it. */
const ERASED_COLUMNS = [
  'caller',
  'callee',
  'dialled',
  'extensions',
  'correlation_id',
  'external_id',
  'metadata',
] as const satisfies (keyof CallRow)[];

/** No later report brings back what was erased at the request of a data subject. */
function unlessErased(known: CallRow, row: CallRow): CallRow {
  if (known.erased_by === null) return row;
  return { ...row, ...Object.fromEntries(ERASED_COLUMNS.map((column) => [column, known[column]])) };
}

/** Throws if there is one of them already. */
async function insertRows(transaction: Database, rows: readonly CallRow[]): Promise<void> {
  if (rows.length === 0) return;
  const inserted = await transaction
    .insertInto('calls')
    .values(rows.map((row) => ({ ...rowFromCall(callFromRow(row)), id: row.id, tenant_id: row.tenant_id })))
    .onConflict((conflict) => conflict.doNothing())
    .executeTakeFirst();
  if (inserted.numInsertedOrUpdatedRows !== BigInt(rows.length)) {
    throw new Error(`calls ${rows.map(({ id }) => id).join(', ')} could neither be inserted nor found`);
  }
}

const COLUMN_TYPES = {
  source_id: 'uuid',
  started_at: 'timestamptz',
  answered_at: 'timestamptz',
  ended_at: 'timestamptz',
  direction: 'text',
  flags: 'text[]',
  no_recording_reason: 'text',
  recording_rule: 'jsonb',
  caller: 'text',
  callee: 'text',
  dialled: 'text',
  extensions: 'text[]',
  correlation_id: 'text',
  external_id: 'text',
  metadata: 'text[]',
} as const satisfies Record<Exclude<keyof CallRow, 'id' | 'tenant_id' | 'created_at' | 'erased_by'>, string>;

async function updateRows(transaction: Database, rows: readonly CallRow[]): Promise<void> {
  if (rows.length === 0) return;
  const columns = Object.keys(COLUMN_TYPES) as (keyof typeof COLUMN_TYPES)[];
  const types = columns.map((column) => sql`${sql.ref(column)} ${sql.raw(COLUMN_TYPES[column])}`);
  // An erasure may have come since the rows were read.
  const values = columns.map((column) =>
    ERASED_COLUMNS.some((erased) => erased === column)
      ? sql`${sql.ref(column)} = CASE WHEN calls.erased_by IS NULL THEN changed.${sql.ref(column)} ELSE calls.${sql.ref(column)} END`
      : sql`${sql.ref(column)} = changed.${sql.ref(column)}`,
  );
  await sql`UPDATE calls SET ${sql.join(values)}
    FROM json_to_recordset(${JSON.stringify(rows)}::json) AS changed (id uuid, ${sql.join(types)})
    WHERE calls.id = changed.id`.execute(transaction);
}
