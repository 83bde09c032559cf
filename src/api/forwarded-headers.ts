import type { FastifyInstance } from 'fastify';
import { isPrivateAddress, plainAddress } from '../base/client-address.ts';
import type { Logger } from '../platform/logging.ts';

/**
 * Warns once when a peer that is no trusted proxy sends X-Forwarded-For. Most likely it is the operator's proxy, and
 * FONOTEKA_TRUSTED_PROXIES does not have it: then all customers are one address for limits, throttles and the audit log.
 * Anybody may send the header, so there is no second warning, and a public address is not logged: it may be a person's.
 */
export function warnOfUntrustedProxies(app: FastifyInstance, log: Logger): void {
  let warned = false;
  app.addHook('onRequest', async (request) => {
    if (warned || request.headers['x-forwarded-for'] === undefined) return;
    // The peer's own address, and after it those that trusted proxies have forwarded.
    const isTrusted = (request.ips?.length ?? 1) > 1;
    if (isTrusted) return;
    warned = true;
    const peer = plainAddress(request.socket.remoteAddress);
    log.warn(
      { peer: isPrivateAddress(peer) ? peer : 'a public address' },
      'api: X-Forwarded-For of a peer that is no trusted proxy was ignored; if it is yours, add it to FONOTEKA_TRUSTED_PROXIES',
    );
  });
}
