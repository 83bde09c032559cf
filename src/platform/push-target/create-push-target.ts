import type { Clock } from '../../base/clock.ts';
import type { AddressGuard } from './address-guard.ts';
import { connectFtp } from './ftp/connect-ftp.ts';
import type { ConnectionDeps, PushConnection, PushTarget, TargetSettings } from './push-target.ts';
import { connectSftp } from './sftp/connect-sftp.ts';
import { TIME_LIMITS, type TimeLimits } from './time-limits.ts';

interface PushTargetOptions {
  readonly guard: AddressGuard;
  readonly clock: Clock;
  readonly limits?: TimeLimits;
  /** Certificates trusted in addition to the system's, PEM. */
  readonly authorities?: readonly string[];
}

/** Connects to customers' servers over the network. */
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
  // Loaded only when used: its SDK takes 30 MB of memory.
  const { connectS3 } = await import('./s3/connect-s3.ts');
  return connectS3(settings, deps);
}
