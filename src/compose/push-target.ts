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

/** Customers' servers, none of them in the operator's own networks unless the settings allow it. */
export function pushTarget({ config, clock }: Pick<Shared, 'config' | 'clock'>): PushTarget {
  return createPushTarget({ guard: pushGuard(config), clock });
}

/** What tells the addresses that customers may have connected to. */
export function pushGuard(config: Config): AddressGuard {
  return createAddressGuard({ allowed: pushNetworks(config) });
}

/** The networks that customers' servers may be in although they are the operator's. Throws `config-invalid`. */
export function pushNetworks({ pushAllow }: Pick<Config, 'pushAllow'>): readonly Network[] {
  return pushAllow.map((text) => {
    const network = readNetwork(text);
    if (!network.ok) throw new AppError('config-invalid', `FONOTEKA_PUSH_ALLOW: ${network.reason}`);
    return network.value;
  });
}
