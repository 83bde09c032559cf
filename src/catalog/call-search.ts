import { type RawBuilder, sql } from 'kysely';
import type { CallId, TenantId } from '../base/ids.ts';
import type { Database } from '../platform/postgres/index.ts';
import type { Direction, NoRecordingReason } from '../recording/index.ts';

/** Calls that are found by ranges of one index, newest first. */
export interface CallSearch {
  readonly tenantId: TenantId;
  readonly by: CallIndex;
  /** Unix ms; calls that started then or later. */
  readonly from?: number | undefined;
  /** Unix ms; calls that started before. */
  readonly until?: number | undefined;
  /** Only calls with a number like one of these; for the term of every call. */
  readonly patterns?: readonly string[];
  /** Not every call that is found belongs to the answer: the caller looks at each. */
  readonly isRough: boolean;
}

/** The calls of an index with one value of each list. */
type CallIndex =
  | TermsAndKinds
  /** These calls, by their ids. */
  | { readonly calls: readonly CallId[] }
  /** `calls_by_duration`: bands of `call_duration_band`; a `condition` on the calls of these. */
  | { readonly bands: readonly number[]; readonly directions: readonly Direction[]; readonly condition: Condition }
  /** `calls_by_reason`: those without a recording. */
  | { readonly reasons: readonly NoRecordingReason[]; readonly directions: readonly Direction[] };

type Condition = RawBuilder<boolean>;

/** `call_terms` (migration 0066). */
export interface TermsAndKinds {
  readonly terms: readonly string[];
  readonly kinds: readonly number[];
}

/** A call's place in the order of lists. `at`: as the database writes it, to the microsecond. */
export interface CallPosition {
  readonly at: string;
  readonly id: CallId;
}

/** Of a rough search, or one by patterns: so many calls are looked at first, and at most. They grow while too few belong to the answer. */
const FIRST_CHUNK = 500;
const MAX_CHUNK = 32_000;
/** As many calls as are read with their rows in one query. */
const MAX_ROUGH_CHUNK = 4000;

interface SearchedPage<Row> {
  readonly after: CallPosition | null;
  readonly limit: number;
  /** The rows of these calls that belong to the answer, in order. */
  readonly rowsOf: (found: readonly CallPosition[], limit: number) => Promise<readonly Row[]>;
}

/** A page of what a search finds. */
export async function searchedPage<Row>(
  db: Database,
  search: CallSearch,
  { after, limit, rowsOf }: SearchedPage<Row>,
): Promise<Row[]> {
  const isExact = !search.isRough && search.patterns === undefined;
  const most = search.isRough ? MAX_ROUGH_CHUNK : MAX_CHUNK;
  const rows: Row[] = [];
  let position = after;
  for (let size = isExact ? limit : FIRST_CHUNK; ; size = isExact ? limit : Math.min(size * 4, most)) {
    const { found, last } = await chunkOf(db, search, { after: position, size, limit: search.isRough ? size : limit });
    if (found.length > 0) rows.push(...(await rowsOf(found, limit - rows.length)));
    if (rows.length >= limit || last === null) return rows;
    // Calls that ended between the two queries, too, leave room.
    position = !search.isRough && found.length === limit ? found.at(-1)! : last;
  }
}

interface Chunk {
  readonly found: readonly CallPosition[];
  /** Of the calls that were looked at; null: there are no more. */
  readonly last: CallPosition | null;
}

async function chunkOf(
  db: Database,
  search: CallSearch,
  { after, size, limit }: { readonly after: CallPosition | null; readonly size: number; readonly limit: number },
): Promise<Chunk> {
  const { from, until, patterns } = search;
  const { ranges, calls, id } = rangesOf(search);
  const conditions: RawBuilder<unknown>[] = [];
  if (from !== undefined) conditions.push(sql`AND started_at >= ${new Date(from)}`);
  if (until !== undefined) conditions.push(sql`AND started_at < ${new Date(until)}`);
  if (after !== null) conditions.push(sql`AND (started_at, ${id}) < (${after.at}::timestamptz, ${after.id}::uuid)`);
  const fits = patterns === undefined ? sql`true` : sql`coalesce(numbers LIKE ANY (${patterns}::text[]), true)`;
  const { rows } = await sql<CallPosition & { fits: boolean }>`
    WITH chunk AS MATERIALIZED (
      SELECT found.* FROM ${ranges} CROSS JOIN LATERAL (
        SELECT started_at, ${id} AS call_id${patterns === undefined ? sql`` : sql`, numbers`} FROM ${calls} ${sql.join(conditions, sql` `)}
        ORDER BY started_at DESC, ${id} DESC LIMIT ${size}
      ) AS found
      ORDER BY started_at DESC, call_id DESC LIMIT ${size}
    ), fitting AS (
      SELECT DISTINCT started_at, call_id FROM chunk WHERE ${fits} ORDER BY started_at DESC, call_id DESC LIMIT ${limit}
    ), last AS (
      SELECT started_at, call_id FROM chunk ORDER BY started_at, call_id LIMIT 1
    )
    SELECT started_at::text AS at, call_id AS id, true AS fits FROM fitting
    UNION ALL SELECT started_at::text, call_id, false FROM last WHERE (SELECT count(*) FROM chunk) = ${size}`.execute(
    db,
  );
  const found = rows.filter((row) => row.fits).map(({ at, id }) => ({ at, id }));
  const last = rows.find((row) => !row.fits);
  return { found, last: last === undefined ? null : { at: last.at, id: last.id } };
}

