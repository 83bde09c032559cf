import { AppError } from '../base/errors.ts';
import type { Config } from '../config/index.ts';
import {
  type AddressGuard,
  createAddressGuard,
  createPushTarget,
  type Network,
  type PushTarget,
  readNetwork,
} from '../platform/push-target/index.ts';
import type { Shared } from './shared.ts';

/** Connects to customers' servers, but not into the operator's own networks unless the settings allow it. */
export function pushTarget({ config, clock }: Pick<Shared, 'config' | 'clock'>): PushTarget {
  return createPushTarget({ guard: pushGuard(config), clock });
}

/** Decides which addresses customers may have us connect to. */
export function pushGuard(config: Config): AddressGuard {
  return createAddressGuard({ allowed: pushNetworks(config) });
}

/** The operator's networks in which customers' servers may be. Throws `config-invalid`. */
export function pushNetworks({ pushAllow }: Pick<Config, 'pushAllow'>): readonly Network[] {
  return pushAllow.map((text) => {
    const network = readNetwork(text);
    if (!network.ok) throw new AppError('config-invalid', `FONOTEKA_PUSH_ALLOW: ${network.reason}`);
    return network.value;
  });
}
