import { connect, type Socket, type TcpNetConnectOpts } from 'node:net';
import type { DuplexOptions } from 'node:stream';
import type { AddressGuard } from './address-guard.ts';
import { connectionFailure } from './push-error.ts';
import { type Timeout, withTimeout } from './time-limits.ts';

/** How much may be buffered before the sender has to wait: as much as one write sends. */
const WRITE_BUFFER_BYTES = 256 * 1024;
/** A peer that disappeared without closing is noticed between commands too. */
const KEEP_ALIVE_MS = 60_000;

interface Destination {
  readonly host: string;
  readonly port: number;
  readonly guard: AddressGuard;
}

/**
 * A TCP connection to one of the host's addresses. Each address is checked and then connected to by number, so a second
 * DNS answer cannot lead elsewhere. The timeout is for everything together.
 */
export async function connectTcp(
  { host, port, guard }: Destination,
  timeout: Omit<Timeout, 'cancel'>,
): Promise<Socket> {
  const addresses = await withTimeout(guard.resolve(host), { ...timeout, cancel: () => {} });
  let failure: unknown;
  for (const address of addresses) {
    try {
      return await connectAddress(address, port, timeout);
    } catch (error) {
      if (timeout.signal.aborted) throw error;
      failure = error;
    }
  }
  throw failure;
}

/** A TCP connection to an address that was already checked. */
export async function connectAddress(address: string, port: number, timeout: Omit<Timeout, 'cancel'>): Promise<Socket> {
  const options: TcpNetConnectOpts & DuplexOptions = {
    host: address,
    port,
    noDelay: true,
    keepAlive: true,
    keepAliveInitialDelay: KEEP_ALIVE_MS,
    writableHighWaterMark: WRITE_BUFFER_BYTES,
  };
  const socket = connect(options);
  const connected = new Promise<void>((resolve, reject) => {
    // Never removed: while no one else listens for errors, one would end the process.
    socket.on('error', (error) => reject(connectionFailure(error)));
    socket.once('connect', resolve);
  });
  await withTimeout(connected, { ...timeout, cancel: () => socket.destroy() });
  return socket;
}