/** At least so many calls: then it does not matter which of two searches has fewer. */
export const MANY_CALLS = 2000;

/** How many calls a search would look at, up to a bound. */
export async function countUpTo(db: Database, search: CallSearch, most: number): Promise<number> {
  const { from, until } = search;
  const { ranges, calls } = rangesOf(search);
  const { rows } = await sql<{ count: number }>`
    SELECT count(*)::integer AS count FROM (
      SELECT FROM ${ranges} CROSS JOIN LATERAL (
        SELECT FROM ${calls}
          AND started_at >= ${from === undefined ? sql`'-infinity'` : new Date(from)}
          AND started_at < ${until === undefined ? sql`'infinity'` : new Date(until)}
        LIMIT ${most}
      ) AS found LIMIT ${most}
    ) AS counted`.execute(db);
  return rows[0]!.count;
}

/** Selects `call_id` and `started_at` of the newest calls that a search looks at. */
export function newestOf(search: CallSearch, limit: number): RawBuilder<CallPosition> {
  const { from, until } = search;
  const { ranges, calls, id } = rangesOf(search);
  return sql`SELECT DISTINCT started_at, call_id FROM (
    SELECT found.* FROM ${ranges} CROSS JOIN LATERAL (
      SELECT started_at, ${id} AS call_id FROM ${calls}
        AND started_at >= ${from === undefined ? sql`'-infinity'` : new Date(from)}
        AND started_at < ${until === undefined ? sql`'infinity'` : new Date(until)}
      ORDER BY started_at DESC, ${id} DESC LIMIT ${limit}
    ) AS found ORDER BY started_at DESC LIMIT ${limit}) AS newest`;
}

interface Ranges {
  /** One row for each range of the index. */
  readonly ranges: RawBuilder<unknown>;
  /** The calls of a range: a table and its conditions. */
  readonly calls: RawBuilder<unknown>;
  /** The column of the call's id. */
  readonly id: RawBuilder<unknown>;
}

function rangesOf({ tenantId, by }: CallSearch): Ranges {
  if ('terms' in by) {
    return {
      ranges: sql`unnest(${by.terms}::text[]) AS terms (term) CROSS JOIN unnest(${by.kinds}::smallint[]) AS kinds (kind)`,
      calls: sql`call_terms WHERE tenant_id = ${tenantId} AND call_terms.term = terms.term AND call_terms.kind = kinds.kind`,
      id: sql`call_id`,
    };
  }
  if ('calls' in by) {
    return {
      ranges: sql`unnest(${by.calls}::uuid[]) AS wanted (call)`,
      calls: sql`calls WHERE tenant_id = ${tenantId} AND calls.id = wanted.call`,
      id: sql`id`,
    };
  }
  const directions = sql`unnest(${by.directions}::text[]) AS directions (direction)`;
  if ('bands' in by) {
    return {
      ranges: sql`unnest(${by.bands}::smallint[]) AS bands (band) CROSS JOIN ${directions}`,
      calls: sql`calls WHERE tenant_id = ${tenantId} AND ${IN_BAND} = bands.band AND calls.direction = directions.direction
        AND ${by.condition}`,
      id: sql`id`,
    };
  }
  return {
    ranges: sql`unnest(${by.reasons}::text[]) AS reasons (reason) CROSS JOIN ${directions}`,
    calls: sql`calls WHERE tenant_id = ${tenantId} AND calls.no_recording_reason = reasons.reason AND calls.direction = directions.direction`,
    id: sql`id`,
  };
}

/** As the index `calls_by_duration` has it. */
const IN_BAND = sql`call_duration_band(calls.started_at, calls.answered_at, calls.ended_at, calls.no_recording_reason)`;

/** Whether all calls of the tenant are in `call_terms`; not so for a while after the upgrade that brought it. */
export async function isIndexed(db: Database, tenantId: TenantId): Promise<boolean> {
  const row = await db
    .selectFrom('calls_to_index')
    .select('tenant_id')
    .where('tenant_id', '=', tenantId)
    .executeTakeFirst();
  return row === undefined;
}
