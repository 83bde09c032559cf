import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { type AudioSources, storeFile } from '../archive/index.ts';
import type { Clock } from '../base/clock.ts';
import type { RecordingId } from '../base/ids.ts';
import { zipOf } from '../delivery/package/index.ts';
import type { Logger } from '../platform/logging.ts';
import { type KeyId, type KeyStore, readKeyId } from '../platform/key-store.ts';
import { type ObjectKey, type ObjectStore, readObjectKey } from '../platform/object-store.ts';
import type { Database } from '../platform/postgres/index.ts';
import { CannotBeRead, contentsOf, filesOf, type OpenRequest } from './package-contents.ts';
import type { RodoRequest } from './request.ts';
import type { RodoDeps } from './requests.ts';

/** How long a package can be downloaded. It is made again on order. */
const PACKAGE_DAYS = 14;
const DAY_MS = 24 * 60 * 60 * 1000;
/** The actor in the audit log. */
const ACTOR = 'rodo';

export interface PackageDeps extends RodoDeps, AudioSources {
  readonly clock: Clock;
  readonly objects: Pick<ObjectStore, 'put' | 'open' | 'delete'>;
  readonly keys: KeyStore;
  /** For temporary files of this process: encrypted. */
  readonly folder: string;
}

/**
 * Makes the ZIP of an access request and stores it, encrypted, for some days. May be killed anywhere and run twice at once: each
 * attempt has an object and a key of its own, and the first to end is the package.
 */
export async function makeAccessPackage(
  deps: PackageDeps,
  request: OpenRequest,
  withRecordings: boolean,
): Promise<void> {
  const { db, clock, audit } = deps;
  const { id, tenantId } = request;
  const attempt = await nextAttempt(deps, request);
  const place = placeOf(request, attempt);
  const made = await packAndStore(deps, request, { withRecordings, place, attempt });
  const now = clock.now();
  const isFirst = await db.transaction().execute(async (transaction) => {
    const done = await transaction
      .updateTable('rodo_requests')
      .set({ state: 'done', failure: null })
      .where('id', '=', id)
      .where('state', '=', 'working')
      .executeTakeFirst();
    if (done.numUpdatedRows === 0n) return false;
    await transaction
      .updateTable('rodo_packages')
      .set({
        object_key: place.objectKey,
        size_bytes: made.sizeBytes,
        sha256: made.sha256,
        key_id: made.keyId,
        wrapped_key: made.wrappedKey,
        made_at: new Date(now),
        expires_at: new Date(now + PACKAGE_DAYS * DAY_MS),
      })
      .where('request_id', '=', id)
      .execute();
    const { calls, recordings, unreadable } = made;
    const detail = { calls, recordings, unreadable, bytes: made.sizeBytes };
    const event = { tenantId, actor: ACTOR, action: 'rodo-package-made', subject: id, address: null, detail } as const;
    await audit.record(event, transaction);
    return true;
  });
  if (!isFirst) await deleteAttempt(deps, place);
}

async function nextAttempt({ db }: PackageDeps, { id, tenantId }: RodoRequest): Promise<number> {
  const { attempt } = await db
    .insertInto('rodo_packages')
    .values({ request_id: id, tenant_id: tenantId, attempt: 1 })
    .onConflict((conflict) =>
      conflict.column('request_id').doUpdateSet((row) => ({ attempt: row('rodo_packages.attempt', '+', 1) })),
    )
    .returning('attempt')
    .executeTakeFirstOrThrow();
  return attempt;
}

interface Place {
  readonly objectKey: ObjectKey;
  readonly keyId: KeyId;
}

function placeOf({ id, tenantId }: Pick<RodoRequest, 'id' | 'tenantId'>, attempt: number): Place {
  const objectKey = readObjectKey(`${tenantId}/rodo/${id}_${attempt}.zip`);
  const keyId = readKeyId(`rodo/${id}_${attempt}`);
  if (!objectKey.ok || !keyId.ok) throw new Error(`the package of request ${id} has no valid name`);
  return { objectKey: objectKey.value, keyId: keyId.value };
}

async function deleteAttempt({ objects, keys }: PackageDeps, { objectKey, keyId }: Place): Promise<void> {
  await keys.delete(keyId);
  await objects.delete(objectKey);
}

interface Attempt {
  readonly withRecordings: boolean;
  readonly place: Place;
  readonly attempt: number;
}

