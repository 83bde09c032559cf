import { sql } from 'kysely';
import { isId, newId, type SourceId, type SourceRecordsId } from '../../base/ids.ts';
import type { KeyStore } from '../../platform/key-store.ts';
import type { Database } from '../../platform/postgres/index.ts';
import { sealJson, unsealJson } from '../trace/sealed-json.ts';
import { type KeptRequest, MAX_KEPT_RECORDS } from './kept-request.ts';

const HOUR_MS = 3_600_000;
/** Enough to set up a PBX; they name who spoke with whom. */
const MAX_HOURS = 24;

/** What was received before, Unix ms, is gone. `traceHours`: the setting for what PBXs sent. */
export function keptSince(traceHours: number, nowMs: number): number {
  return nowMs - Math.min(traceHours, MAX_HOURS) * HOUR_MS;
}

/** Writes requests of a source, and deletes those before its last 20 records. */
export async function writeRequests(
  db: Database,
  keys: Pick<KeyStore, 'getOrCreate'>,
  sourceId: SourceId,
  requests: readonly KeptRequest[],
): Promise<void> {
  const rows = await Promise.all(
    requests.map(async (request) => {
      const id = newId<SourceRecordsId>(request.at);
      const records = Math.max(request.results.length, 1);
      const sealed = await sealJson(keys, ownerOf(id), request);
      return { id, source_id: sourceId, received_at: new Date(request.at), records, sealed };
    }),
  );
  await db.transaction().execute(async (transaction) => {
    await transaction.insertInto('source_records').values(rows).execute();
    await sql`DELETE FROM source_records WHERE id IN (
      SELECT id FROM (
        SELECT id, sum(records) OVER (ORDER BY received_at DESC, id DESC) - records AS later
        FROM source_records WHERE source_id = ${sourceId}) AS counted
      WHERE later >= ${MAX_KEPT_RECORDS})`.execute(transaction);
  });
}

/** Those whose time is over. */
export async function deleteOldRequests(db: Database, since: number): Promise<void> {
  await db.deleteFrom('source_records').where('received_at', '<', new Date(since)).execute();
}

/** What a source sent last, newest first. `since`: Unix ms. Takes any text as id. Throws `trace-key-missing`. */
export async function readRequests(
  db: Database,
  keys: Pick<KeyStore, 'get'>,
  sourceId: string,
  since: number,
): Promise<KeptRequest[]> {
  if (!isId(sourceId)) return [];
  const rows = await db
    .selectFrom('source_records')
    .select(['id', 'sealed'])
    .where('source_id', '=', sourceId as SourceId)
    .where('received_at', '>=', new Date(since))
    .orderBy('received_at', 'desc')
    .orderBy('id', 'desc')
    .execute();
  return Promise.all(rows.map(async ({ id, sealed }) => (await unsealJson(keys, ownerOf(id), sealed)) as KeptRequest));
}

const ownerOf = (id: SourceRecordsId): string => `call records ${id}`;
