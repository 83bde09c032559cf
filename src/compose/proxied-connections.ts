import { AppError } from '../base/errors.ts';
import { ProxiedConnections } from '../platform/proxied-connections.ts';
import { readNetwork } from '../platform/push-target/index.ts';
import type { Shared } from './shared.ts';

/** Who the clients are behind the load balancers of the settings. Throws `config-invalid`. */
export function proxiedConnections({ config, clock }: Pick<Shared, 'config' | 'clock'>): ProxiedConnections {
  const balancers = config.proxyProtocol.map((text) => {
    const network = readNetwork(text);
    if (!network.ok) throw new AppError('config-invalid', `FONOTEKA_PROXY_PROTOCOL: ${network.reason}`);
    return network.value;
  });
  return new ProxiedConnections(balancers, clock);
}
