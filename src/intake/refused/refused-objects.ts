import { sql } from 'kysely';
import type { Readable } from 'node:stream';
import { openAudio, storeFile } from '../../archive/index.ts';
import type { Clock } from '../../base/clock.ts';
import { AppError } from '../../base/errors.ts';
import type { RecordingId, RefusedUploadId, TenantId } from '../../base/ids.ts';
import { type KeyId, type KeyStore, readKeyId } from '../../platform/key-store.ts';
import type { Logger } from '../../platform/logging.ts';
import { type ObjectKey, type ObjectStore, readObjectKey } from '../../platform/object-store.ts';
import type { Database } from '../../platform/postgres/index.ts';
import { readTemporaryFile, type TemporaryFile } from '../../platform/temporary-file.ts';
import { noteNotStored, noteStored, type StoredRefusal } from './refused-rows.ts';

/** Removed in one query. */
const BATCH = 100;

interface Owned {
  readonly id: RefusedUploadId;
  readonly tenantId: TenantId;
}

interface StoreDeps {
  readonly db: Database;
  readonly objects: Pick<ObjectStore, 'put' | 'delete'>;
  readonly keys: Pick<KeyStore, 'getOrCreate' | 'delete'>;
  readonly clock: Clock;
}

/** Any machine knows them by the row alone. */
function placeOf({ id, tenantId }: Owned): { readonly objectKey: ObjectKey; readonly keyId: KeyId } {
  const objectKey = readObjectKey(`${tenantId}/refused/${id}`);
  const keyId = readKeyId(`refused/${id}`);
  if (!objectKey.ok || !keyId.ok) throw new Error(`the refused upload ${id} has no valid name`);
  return { objectKey: objectKey.value, keyId: keyId.value };
}

/** Stores the file of a row, encrypted by a key of its own. What ends meanwhile is removed again. */
export async function storeRefused(
  deps: StoreDeps,
  { id, tenantId, file, sizeBytes }: Owned & { readonly file: TemporaryFile; readonly sizeBytes: number },
): Promise<void> {
  const place = placeOf({ id, tenantId });
  try {
    const { wrappedKey } = await storeFile(deps, {
      id,
      content: readTemporaryFile(file),
      sizeBytes,
      ...place,
      temporaryPath: `${file.path}.encrypted`,
    });
    if (await noteStored(deps.db, { id, wrappedKey, now: deps.clock.now() })) return;
  } catch (error) {
    await deletePlace(deps, place).catch(() => {});
    await noteNotStored(deps.db, id).catch(() => {});
    throw error;
  }
  await deletePlace(deps, place);
  await noteNotStored(deps.db, id);
}

async function deletePlace(
  { objects, keys }: Pick<RemovalDeps, 'objects' | 'keys'>,
  { objectKey, keyId }: ReturnType<typeof placeOf>,
): Promise<void> {
  await keys.delete(keyId);
  await objects.delete(objectKey);
}

/** The file as it was received. Throws `refused-upload-not-kept`, and as `openAudio` does. */
export function openRefused(
  sources: { readonly objects: Pick<ObjectStore, 'open'>; readonly keys: Pick<KeyStore, 'get'> },
  { id, tenant, sizeBytes, wrappedKey }: StoredRefusal,
): Promise<Readable> {
  if (wrappedKey === null) throw new AppError('refused-upload-not-kept');
  const { objectKey, keyId } = placeOf({ id, tenantId: tenant.id });
  // The id that the file was encrypted for.
  return openAudio(sources, { id: id as string as RecordingId, objectKey, keyId, wrappedKey, sizeBytes });
}

/** Nobody can read it from now on. The next run of `removeEndedRefused` removes it. */
export async function endRefused(db: Database, id: RefusedUploadId, now: number): Promise<void> {
  await db
    .updateTable('refused_uploads')
    .set({ ends_at: new Date(now) })
    .where('id', '=', id)
    .execute();
}

interface RemovalDeps extends Pick<StoreDeps, 'db' | 'clock'> {
  readonly objects: Pick<ObjectStore, 'delete'>;
  readonly keys: Pick<KeyStore, 'delete'>;
  readonly log: Logger;
}

interface RemovalOptions {
  /** Only these. */
  readonly ids?: readonly RefusedUploadId[];
  readonly signal?: AbortSignal;
}

/**
 * Removes what has ended, and what is of tenants that have left: key, object, then the row, so that a kill leaves nothing without a
 * row. One that cannot be removed stops no other; throws at the end what failed first.
 */
export async function removeEndedRefused(deps: RemovalDeps, { ids, signal }: RemovalOptions = {}): Promise<void> {
  const failed: RefusedUploadId[] = [];
  let failure: unknown;
  for (;;) {
    const ended = await endedBut(deps, failed, ids);
    if (ended.length === 0 || signal?.aborted === true) break;
    for (const each of ended) {
      try {
        await deletePlace(deps, placeOf(each));
        await deps.db.deleteFrom('refused_uploads').where('id', '=', each.id).execute();
      } catch (error) {
        failure ??= error;
        failed.push(each.id);
        deps.log.error({ err: error, refusedUploadId: each.id }, 'intake: a refused upload could not be removed');
      }
    }
    // The store is away: trying each, with its timeout, would take hours.
    if (failed.length >= BATCH) break;
  }
  if (failure !== undefined) throw failure;
}

/** Not those whose object may still be put: it would be left without a row. */
async function endedBut(
  { db, clock }: RemovalDeps,
  failed: readonly RefusedUploadId[],
  ids: readonly RefusedUploadId[] | undefined,
): Promise<Owned[]> {
  const now = new Date(clock.now());
  const only = ids === undefined ? sql`true` : sql`id = ANY (${ids}::uuid[])`;
  const { rows } = await sql<Owned>`
    SELECT id, tenant_id AS "tenantId" FROM refused_uploads
    WHERE (ends_at <= ${now} OR EXISTS (SELECT FROM tenants WHERE tenants.id = tenant_id AND left_at IS NOT NULL))
      AND (storing_until IS NULL OR storing_until <= ${now})
      AND ${only} AND id <> ALL (${failed}::uuid[])
    ORDER BY ends_at LIMIT ${BATCH}`.execute(db);
  return rows;
}
