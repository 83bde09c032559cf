import { systemClock } from '../../../src/platform/clock.ts';
import {
  createAddressGuard,
  createPushTarget,
  type PushConnection,
  type PushTarget,
  readNetwork,
  type TargetSettings,
  TIME_LIMITS,
  type TimeLimits,
} from '../../../src/platform/push-target/index.ts';
import { quietLog } from '../quiet-log.ts';

/** A push target that may connect to this machine, unlike in production. */
export function loopbackTarget({
  limits = TIME_LIMITS,
  authorities = [],
}: {
  readonly limits?: TimeLimits;
  readonly authorities?: readonly string[];
} = {}): PushTarget {
  const allowed = ['127.0.0.0/8', '::1/128'].map((text) => readNetwork(text)).flatMap((n) => (n.ok ? [n.value] : []));
  return createPushTarget({ guard: createAddressGuard({ allowed }), clock: systemClock, limits, authorities });
}

/** A connection that is not aborted by default. */
export function connectTo(
  settings: TargetSettings,
  signal: AbortSignal = new AbortController().signal,
  target: PushTarget = loopbackTarget(),
): Promise<PushConnection> {
  return target.connect(settings, { signal, log: quietLog });
}
