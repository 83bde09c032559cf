import { sql } from 'kysely';
import { addDays, startOfWarsawDay, type WarsawDay } from '../base/warsaw-time.ts';
import { PREPARED } from '../platform/postgres/index.ts';
import { withKnownHistory } from './known-histories.ts';
import type { CatalogDeps } from './retention-context.ts';
import { callsOf, keptRecordingsOf, type TenantScope } from './tenant-scope.ts';

/** What a scope may see of a day, in figures. */
interface DayState {
  readonly files: number;
  /** Of all names together. */
  readonly nameBytes: number;
  /** Unix ms. */
  readonly newestStoredAt: number;
  /** Another one as soon as anything of the day's recordings or calls has changed. */
  readonly version: string;
}

/** One aggregate over the rows of the day: what each row was last changed by (`xmin`) is part of the version. */
export async function stateOfDay(catalog: CatalogDeps, scope: TenantScope, day: WarsawDay): Promise<DayState> {
  const { state } = await withKnownHistory(catalog, scope, async (context) => {
    const kept = keptRecordingsOf(catalog.db, scope, context)
      .where('recordings.warsaw_day', '=', day)
      .innerJoin('calls', 'calls.id', 'recordings.call_id')
      .select([
        sql<number>`length(recordings.file_name)`.as('name_bytes'),
        'recordings.stored_at',
        sql<string>`hashtextextended(recordings.id::text || recordings.xmin || calls.xmin, 0)::numeric`.as('row_hash'),
      ]);
    const unrecorded = callsOf(catalog.db, scope)
      .where('calls.started_at', '>=', new Date(startOfWarsawDay(day)))
      .where('calls.started_at', '<', new Date(startOfWarsawDay(addDays(day, 1))))
      .where('calls.no_recording_reason', 'is not', null)
      .select(sql<string>`hashtextextended(calls.id::text || calls.xmin, 0)::numeric`.as('row_hash'));
    const { rows } = await sql<StateRow>`${PREPARED}
      SELECT directory_version.version, kept.*, unrecorded.rows AS unrecorded
      FROM directory_version,
        (SELECT count(*) AS files, coalesce(sum(name_bytes), 0) AS name_bytes, max(stored_at) AS newest, sum(row_hash) AS recorded
          FROM (${kept}) AS kept) AS kept,
        (SELECT count(*) || ':' || coalesce(sum(row_hash), 0) AS rows FROM (${unrecorded}) AS unrecorded) AS unrecorded`.execute(
      catalog.db,
    );
    const { version, files, name_bytes, newest, recorded, unrecorded: others } = rows[0]!;
    const newestStoredAt = newest?.getTime() ?? 0;
    return {
      version,
      state: { files, nameBytes: name_bytes, newestStoredAt, version: `${files}:${recorded ?? 0}:${others}` },
    };
  });
  return state;
}

interface StateRow {
  readonly version: number;
  readonly files: number;
  readonly name_bytes: number;
  readonly newest: Date | null;
  readonly recorded: string | null;
  readonly unrecorded: string;
}
