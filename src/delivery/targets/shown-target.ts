import type { TargetSettings } from '../../platform/push-target/index.ts';
import type { PushSettings } from './push-settings.ts';
import { placeOf } from './target-store.ts';

/** What a tenant has set, as its users may see it: nothing of it is secret. `changedAt` is Unix ms. */
export function shownTarget(settings: PushSettings, changedAt: number) {
  const { target, form, readBack, connections, bytesPerSecond, keepUndelivered, hook } = settings;
  return {
    ...openPart(target),
    place: placeOf(target),
    form,
    readBack,
    connections,
    bytesPerSecond,
    keepUndelivered,
    hookUrl: hook?.url ?? null,
    changedAt,
  };
}

/** Field by field: a setting that is new stays hidden until it is named here. */
function openPart(target: TargetSettings) {
  if (target.kind === 's3') {
    const { kind, endpoint, region, bucket, folder, accessKey, certificate } = target;
    return { kind, endpoint, region, bucket, folder, accessKey, certificate };
  }
  const { host, port, login, folder } = target;
  if (target.kind === 'sftp') {
    const { kind, privateKey, hostKey } = target;
    return { kind, host, port, login, folder, signIn: privateKey === null ? 'password' : 'key', hostKey } as const;
  }
  const { kind, certificate } = target;
  return { kind, host, port, login, folder, certificate };
}
