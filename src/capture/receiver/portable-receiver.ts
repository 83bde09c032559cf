import { createSocket, type Socket } from 'node:dgram';
import { once } from 'node:events';
import { isIPv4, isIPv6 } from 'node:net';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { AppError } from '../../base/errors.ts';
import type { Clock } from '../../base/clock.ts';
import { fail, ok, type Result } from '../../base/result.ts';
import {
  type BindRefusal,
  type Datagram,
  type DatagramSink,
  type LegSocket,
  MAX_DATAGRAM_BYTES,
  type RtpReceiver,
  STREAM_PACKETS_PER_SECOND,
} from './rtp-receiver.ts';
import { addressText, addressWords, type AddressWords } from './source-address.ts';

/** Limit of the queue between two drains: 25 packets arrive in that time; a burst of 500 in a second fits too. */
const MAX_WAITING_DATAGRAMS = 512;

/**
 * Event loop turns without a datagram after which the kernel's queue is empty: Node polls once in each turn and reads up
 * to 32 datagrams.
 */
const QUIET_TURNS = 2;

/** Limit of these turns: they read far more than a kernel's buffer holds. A flood that continues is cut off. */
const MAX_SETTLE_TURNS = 100;

/** Reads sockets by Node's own `dgram`: works everywhere, with about four times the CPU of the batch receiver. */
export function createPortableReceiver(options: { readonly bind: string; readonly clock: Clock }): RtpReceiver {
  const open = (port: number) => openSocket(port, options.bind, options.clock);
  // Node closes the sockets of a thread that dies.
  return { kind: 'portable', open, takeOver: open, closeLeft: () => {} };
}

async function openSocket(port: number, address: string, clock: Clock): Promise<Result<LegSocket, BindRefusal>> {
  const socket = createSocket(isIPv6(address) ? 'udp6' : 'udp4');
  const legSocket = new PortableSocket(socket, isIPv6(address), clock);
  try {
    socket.bind({ port, address, exclusive: true });
    await once(socket, 'listening');
  } catch (cause) {
    socket.close();
    const { code } = cause as NodeJS.ErrnoException;
    if (code === 'EADDRINUSE' || code === 'EACCES') return fail('port-taken');
    if (code === 'EMFILE' || code === 'ENFILE') return fail('exhausted');
    throw new AppError('address-invalid', `cannot listen for RTP: ${code}`, { cause });
  }
  socket.on('error', () => {});
  return ok(legSocket);
}

const NO_ADDRESS: AddressWords = new Uint32Array(4);

interface Waiting {
  /** Null when it was too long: a queue of such datagrams would hold 32 MB. */
  readonly bytes: Uint8Array | null;
  readonly arrivedAtMs: number;
  readonly source: AddressWords;
  readonly port: number;
}

const isTaken = (waiting: Waiting): waiting is Waiting & Datagram => waiting.bytes !== null;

class PortableSocket implements LegSocket {
  readonly holdsMs = (MAX_WAITING_DATAGRAMS / STREAM_PACKETS_PER_SECOND) * 1000;
  readonly #socket: Socket;
  readonly #ipv6: boolean;
  #waiting: Waiting[] = [];
  #received = 0;
  #dropped = 0;
  #sending = 0;
  #closed = false;
  /** Packets of a leg mostly have one address. */
  #lastAddress = '';
  #lastSource: AddressWords = NO_ADDRESS;

  constructor(socket: Socket, ipv6: boolean, clock: Clock) {
    this.#socket = socket;
    this.#ipv6 = ipv6;
    socket.on('message', (bytes, { address, port }) => {
      this.#received++;
      if (this.#waiting.length >= MAX_WAITING_DATAGRAMS) {
        this.#dropped++;
        return;
      }
      const kept = bytes.length > MAX_DATAGRAM_BYTES ? null : bytes;
      this.#waiting.push({ bytes: kept, arrivedAtMs: clock.now(), source: this.#wordsOf(address), port });
    });
  }

  get port(): number {
    return this.#socket.address().port;
  }

  get dropped(): number {
    return this.#dropped;
  }

  drain(sink: DatagramSink, limit: number): number {
    const drained = this.#waiting.splice(0, limit);
    for (const datagram of drained) {
      if (isTaken(datagram)) sink.datagram(datagram);
      else sink.oversize(datagram.source);
    }
    return drained.length;
  }

  #wordsOf(address: string): AddressWords {
    if (address !== this.#lastAddress) {
      this.#lastSource = addressWords(address) ?? NO_ADDRESS;
      this.#lastAddress = address;
    }
    return this.#lastSource;
  }

  async settle(): Promise<void> {
    let quiet = 0;
    for (let turn = 0; turn < MAX_SETTLE_TURNS && quiet < QUIET_TURNS; turn++) {
      const before = this.#received;
      await nextTurn();
      quiet = this.#received === before ? quiet + 1 : 0;
    }
  }

  send(bytes: Uint8Array, to: AddressWords, port: number): void {
    if (this.#closed) return;
    this.#sending++;
    this.#socket.send(bytes, port, this.#reachable(addressText(to)), () => {
      this.#sending--;
      if (this.#closed && this.#sending === 0) this.#socket.close();
    });
  }

  /** An IPv6 socket sends to an IPv4 address by its mapped form only (RFC 3493 §3.7). */
  #reachable(address: string): string {
    return this.#ipv6 && isIPv4(address) ? `::ffff:${address}` : address;
  }

  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    // Node sends later, and drops what is not sent when the socket closes.
    if (this.#sending === 0) this.#socket.close();
  }
}
