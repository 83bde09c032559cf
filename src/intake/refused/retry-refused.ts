import type { AuditEvent, AuditLog } from '../../audit/index.ts';
import type { Clock } from '../../base/clock.ts';
import { AppError } from '../../base/errors.ts';
import type { KeyStore } from '../../platform/key-store.ts';
import type { ObjectStore } from '../../platform/object-store.ts';
import type { Database } from '../../platform/postgres/index.ts';
import type { DirectoryReader } from '../../tenants/index.ts';
import type { AcceptedUpload, Uploads } from '../upload/uploads.ts';
import { requireRefused } from './read-refused.ts';
import { endRefused, openRefused } from './refused-objects.ts';

interface RetryDeps {
  readonly db: Database;
  readonly objects: Pick<ObjectStore, 'open'>;
  readonly keys: Pick<KeyStore, 'get'>;
  readonly audit: Pick<AuditLog, 'record'>;
  readonly clock: Clock;
  readonly directory: DirectoryReader;
  readonly uploads: Pick<Uploads, 'accept'>;
}

/**
 * Sends a refused upload through again, with its call, as if the PBX had: once its cause is mended. It is the recording that it would
 * have been, however often it is repeated; then the file is no longer kept. Throws `not-found`, `refused-upload-not-kept`, `source-unknown` for a source that was
 * removed, and what an upload is refused with.
 */
export async function retryRefused(
  deps: RetryDeps,
  { id, by }: { readonly id: string; readonly by: Pick<AuditEvent, 'actor' | 'address'> },
): Promise<AcceptedUpload> {
  const { db, clock, directory, uploads, audit } = deps;
  const refused = await requireRefused(deps, id);
  const source = (await directory.current()).source(refused.source.id);
  if (source === null) throw new AppError('source-unknown');
  const accepted = await uploads.accept({
    source,
    call: refused.call,
    audio: () => openRefused(deps, refused),
    retriedAs: { recordingId: refused.recordingId, tenantId: refused.tenant.id },
  });
  await endRefused(db, refused.id, clock.now());
  const event = { ...by, tenantId: refused.tenant.id, action: 'refused-upload-retried', subject: refused.id } as const;
  await audit.record({ ...event, detail: { recording: accepted.recordingId } });
  return accepted;
}
