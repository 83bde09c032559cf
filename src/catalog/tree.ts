import { type RawBuilder, sql } from 'kysely';
import type { WarsawDay } from '../base/warsaw-time.ts';
import type { Database } from '../platform/postgres/index.ts';
import type { CatalogFile } from './listed-call.ts';
import type { Moment } from './moment.ts';
import { keptRecordingsOf } from './scoped-tables.ts';
import type { TenantScope } from './tenant-scope.ts';

/** How many files of a day one query reads. */
const FILES_PER_QUERY = 1000;

/** Days from `first` on, before `end`. */
export interface DayRange {
  readonly first: WarsawDay;
  readonly end: WarsawDay;
}

export type TreePeriod = 'year' | 'month' | 'day';

/**
 * The years, months or days of the range that have recordings, each by the first day in it that has one.
 * Jumps from one to the next by the index of names: the cost is the number of periods, not of recordings.
 */
export async function periodsWithRecordings(
  db: Database,
  scope: TenantScope,
  moment: Moment,
  period: TreePeriod,
  { first, end }: DayRange,
): Promise<WarsawDay[]> {
  const firstSince = (day: RawBuilder<string>) =>
    keptRecordingsOf(db, scope, moment)
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
    SELECT day FROM found WHERE day IS NOT NULL`.execute(db);
  return rows.map(({ day }) => day);
}

/** The files of a day, by name. Reads on as it is iterated. */
export async function* filesOfDay(
  db: Database,
  scope: TenantScope,
  moment: Moment,
  day: WarsawDay,
): AsyncGenerator<CatalogFile> {
  for (let after = ''; ; ) {
    const rows = await files(db, scope, moment, day)
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
  db: Database,
  scope: TenantScope,
  moment: Moment,
  day: WarsawDay,
  name: string,
): Promise<CatalogFile | null> {
  const row = await files(db, scope, moment, day).where('recordings.file_name', '=', name).executeTakeFirst();
  return row === undefined ? null : fileFromRow(row);
}

function files(db: Database, scope: TenantScope, moment: Moment, day: WarsawDay) {
  return keptRecordingsOf(db, scope, moment)
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
