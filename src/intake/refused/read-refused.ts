import type { Readable } from 'node:stream';
import type { AuditEvent, AuditLog } from '../../audit/index.ts';
import type { Clock } from '../../base/clock.ts';
import { AppError } from '../../base/errors.ts';
import type { KeyStore } from '../../platform/key-store.ts';
import type { ObjectStore } from '../../platform/object-store.ts';
import type { Database } from '../../platform/postgres/index.ts';
import { openRefused } from './refused-objects.ts';
import { findRefused, type RefusedUpload, type StoredRefusal } from './refused-rows.ts';

/** Why somebody of the operator fetches a customer's audio; words of our own, as the audit log has no texts of people. */
export const REFUSED_UPLOAD_REASONS = ['find-cause', 'report-to-maker', 'customer-request'] as const;
type RefusedUploadReason = (typeof REFUSED_UPLOAD_REASONS)[number];

interface ReadDeps {
  readonly db: Database;
  readonly objects: Pick<ObjectStore, 'open'>;
  readonly keys: Pick<KeyStore, 'get'>;
  readonly audit: Pick<AuditLog, 'record'>;
  readonly clock: Clock;
}

interface ReadRequest {
  readonly id: string;
  readonly reason: RefusedUploadReason;
  readonly by: Pick<AuditEvent, 'actor' | 'address'>;
  /** The listening grant of its tenant under which it is fetched: it is a recording of a customer's call. */
  readonly grant: string;
}

/** Throws `not-found`, also when its time is over. */
export async function requireRefused(
  { db, clock }: { readonly db: Database; readonly clock: Clock },
  id: string,
): Promise<StoredRefusal> {
  const found = await findRefused(db, { id, now: clock.now() });
  if (found === null) throw new AppError('not-found');
  return found;
}

/** The file as it was received; the tenant's audit log says so. Throws `not-found`, `refused-upload-not-kept`, and as `openAudio` does. */
export async function readRefused(
  deps: ReadDeps,
  { id, reason, by, grant }: ReadRequest,
): Promise<{ readonly refused: RefusedUpload; readonly content: Readable }> {
  const refused = await requireRefused(deps, id);
  const content = await openRefused(deps, refused);
  const detail = { reason, grant, bytes: refused.sizeBytes };
  const event = { ...by, tenantId: refused.tenant.id, action: 'refused-upload-read', subject: refused.id } as const;
  await deps.audit.record({ ...event, detail });
  return { refused, content };
}
