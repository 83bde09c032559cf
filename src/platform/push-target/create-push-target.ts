import type { Clock } from '../../base/clock.ts';
import type { AddressGuard } from './address-guard.ts';
import type { ConnectionDeps, PushConnection, PushTarget, TargetSettings } from './push-target.ts';
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
  // Loaded only when used: the SDK of S3 takes 30 MB of memory, and few commands connect to anything.
  switch (settings.kind) {
    case 'sftp':
      return (await import('./sftp/connect-sftp.ts')).connectSftp(settings, deps);
    case 's3':
      return (await import('./s3/connect-s3.ts')).connectS3(settings, deps);
    default:
      return (await import('./ftp/connect-ftp.ts')).connectFtp(settings, deps);
  }
}
