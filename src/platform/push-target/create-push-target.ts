import type { Clock } from '../../base/clock.ts';
import type { AddressGuard } from './address-guard/address-guard.ts';
import type { ConnectionDeps } from './connection-deps.ts';
import { connectFtp } from './ftp/connect-ftp.ts';
import type { PushConnection, PushTarget } from './push-target.ts';
import { connectSftp } from './sftp/connect-sftp.ts';
import type { TargetSettings } from './target-settings.ts';
import { TIME_LIMITS, type TimeLimits } from './time-limits.ts';

export interface PushTargetOptions {
  readonly guard: AddressGuard;
  readonly clock: Clock;
  readonly limits?: TimeLimits;
  /** Certificates trusted beside the system's, PEM. */
  readonly authorities?: readonly string[];
}

/** Customers' servers, reached over the network. */
export function createPushTarget({
  guard,
  clock,
  limits = TIME_LIMITS,
  authorities = [],
}: PushTargetOptions): PushTarget {
  return {
    connect: (settings, context) => connect(settings, { guard, clock, limits, authorities, ...context }),
  };
}

async function connect(settings: TargetSettings, deps: ConnectionDeps): Promise<PushConnection> {
  if (settings.kind === 'sftp') return connectSftp(settings, deps);
  if (settings.kind !== 's3') return connectFtp(settings, deps);
  // Its SDK takes 30 MB: only who needs it loads it.
  const { connectS3 } = await import('./s3/connect-s3.ts');
  return connectS3(settings, deps);
}
