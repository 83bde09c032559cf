import { type RawBuilder, type SelectQueryBuilder, sql } from 'kysely';
import type { RecordingId } from '../base/ids.ts';
import type { WarsawDay } from '../base/warsaw-time.ts';
import { type Database, PREPARED, type Schema } from '../platform/postgres/index.ts';
import { withKnownHistory } from './known-histories.ts';
import { type FewCalls, fewRecordedCalls } from './plan-search.ts';
import { unixMs } from './recordings.ts';
import type { CatalogDeps, RetentionContext } from './retention-context.ts';
import { keptRecordingsOf, type TenantScope } from './tenant-scope.ts';

/** A file of the tree. Instants are Unix ms. */
export interface ListedFile {
  readonly id: RecordingId;
  readonly name: string;
  readonly sizeBytes: number;
  /** The call's start: the file's modification time. */
  readonly startedAt: number;
  readonly storedAt: number;
}

interface SummedFile extends ListedFile {
  /** 32 bytes. */
  readonly sha256: Buffer;
}

/** A file of the tree with what is needed to read it. */
export interface CatalogFile extends SummedFile {
  readonly objectKey: string;
  /** With the wrapped key: decrypts the object. Both null: the object is not encrypted. */
  readonly keyId: string | null;
  readonly wrappedKey: Buffer | null;
}

/** Days from `first` on, before `end`. */
export interface DayRange {
  readonly first: WarsawDay;
  readonly end: WarsawDay;
}

export type TreePeriod = 'year' | 'month' | 'day';

/**
 * The years, months or days of the range that have recordings, in order, each given by its first day that has one.
 * Jumps from one to the next by the index of names: the cost is the number of periods, not of recordings. Of a limited scope with few calls
 * it is the number of these; with many, of the recordings that it may not see before the first one that it may.
 */
export async function periodsWithRecordings(
  catalog: CatalogDeps,
  scope: TenantScope,
  range: DayRange & { readonly period: TreePeriod },
): Promise<WarsawDay[]> {
  const own = scope.numbers === null ? null : await fewRecordedCalls(catalog.db, scope);
  const { days } = await withKnownHistory(catalog, scope, async (context) => {
    const recordings = keptRecordingsOf(catalog.db, scope, context).where('recordings.warsaw_day', '<', range.end);
    const query = own === null ? byJumps(recordings, range) : ofCalls(recordings, own, range);
    const { rows } = await query.execute(catalog.db);
    return rows[0]!;
  });
  return days;
}

type Kept = ReturnType<typeof keptRecordingsOf>;
type Periods = RawBuilder<{ version: number; days: WarsawDay[] }>;

function byJumps(recordings: Kept, { period, first }: DayRange & { readonly period: TreePeriod }): Periods {
  const next = sql<string>`(date_trunc(${period}, found.day::timestamp) + ${`1 ${period}`}::interval)::date`;
  const firstSince = (day: RawBuilder<string>) =>
    recordings
      .where('recordings.warsaw_day', '>=', day)
      .orderBy('recordings.warsaw_day')
      .orderBy('recordings.file_name')
      .limit(1)
      .select('recordings.warsaw_day as day');
  return sql`${PREPARED}
    WITH RECURSIVE found (day) AS (
      ${firstSince(sql`${first}::date`)}
      UNION ALL
      SELECT ${firstSince(next)} FROM found WHERE found.day IS NOT NULL
    )
    SELECT version, ARRAY(SELECT day::text FROM found WHERE day IS NOT NULL ORDER BY day) AS days
    FROM directory_version`;
}

function ofCalls(
  recordings: Kept,
  { tenantId, terms, kinds }: FewCalls,
  { period, first }: DayRange & { readonly period: TreePeriod },
): Periods {
  const calls = sql`ARRAY(SELECT call_id FROM call_terms
    WHERE tenant_id = ${tenantId} AND term = ANY (${terms}::text[]) AND kind = ANY (${kinds}::smallint[]))`;
  const found = recordings
    .where('recordings.warsaw_day', '>=', first)
    .where(sql<boolean>`recordings.call_id = ANY (${calls})`)
    .select('recordings.warsaw_day as day');
  return sql`${PREPARED}
    SELECT version, ARRAY(SELECT min(day)::text FROM (${found}) AS found
      GROUP BY date_trunc(${period}, day::timestamp) ORDER BY min(day)) AS days
    FROM directory_version`;
}

