import type { Readable } from 'node:stream';
import { type AudioSources, openAudio } from '../archive/index.ts';
import { AppError } from '../base/errors.ts';
import type { RecordingId } from '../base/ids.ts';
import type { Database } from '../platform/postgres/index.ts';
import { requestRow, type RequestKey } from './request.ts';
import type { RodoActor, RodoDeps } from './requests.ts';

/** A package that can be downloaded. Instants are Unix ms. */
export interface RodoPackage {
  readonly sizeBytes: number;
  /** Hexadecimal, of the ZIP. */
  readonly sha256: string;
  readonly withRecordings: boolean;
  readonly madeAt: number;
  readonly expiresAt: number;
}

/** The package of a request; null: none at the moment. Throws `not-found`. */
export async function packageOf(db: Database, key: RequestKey, at: number): Promise<RodoPackage | null> {
  const found = await findPackage(db, key, at);
  return found && found.view;
}

/**
 * Opens a package for downloading, which is recorded in the audit log. The operator opens those with recordings only under a listening
 * `grant` of the tenant. Throws `not-found`, `rodo-package-not-ready`, `listening-not-granted`, and as `openAudio` does.
 */
export async function openPackage(
  deps: RodoDeps & AudioSources,
  key: RequestKey,
  by: RodoActor,
  grant: string | null = null,
): Promise<RodoPackage & { readonly content: Readable }> {
  const { db, clock, audit } = deps;
  const found = await findPackage(db, key, clock.now());
  if (found === null) throw new AppError('rodo-package-not-ready');
  const { row, view } = found;
  if (by.isOperator && view.withRecordings && grant === null) throw new AppError('listening-not-granted');
  const stored = {
    // The id that the file was encrypted for.
    id: row.request_id as string as RecordingId,
    objectKey: row.object_key!,
    sizeBytes: view.sizeBytes,
    keyId: row.key_id,
    wrappedKey: row.wrapped_key,
  };
  const content = await openAudio(deps, stored);
  const detail = { bytes: view.sizeBytes, ...(grant !== null && { grant }) };
  const { tenantId } = key;
  const event = { tenantId, actor: by.actor, action: 'rodo-package-downloaded', address: by.address, detail } as const;
  await audit.record({ ...event, subject: row.request_id });
  return { ...view, content };
}

async function findPackage(db: Database, key: RequestKey, at: number) {
  const request = await requestRow(db, key);
  const row = await db
    .selectFrom('rodo_packages')
    .selectAll()
    .where('request_id', '=', request.id)
    .where('object_key', 'is not', null)
    .where('expires_at', '>', new Date(at))
    .executeTakeFirst();
  if (row === undefined || request.state !== 'done') return null;
  const view: RodoPackage = {
    sizeBytes: row.size_bytes!,
    sha256: row.sha256!.toString('hex'),
    withRecordings: request.with_recordings,
    madeAt: row.made_at!.getTime(),
    expiresAt: row.expires_at!.getTime(),
  };
  return { row, view };
}
