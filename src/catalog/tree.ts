import { type RawBuilder, sql } from 'kysely';
import type { RecordingId } from '../base/ids.ts';
import type { WarsawDay } from '../base/warsaw-time.ts';
import type { Database } from '../platform/postgres/index.ts';
import { type CatalogDeps, type RetentionContext, retentionContext } from './retention-context.ts';
import { keptRecordingsOf, type TenantScope } from './tenant-scope.ts';

/** A file of the tree. Instants are Unix ms. */
export interface CatalogFile {
  readonly id: RecordingId;
  readonly name: string;
  readonly sizeBytes: number;
  readonly startedAt: number;
  /** The file's modification time. */
  readonly storedAt: number;
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
 * Jumps from one to the next by the index of names: the cost is the number of periods, not of recordings.
 */
export async function periodsWithRecordings(
  catalog: CatalogDeps,
  scope: TenantScope,
  { period, first, end }: DayRange & { readonly period: TreePeriod },
): Promise<WarsawDay[]> {
  const context = await retentionContext(catalog, scope);
  const firstSince = (day: RawBuilder<string>) =>
    keptRecordingsOf(catalog.db, scope, context)
      .where('recordings.warsaw_day', '>=', day)
      .where('recordings.warsaw_day', '<', end)
      .select((row) => row.fn.min('recordings.warsaw_day').as('day'));
  const next = sql<string>`(date_trunc(${period}, found.day::timestamp) + ${`1 ${period}`}::interval)::date`;
  const { rows } = await sql<{ day: WarsawDay }>`
    WITH RECURSIVE found (day) AS (
      ${firstSince(sql`${first}::date`)}
      UNION ALL
      SELECT ${firstSince(next)} FROM found WHERE found.day IS NOT NULL
    )
    SELECT day FROM found WHERE day IS NOT NULL`.execute(catalog.db);
  return rows.map(({ day }) => day);
}

/** How many files of a day one query reads. */
const FILES_PER_QUERY = 1000;

/** The files of a day, by name. Further queries are made as it is iterated. */
export async function* filesOfDay(
  catalog: CatalogDeps,
  scope: TenantScope,
  day: WarsawDay,
): AsyncGenerator<CatalogFile> {
  const context = await retentionContext(catalog, scope);
  for (let after = ''; ; ) {
    const rows = await files(catalog.db, scope, context, day)
      .where('recordings.file_name', '>', after)
      .orderBy('recordings.file_name')
      .limit(FILES_PER_QUERY)
      .execute();
    yield* rows.map(fileFromRow);
    if (rows.length < FILES_PER_QUERY) return;
    after = rows.at(-1)!.file_name;
  }
}

export async function fileOfDay(
  catalog: CatalogDeps,
  scope: TenantScope,
  { day, name }: { readonly day: WarsawDay; readonly name: string },
): Promise<CatalogFile | null> {
  const context = await retentionContext(catalog, scope);
  const row = await files(catalog.db, scope, context, day).where('recordings.file_name', '=', name).executeTakeFirst();
  return row === undefined ? null : fileFromRow(row);
}

function files(db: Database, scope: TenantScope, context: RetentionContext, day: WarsawDay) {
  return keptRecordingsOf(db, scope, context)
    .where('recordings.warsaw_day', '=', day)
    .select([
      'recordings.id',
      'recordings.file_name',
      'recordings.size_bytes',
      'recordings.started_at',
      'recordings.stored_at',
      'recordings.object_key',
      'recordings.key_id',
      'recordings.wrapped_key',
    ]);
}

type FileRow = Awaited<ReturnType<ReturnType<typeof files>['execute']>>[number];

function fileFromRow(row: FileRow): CatalogFile {
  return {
    id: row.id,
    name: row.file_name,
    sizeBytes: row.size_bytes,
    startedAt: row.started_at.getTime(),
    storedAt: row.stored_at.getTime(),
    objectKey: row.object_key,
    keyId: row.key_id,
    wrappedKey: row.wrapped_key,
  };
}
