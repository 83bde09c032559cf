import type { AddressInfo } from 'node:net';
import type { FastifyInstance } from 'fastify';
import type { Clock } from '../base/clock.ts';
import { AppError } from '../base/errors.ts';
import { CLOSING_GRACE_MS } from './server-limits.ts';

export interface ListenAddress {
  readonly host: string;
  /** 0: the system chooses. */
  readonly port: number;
}

/** Starts to listen; returns the address in use. Throws `port-taken`; `what` names the port. */
export async function listenOn(app: FastifyInstance, at: ListenAddress, what: string): Promise<ListenAddress> {
  try {
    await app.listen(at);
  } catch (error) {
    throw portError(error, at, what);
  }
  const { address, port } = app.server.address() as AddressInfo;
  return { host: address, port };
}

export function portError(cause: unknown, { host, port }: ListenAddress, what: string): unknown {
  if ((cause as NodeJS.ErrnoException).code !== 'EADDRINUSE') return cause;
  return new AppError('port-taken', `${what} (${port} of ${host}) is taken`, { cause });
}

/** Lets running requests finish for a while, then closes their connections. */
export async function closeServer(app: FastifyInstance, clock: Clock): Promise<void> {
  const grace = clock.after(CLOSING_GRACE_MS, () => app.server.closeAllConnections());
  await app.close();
  grace.cancel();
}
