import type { Selectable } from 'kysely';
import type { TenantId } from '../../base/ids.ts';
import type { Database, Schema } from '../../platform/postgres/index.ts';
import type { FtpSettings, S3Settings, SftpSettings, TargetSettings } from '../../platform/push-target/index.ts';
import { inForce, serviceHistory } from '../../tenants/index.ts';
import { readPublicKey } from '../targets/ssh-keys.ts';
import { targetLocation } from '../targets/target-store.ts';
import { type FailureView, failureView } from './package-reports.ts';

/** A tenant's target, and the state of its deliveries. Instants are Unix ms. */
interface PushSetup {
  /** Whether the daily push is on. */
  readonly active: boolean;
  readonly target: TargetView | null;
  /** Our SSH key, a line of `authorized_keys`; null: none was made. */
  readonly publicKey: string | null;
  /** Of the last attempt; null: it did not fail. */
  readonly failure: FailureView | null;
  readonly failingSince: number | null;
  /** Null: no package is waiting. */
  readonly nextAttemptAt: number | null;
}

export async function pushSetup(db: Database, tenantId: TenantId, now: number): Promise<PushSetup> {
  const row = await db.selectFrom('push_targets').selectAll().where('tenant_id', '=', tenantId).executeTakeFirst();
  const waiting = row === undefined ? [] : await waitingPackages(db, tenantId);
  const isFailing = row !== undefined && row.failing_since !== null;
  return {
    active: inForce(await serviceHistory(db, tenantId), 'push', now) !== null,
    target: row === undefined ? null : targetView(row),
    publicKey: await readPublicKey(db, tenantId),
    failure: isFailing ? (waiting.flatMap((one) => failureView(one) ?? [])[0] ?? null) : null,
    failingSince: row?.failing_since?.getTime() ?? null,
    nextAttemptAt: waiting.length === 0 ? null : row!.next_attempt_at.getTime(),
  };
}

/** Latest failure first. */
function waitingPackages(db: Database, tenantId: TenantId) {
  return db
    .selectFrom('packages')
    .select(['error_code', 'error_detail', 'failed_at'])
    .where('tenant_id', '=', tenantId)
    .where('delivered_at', 'is', null)
    .orderBy('failed_at', (order) => order.desc().nullsLast())
    .execute();
}

/** A target's settings without secrets, for the tenant's users. `changedAt` is Unix ms. */
type TargetView = ReturnType<typeof targetView>;

/** The settings as the row has them, without the sealed ones. */
type OpenSettings = Omit<FtpSettings, 'password'> | OpenSftpSettings | Omit<S3Settings, 'secretKey'>;
type OpenSftpSettings = Omit<SftpSettings, 'password' | 'privateKey'> & { readonly publicKey: string | null };

function targetView(row: Selectable<Schema['push_targets']>) {
  return {
    ...visibleSettings(row.settings as OpenSettings),
    place: targetLocation(row.settings as TargetSettings),
    form: row.form,
    readBack: row.read_back,
    connections: row.connections,
    bytesPerSecond: row.bytes_per_second,
    keepUndelivered: row.keep_undelivered,
    hookUrl: row.hook_url,
    changedAt: row.changed_at.getTime(),
  };
}

/** Field by field, so that a new setting stays hidden until it is added here. */
function visibleSettings(settings: OpenSettings) {
  if (settings.kind === 's3') {
    const { kind, endpoint, region, bucket, folder, accessKey, certificate } = settings;
    return { kind, endpoint, region, bucket, folder, accessKey, certificate };
  }
  const { host, port, login, folder, temporaryNames = true } = settings;
  const server = { host, port, login, folder, temporaryNames };
  if (settings.kind === 'sftp') {
    const { kind, publicKey, hostKey } = settings;
    return { kind, ...server, signIn: publicKey === null ? 'password' : 'key', hostKey } as const;
  }
  const { kind, certificate } = settings;
  return { kind, ...server, certificate };
}
