import type { Selectable } from 'kysely';
import type { FtpSettings, S3Settings, SftpSettings, TargetSettings } from '../../platform/push-target/index.ts';
import type { Schema } from '../../platform/postgres/index.ts';
import { targetLocation } from './target-store.ts';

/** What a tenant has set, as its users may see it. `changedAt` is Unix ms. */
export type TargetView = ReturnType<typeof targetView>;

/** The settings as their row has them, the secrets still sealed. */
type OpenSettings = Omit<FtpSettings, 'password'> | OpenSftpSettings | Omit<S3Settings, 'secretKey'>;
type OpenSftpSettings = Omit<SftpSettings, 'password' | 'privateKey'> & { readonly publicKey: string | null };

export function targetView(row: Selectable<Schema['push_targets']>) {
  return {
    ...openPart(row.settings as OpenSettings),
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

/** Field by field: a setting that is new stays hidden until it is named here. */
function openPart(settings: OpenSettings) {
  if (settings.kind === 's3') {
    const { kind, endpoint, region, bucket, folder, accessKey, certificate } = settings;
    return { kind, endpoint, region, bucket, folder, accessKey, certificate };
  }
  const { host, port, login, folder } = settings;
  if (settings.kind === 'sftp') {
    const { kind, publicKey, hostKey } = settings;
    return { kind, host, port, login, folder, signIn: publicKey === null ? 'password' : 'key', hostKey } as const;
  }
  const { kind, certificate } = settings;
  return { kind, host, port, login, folder, certificate };
}
