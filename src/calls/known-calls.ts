import { type Selectable, sql } from 'kysely';
import type { CallId, TenantId } from '../base/ids.ts';
import type { Database, Schema } from '../platform/postgres/index.ts';
import type { Call } from './call.ts';
import { periodOfSameId, periodOfSameParties } from './same-call.ts';

export type CallRow = Selectable<Schema['calls']>;

/** What reported a call: its recording session (or an upload), or a CDR. */
type Reporter = 'session' | 'cdr';

/** Whose calls are reported, and by what. */
export interface Writer {
  readonly tenantId: TenantId;
  readonly reporter: Reporter;
}

/** The rows of a tenant that some reports may be about, as they are after the reports that were merged into them. */
export class KnownCalls {
  readonly #reporter: Reporter;
  readonly #rows = new Map<CallId, CallRow>();
  /** By what two reports of a call have in common. A row may have got another one since. */
  readonly #ids = new Map<string, Set<CallId>>();

  private constructor(reporter: Reporter, rows: readonly CallRow[]) {
    this.#reporter = reporter;
    for (const row of rows) this.put(row);
  }

  /** In a transaction that has locked the tenant's calls. */
  static async read(transaction: Database, writer: Writer, reports: readonly Call[]): Promise<KnownCalls> {
    return new KnownCalls(writer.reporter, await readRows(transaction, writer, reports));
  }

  /** Adds a row or replaces the one of the same id. */
  put(row: CallRow): void {
    this.#rows.set(row.id, row);
    for (const key of keysOf(row)) {
      const ids = this.#ids.get(key);
      if (ids === undefined) this.#ids.set(key, new Set([row.id]));
      else ids.add(row.id);
    }
  }

  get(id: CallId): CallRow | undefined {
    return this.#rows.get(id);
  }

  remove(id: CallId): void {
    this.#rows.delete(id);
  }

  /**
   * The rows of a reported call, oldest first: the one with our own id, and those with the PBX's id whose time overlaps the report's, or
   * nearly. More than one: a session that was reported late is between them.
   */
  reportsOf(reported: Call): readonly CallRow[] {
    const pbxId = reported.correlationId ?? reported.externalId;
    const { from, until } = periodOfSameId(reported);
    const own = this.#rows.get(reported.id);
    const others = (pbxId === null ? [] : this.#of(byPbxId(pbxId))).filter(
      (row) =>
        row !== own &&
        (row.correlation_id === pbxId || row.external_id === pbxId) &&
        row.started_at.getTime() <= until &&
        (row.ended_at ?? row.answered_at ?? row.started_at).getTime() >= from,
    );
    const rows = (own === undefined ? others : [own, ...others]).toSorted(byStart);
    // What was erased at the request of a data subject is not brought together with what was not.
    const first = own !== undefined && own.erased_by !== null ? own : rows[0];
    return rows.filter((row) => row === first || (row.erased_by === null && first?.erased_by === null));
  }

  /** The only call between the same two numbers whose time overlaps and that the other reporter has not reported yet. */
  ofSameParties(reported: Call): CallRow | undefined {
    const { caller, callee } = reported;
    const period = periodOfSameParties(reported);
    if (caller === null || callee === null || period === null) return undefined;
    const [found, ...others] = this.#of(byParties(caller, callee)).filter(
      (row) =>
        row.caller === caller &&
        row.callee === callee &&
        row.started_at.getTime() <= period.until &&
        (row.answered_at ?? row.started_at).getTime() >= period.from &&
        row.no_recording_reason !== 'not-answered' &&
        (this.#reporter === 'cdr' ? row.external_id === null : row.correlation_id === null && row.external_id !== null),
    );
    return others.length === 0 ? found : undefined;
  }

  #of(key: string): CallRow[] {
    return [...(this.#ids.get(key) ?? [])].flatMap((id) => this.#rows.get(id) ?? []);
  }
}

const byPbxId = (id: string): string => `id ${id}`;
const byParties = (caller: string, callee: string): string => `parties ${caller} ${callee}`;

function keysOf({ correlation_id, external_id, caller, callee }: CallRow): string[] {
  return [
    ...[correlation_id, external_id].flatMap((id) => (id === null ? [] : [byPbxId(id)])),
    ...(caller === null || callee === null ? [] : [byParties(caller, callee)]),
  ];
}

function byStart(one: CallRow, other: CallRow): number {
  return one.started_at.getTime() - other.started_at.getTime() || (one.id < other.id ? -1 : 1);
}

/**
 * All that `reportsOf` and `ofSameParties` could find, each report looked up by the indexes. Of the calls between two numbers no more
 * than decide whether there is only one, also when each report takes one of them: a PBX that reports a wrong year has very many.
 */
async function readRows(
  transaction: Database,
  { tenantId, reporter }: Writer,
  reports: readonly Call[],
): Promise<CallRow[]> {
  const ofOtherReporter =
    reporter === 'cdr' ? sql`external_id IS NULL` : sql`correlation_id IS NULL AND external_id IS NOT NULL`;
  const sameId = reports.map(periodOfSameId);
  const sameParties = reports.map(periodOfSameParties);
  const { rows } = await sql<CallRow>`
    WITH reported AS (
      SELECT * FROM unnest(
        ${reports.map(({ id }) => id)}::uuid[],
        ${reports.map(({ correlationId, externalId }) => correlationId ?? externalId)}::text[],
        ${dates(sameId.map(({ from }) => from))}::timestamptz[],
        ${dates(sameId.map(({ until }) => until))}::timestamptz[],
        ${reports.map(({ caller }) => caller)}::text[],
        ${reports.map(({ callee }) => callee)}::text[],
        ${dates(sameParties.map((period) => period?.from))}::timestamptz[],
        ${dates(sameParties.map((period) => period?.until))}::timestamptz[]
      ) AS reported (id, pbx_id, "from", until, caller, callee, ringing_from, ringing_until)
    ), same_call AS (
      SELECT found.id FROM reported, LATERAL (
        SELECT id FROM calls WHERE tenant_id = ${tenantId} AND id = reported.id
        UNION ALL
        SELECT id FROM calls WHERE tenant_id = ${tenantId} AND correlation_id = reported.pbx_id
          AND started_at <= reported.until AND coalesce(ended_at, answered_at, started_at) >= reported."from"
        UNION ALL
        SELECT id FROM calls WHERE tenant_id = ${tenantId} AND external_id = reported.pbx_id
          AND started_at <= reported.until AND coalesce(ended_at, answered_at, started_at) >= reported."from"
        UNION ALL
        (SELECT id FROM calls WHERE tenant_id = ${tenantId} AND caller = reported.caller AND callee = reported.callee
          AND started_at <= reported.ringing_until AND coalesce(answered_at, started_at) >= reported.ringing_from
          AND no_recording_reason IS DISTINCT FROM 'not-answered' AND ${ofOtherReporter}
          LIMIT ${reports.length + 2})
      ) AS found
    )
    SELECT * FROM calls WHERE tenant_id = ${tenantId} AND id IN (SELECT id FROM same_call)`.execute(transaction);
  return rows;
}

function dates(instants: readonly (number | undefined)[]): (Date | null)[] {
  return instants.map((instant) => (instant === undefined ? null : new Date(instant)));
}
