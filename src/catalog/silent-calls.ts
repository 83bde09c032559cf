import { type CatalogDeps, retentionContext } from './retention-context.ts';
import { listCalls, type ListedCall } from './call-history.ts';
import { keptRecordingsOf, type TenantScope } from './tenant-scope.ts';

/** As the index `recordings_by_silence` has them. */
export const MIN_SILENCE_MS = 10_000;

interface SilentCalls {
  /** Newest first, as the history lists them. */
  readonly calls: readonly ListedCall[];
  /** There are more than are listed. */
  readonly more: boolean;
}

interface SilenceQuery {
  /** Unix ms. */
  readonly from: number;
  readonly until: number;
  /** Nobody spoke for so long at least; `MIN_SILENCE_MS` or more. */
  readonly silenceMs: number;
  readonly limit: number;
}

/** The newest calls of a time with a long silence, of recordings that can still be fetched. */
export async function silentCalls(
  catalog: CatalogDeps,
  scope: TenantScope,
  { from, until, silenceMs, limit }: SilenceQuery,
): Promise<SilentCalls> {
  const context = await retentionContext(catalog, scope);
  const rows = await keptRecordingsOf(catalog.db, scope, context)
    .where('recordings.started_at', '>=', new Date(from))
    .where('recordings.started_at', '<', new Date(until))
    .where('recordings.longest_silence_ms', '>=', Math.max(silenceMs, MIN_SILENCE_MS))
    // The index has only these.
    .where('recordings.longest_silence_ms', '>=', MIN_SILENCE_MS)
    .select('recordings.call_id')
    .orderBy('recordings.started_at', 'desc')
    .orderBy('recordings.id', 'desc')
    .limit(limit + 1)
    .execute();
  const callIds = [...new Set(rows.slice(0, limit).map((row) => row.call_id))];
  if (callIds.length === 0) return { calls: [], more: false };
  const { calls } = await listCalls(catalog, scope, { callIds, cursor: null, limit });
  return { calls, more: rows.length > limit };
}