/** How many files of a day one query reads. */
const FILES_PER_QUERY = 1000;

/** The files of a day, by name. Further queries are made as it is iterated. */
export function filesOfDay(catalog: CatalogDeps, scope: TenantScope, day: WarsawDay): AsyncGenerator<ListedFile> {
  return pages(catalog, scope, { day, select: (rows) => rows.select(LISTED_COLUMNS), fromRow: listedFromRow });
}

/** The same with their SHA-256. */
export function sumsOfDay(catalog: CatalogDeps, scope: TenantScope, day: WarsawDay): AsyncGenerator<SummedFile> {
  return pages(catalog, scope, {
    day,
    select: (rows) => rows.select([...LISTED_COLUMNS, 'recordings.sha256']),
    fromRow: (row) => ({ ...listedFromRow(row), sha256: row.sha256 }),
  });
}

interface PagedQuery<Row, File> {
  readonly day: WarsawDay;
  readonly select: (
    rows: SelectQueryBuilder<Schema, 'recordings', object>,
  ) => SelectQueryBuilder<Schema, 'recordings', Row>;
  readonly fromRow: (row: Row) => File;
}

/** Each page begins behind the last name of the one before. */
async function* pages<Row extends ListedRow, File>(
  catalog: CatalogDeps,
  scope: TenantScope,
  { day, select, fromRow }: PagedQuery<Row, File>,
): AsyncGenerator<File> {
  for (let after = ''; ; ) {
    const rows = await rowsOf(catalog, scope, (context) =>
      select(recordingsInDay(catalog.db, scope, context, day))
        .where('recordings.file_name', '>', after)
        .orderBy('recordings.file_name')
        .limit(FILES_PER_QUERY),
    );
    yield* rows.map(fromRow);
    if (rows.length < FILES_PER_QUERY) return;
    after = rows.at(-1)!.file_name;
  }
}

export async function fileOfDay(
  catalog: CatalogDeps,
  scope: TenantScope,
  { day, name }: { readonly day: WarsawDay; readonly name: string },
): Promise<CatalogFile | null> {
  const [row] = await rowsOf(catalog, scope, (context) =>
    recordingsInDay(catalog.db, scope, context, day)
      .select([...LISTED_COLUMNS, 'recordings.sha256', ...OPENED_COLUMNS])
      .where('recordings.file_name', '=', name),
  );
  if (row === undefined) return null;
  return {
    ...listedFromRow(row),
    sha256: row.sha256,
    objectKey: row.object_key,
    keyId: row.key_id,
    wrappedKey: row.wrapped_key,
  };
}

const LISTED_COLUMNS = [
  'recordings.id',
  'recordings.file_name',
  'recordings.size_bytes',
  unixMs('recordings.started_at').as('started_ms'),
  unixMs('recordings.stored_at').as('stored_ms'),
] as const;
const OPENED_COLUMNS = ['recordings.object_key', 'recordings.key_id', 'recordings.wrapped_key'] as const;

function recordingsInDay(db: Database, scope: TenantScope, context: RetentionContext, day: WarsawDay) {
  return keptRecordingsOf(db, scope, context).where('recordings.warsaw_day', '=', day);
}

/** The rows that a query gives, in its order. */
async function rowsOf<Row extends { readonly id: RecordingId }>(
  catalog: CatalogDeps,
  scope: TenantScope,
  query: (context: RetentionContext) => SelectQueryBuilder<Schema, 'recordings', Row>,
): Promise<Row[]> {
  const { rows } = await withKnownHistory(catalog, scope, async (context) => {
    // The version comes also where there are no rows. A join without a condition keeps their order.
    const found = await sql<{ version: number } & (Row | { readonly id: null })>`${PREPARED}
      SELECT version, found.* FROM directory_version LEFT JOIN (${query(context)}) AS found ON true`.execute(
      catalog.db,
    );
    const rows = found.rows.filter((row): row is { version: number } & Row => row.id !== null);
    return { version: found.rows[0]!.version, rows };
  });
  return rows;
}

interface ListedRow {
  readonly id: RecordingId;
  readonly file_name: string;
  readonly size_bytes: number;
  readonly started_ms: number;
  readonly stored_ms: number;
}

function listedFromRow({ id, file_name: name, size_bytes: sizeBytes, started_ms, stored_ms }: ListedRow): ListedFile {
  return { id, name, sizeBytes, startedAt: started_ms, storedAt: stored_ms };
}