/** A recording that turns out to be unreadable is left out, and the ZIP is made again without it. */
async function packAndStore(deps: PackageDeps, request: OpenRequest, { withRecordings, place, attempt }: Attempt) {
  const unreadable = new Set<RecordingId>();
  for (;;) {
    const contents = await contentsOf(deps, request, { withRecordings, unreadable });
    const zip = zipOf(filesOf(deps, contents));
    const hash = createHash('sha256');
    try {
      const wrapped = await storeFile(deps, {
        id: request.id,
        content: hashed(zip.open({ start: 0 }), hash),
        sizeBytes: zip.sizeBytes,
        ...place,
        temporaryPath: join(deps.folder, `${request.id}_${attempt}.encrypted`),
      });
      const recordings = contents.files.length;
      const { calls } = contents.manifest;
      const counts = { calls: calls.length, recordings, unreadable: unreadable.size };
      return { ...wrapped, ...counts, sizeBytes: zip.sizeBytes, sha256: hash.digest() };
    } catch (error) {
      if (!(error instanceof CannotBeRead) || unreadable.has(error.recordingId)) throw error;
      unreadable.add(error.recordingId);
    }
  }
}

async function* hashed(bytes: AsyncIterable<Buffer>, hash: ReturnType<typeof createHash>): AsyncGenerator<Buffer> {
  for await (const chunk of bytes) {
    hash.update(chunk);
    yield chunk;
  }
}

/**
 * Deletes packages whose time is over, and those of closed requests, with the objects and keys of all their attempts. One that cannot
 * be deleted stops no other; throws at the end what failed first.
 */
export async function deleteEndedPackages(deps: PackageDeps & { readonly log: Logger }): Promise<void> {
  const { db, clock, log } = deps;
  const ended = await db
    .selectFrom('rodo_packages')
    .innerJoin('rodo_requests', 'rodo_requests.id', 'rodo_packages.request_id')
    .select(['rodo_requests.id', 'rodo_requests.state', 'rodo_packages.tenant_id as tenantId'])
    .select(['rodo_packages.attempt', 'rodo_packages.object_key as objectKey'])
    .where((is) =>
      is.or([is('rodo_packages.expires_at', '<=', new Date(clock.now())), is('rodo_requests.state', '=', 'closed')]),
    )
    .execute();
  let failure: unknown;
  for (const each of ended) {
    try {
      await deleteEnded(deps, each);
    } catch (error) {
      failure ??= error;
      log.error({ err: error, requestId: each.id }, 'rodo: a package could not be deleted; trying again');
    }
  }
  if (failure !== undefined) throw failure;
}

async function deleteEnded(deps: PackageDeps, ended: EndedPackage): Promise<void> {
  for (let number = 1; number <= ended.attempt; number += 1) {
    const place = placeOf(ended, number);
    // It was ordered again: another process may be making the last attempt.
    if (ended.state !== 'working' || place.objectKey === ended.objectKey) await deleteAttempt(deps, place);
  }
  await deps.db.transaction().execute((transaction) => recordDeletion(transaction, deps, ended));
}

interface EndedPackage extends Pick<RodoRequest, 'id' | 'state' | 'tenantId'> {
  readonly attempt: number;
  /** Null: none is made. */
  readonly objectKey: string | null;
}

/** The row of an open request stays, with its number of attempts: the next one must not have the name of an earlier one. */
async function recordDeletion(
  transaction: Database,
  { audit }: PackageDeps,
  { id, state, tenantId, attempt, objectKey }: EndedPackage,
): Promise<void> {
  const row = await transaction
    .selectFrom('rodo_packages')
    .select(['attempt', 'object_key'])
    .where('request_id', '=', id)
    .forUpdate()
    .executeTakeFirst();
  if (row === undefined || row.object_key !== objectKey || (state !== 'working' && row.attempt !== attempt)) return;
  if (state === 'closed') await transaction.deleteFrom('rodo_packages').where('request_id', '=', id).execute();
  else await transaction.updateTable('rodo_packages').set(NO_PACKAGE).where('request_id', '=', id).execute();
  if (row.object_key === null) return;
  const event = { tenantId, actor: ACTOR, action: 'rodo-package-deleted', subject: id, address: null } as const;
  await audit.record(event, transaction);
}

const NO_PACKAGE = {
  object_key: null,
  size_bytes: null,
  sha256: null,
  key_id: null,
  wrapped_key: null,
  made_at: null,
  expires_at: null,
} as const;
