import { connect, type Socket, type TcpNetConnectOpts } from 'node:net';
import type { DuplexOptions } from 'node:stream';
import type { AddressGuard } from './address-guard/address-guard.ts';
import { connectionFailure } from './connection-failure.ts';
import { type Limit, within } from './within.ts';

/** May wait for the line before the sender is held up: as much as goes out in one write. */
const WAITING_BYTES = 256 * 1024;
/** A peer that vanished without a word is noticed between commands too. */
const KEEP_ALIVE_MS = 60_000;

interface Destination {
  readonly host: string;
  readonly port: number;
  readonly guard: AddressGuard;
}

/**
 * A TCP connection to one of the host's addresses, each checked and then connected to as a number, so that no second
 * look into DNS can lead elsewhere. The limit is for the whole.
 */
export async function dial({ host, port, guard }: Destination, limit: Omit<Limit, 'giveUp'>): Promise<Socket> {
  const nothingToEnd = { giveUp: (): void => {} };
  const addresses = await within(guard.resolve(host), { ...limit, ...nothingToEnd });
  let failure: unknown;
  for (const address of addresses) {
    try {
      return await dialAddress(address, port, limit);
    } catch (error) {
      if (limit.signal.aborted) throw error;
      failure = error;
    }
  }
  throw failure;
}

/** A TCP connection to an address that is known to be allowed. */
export async function dialAddress(address: string, port: number, limit: Omit<Limit, 'giveUp'>): Promise<Socket> {
  const options: TcpNetConnectOpts & DuplexOptions = {
    host: address,
    port,
    noDelay: true,
    keepAlive: true,
    keepAliveInitialDelay: KEEP_ALIVE_MS,
    writableHighWaterMark: WAITING_BYTES,
  };
  const socket = connect(options);
  const connected = new Promise<void>((resolve, reject) => {
    // Stays for good: between two users of a socket nobody else hears that it broke, and Node would end the process.
    socket.on('error', (error) => reject(connectionFailure(error)));
    socket.once('connect', resolve);
  });
  await within(connected, { ...limit, giveUp: () => socket.destroy() });
  return socket;
}
