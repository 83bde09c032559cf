import { isIPv6 } from 'node:net';
import koffi from 'koffi';
import type { Clock } from '../../base/clock.ts';
import { AppError } from '../../base/errors.ts';
import { fail, ok, type Result } from '../../base/result.ts';
import { DescriptorTable } from './descriptor-table.ts';
import { BATCH_SLOTS, MessageBatch, SO_RXQ_OVFL, SO_TIMESTAMPNS, SOL_SOCKET } from './message-batch.ts';
import { bufferHoldsMs, REQUESTED_BUFFER_BYTES } from './socket-buffer.ts';
import type { AddressWords } from './source-address.ts';
import type { BindRefusal, DatagramSink, LegSocket, RtpReceiver } from './rtp-receiver.ts';

/**
 * Reads sockets by `recvmmsg` through koffi: no event per packet, 64 packets a system call, arrival times and drop
 * counters by the kernel. Throws where this does not work.
 */
export function createBatchReceiver(options: BatchReceiverOptions): RtpReceiver {
  const { bind, clock, descriptors = new DescriptorTable() } = options;
  const shared: Shared = { system: loadUdpSystemCalls(bind), batch: new MessageBatch(), clock, descriptors };
  const left = new Map([...descriptors.ports()].map((port) => [port, descriptors.get(port)!]));
  return {
    kind: 'batch',
    open: async (port, bufferBytes) => openSocket(shared, port, bufferBytes),
    takeOver: async (port, bufferBytes) => {
      const descriptor = left.get(port);
      left.delete(port);
      if (descriptor === undefined) return openSocket(shared, port, bufferBytes);
      return ok(new BatchSocket(shared, { descriptor, port }));
    },
    closeLeft: () => {
      for (const [port, descriptor] of left) {
        descriptors.delete(port);
        shared.system.close(descriptor);
      }
      left.clear();
    },
  };
}

interface BatchReceiverOptions {
  readonly bind: string;
  readonly clock: Clock;
  /** Shared with the threads before and after this one. */
  readonly descriptors?: DescriptorTable;
}

/** By the sockets of a receiver. */
interface Shared {
  readonly system: UdpSystemCalls;
  readonly batch: MessageBatch;
  readonly clock: Clock;
  readonly descriptors: DescriptorTable;
}

interface BoundSocket {
  readonly descriptor: number;
  readonly port: number;
}

function openSocket(
  shared: Shared,
  port: number,
  bufferBytes = REQUESTED_BUFFER_BYTES,
): Result<LegSocket, BindRefusal> {
  const { system, descriptors } = shared;
  const descriptor = system.socket();
  if (descriptor < 0) return fail('exhausted');
  if (system.bind(descriptor, port) !== 0) {
    const error = system.lastError();
    system.close(descriptor);
    if (error === 'EADDRINUSE' || error === 'EACCES') return fail('port-taken');
    throw new AppError('address-invalid', `cannot listen for RTP: ${error}`);
  }
  system.set(descriptor, SOL_SOCKET, SO_TIMESTAMPNS, 1);
  system.set(descriptor, SOL_SOCKET, SO_RXQ_OVFL, 1);
  system.set(descriptor, SOL_SOCKET, SO_RCVBUF, bufferBytes);
  const bound = { descriptor, port: system.boundPort(descriptor) };
  descriptors.set(bound.port, descriptor);
  return ok(new BatchSocket(shared, bound));
}

class BatchSocket implements LegSocket {
  readonly port: number;
  readonly holdsMs: number;
  readonly #system: UdpSystemCalls;
  readonly #batch: MessageBatch;
  readonly #descriptors: DescriptorTable;
  readonly #descriptor: number;
  readonly #nowMs: () => number;
  #dropped = 0;
  #closed = false;

  constructor({ system, batch, clock, descriptors }: Shared, bound: BoundSocket) {
    this.port = bound.port;
    const bufferBytes = system.get(bound.descriptor, SOL_SOCKET, SO_RCVBUF);
    this.holdsMs = bufferHoldsMs(bufferBytes);
    this.#system = system;
    this.#batch = batch;
    this.#descriptors = descriptors;
    this.#descriptor = bound.descriptor;
    this.#nowMs = () => clock.now();
  }

  get dropped(): number {
    return this.#dropped;
  }

  drain(sink: DatagramSink, limit: number): number {
    let drained = 0;
    while (drained < limit && !this.#closed) {
      const wanted = Math.min(BATCH_SLOTS, limit - drained);
      const count = this.#system.recvmmsg(this.#descriptor, this.#batch.address, wanted, MSG_DONTWAIT, 0);
      if (count <= 0) break;
      this.#dropped = Math.max(this.#dropped, this.#batch.deliver(count, sink, this.#nowMs));
      drained += count;
      if (count < wanted) break;
    }
    return drained;
  }

  /**
   * Datagrams that have reached the machine are in the kernel's queue already. Only later ones would say how many were dropped before
   * them, and none may come: the kernel is asked.
   */
  settle(): Promise<void> {
    if (!this.#closed) this.#dropped = Math.max(this.#dropped, this.#system.dropped(this.#descriptor));
    return Promise.resolve();
  }

  send(bytes: Uint8Array, to: AddressWords, port: number): void {
    if (!this.#closed) this.#system.send(this.#descriptor, bytes, to, port);
  }

  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    this.#descriptors.delete(this.port);
    this.#system.close(this.#descriptor);
  }
}

// <sys/socket.h>, <bits/socket.h>: the same on x86-64 and arm64.
const AF_INET = 2;
const AF_INET6 = 10;
const SOCK_DGRAM = 2;
const SOCK_NONBLOCK = 0o4000;
const SOCK_CLOEXEC = 0o2000000;
const MSG_DONTWAIT = 0x40;
const SO_RCVBUF = 8;
/** Gives an array of 32-bit numbers: <linux/sock_diag.h>, `SK_MEMINFO_…`. */
const SO_MEMINFO = 55;
const MEMINFO_BYTES = 36;
const MEMINFO_DROPS_OFFSET = 32;

/** struct sockaddr_in6, the longer of the two. */
const SOCKADDR_IN_BYTES = 16;
const SOCKADDR_IN6_BYTES = 28;

const MACHINES = new Set(['linux-x64', 'linux-arm64']);

/** The system calls of a UDP socket that Node does not offer, from the C library. */
interface UdpSystemCalls {
  /** A new socket's descriptor; negative on failure. */
  readonly socket: () => number;
  readonly bind: (descriptor: number, port: number) => number;
  readonly set: (descriptor: number, level: number, option: number, value: number) => number;
  readonly get: (descriptor: number, level: number, option: number) => number;
  /** Datagrams that the socket had no room for. */
  readonly dropped: (descriptor: number) => number;
  readonly boundPort: (descriptor: number) => number;
  /** To an address and port; a failure is ignored. */
  readonly send: (descriptor: number, bytes: Uint8Array, to: AddressWords, port: number) => void;
  readonly recvmmsg: (descriptor: number, headers: number, count: number, flags: number, timeout: number) => number;
  readonly close: (descriptor: number) => number;
  /** The name of the last call's error, as in `EADDRINUSE`. */
  readonly lastError: () => string;
}

/** Throws when this machine does not have them; `address` is a numeric IPv4 or IPv6 address to bind to. */
function loadUdpSystemCalls(address: string): UdpSystemCalls {
  const machine = `${process.platform}-${process.arch}`;
  if (!MACHINES.has(machine)) throw new Error(`reading packets in batches is not supported on ${machine}`);
  const libc = koffi.load('libc.so.6');
  const socket = libc.func('int socket(int, int, int)');
  const bind = libc.func('int bind(int, const void *, uint32_t)');
  const setsockopt = libc.func('int setsockopt(int, int, int, const void *, uint32_t)');
  const getsockopt = libc.func('int getsockopt(int, int, int, _Out_ void *, _Inout_ uint32_t *)');
  const getsockname = libc.func('int getsockname(int, _Out_ void *, _Inout_ uint32_t *)');
  const sendto = libc.func('int64_t sendto(int, const void *, size_t, int, const void *, uint32_t)');
  const inetPton = libc.func('int inet_pton(int, const char *, _Out_ void *)');
  const family = isIPv6(address) ? AF_INET6 : AF_INET;
  const ip = Buffer.alloc(family === AF_INET6 ? 16 : 4);
  if (inetPton(family, address, ip) !== 1) throw new AppError('address-invalid', `${address} is not an IP address`);
  const errorNames = new Map(Object.entries(koffi.os.errno).map(([name, number]) => [number, name]));
  return {
    socket: () => socket(family, SOCK_DGRAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0),
    bind: (descriptor, port) => {
      const name = socketAddress(family, ip, port);
      return bind(descriptor, name, name.length);
    },
    set: (descriptor, level, option, value) => {
      const bytes = Buffer.from(Uint32Array.of(value).buffer);
      return setsockopt(descriptor, level, option, bytes, bytes.length);
    },
    get: (descriptor, level, option) => {
      const bytes = Buffer.alloc(4);
      getsockopt(descriptor, level, option, bytes, [bytes.length]);
      return bytes.readUInt32LE();
    },
    dropped: (descriptor) => {
      const bytes = Buffer.alloc(MEMINFO_BYTES);
      getsockopt(descriptor, SOL_SOCKET, SO_MEMINFO, bytes, [bytes.length]);
      return bytes.readUInt32LE(MEMINFO_DROPS_OFFSET);
    },
    boundPort: (descriptor) => {
      const name = Buffer.alloc(SOCKADDR_IN6_BYTES);
      getsockname(descriptor, name, [name.length]);
      return name.readUInt16BE(2);
    },
    send: (descriptor, bytes, to, port) => {
      const ipBytes = Buffer.from(to.buffer, to.byteOffset, 16);
      const name = socketAddress(family, family === AF_INET6 ? ipBytes : ipBytes.subarray(12), port);
      sendto(descriptor, bytes, bytes.length, MSG_DONTWAIT, name, name.length);
    },
    recvmmsg: libc.func('int recvmmsg(int, uintptr_t, unsigned int, int, uintptr_t)'),
    close: libc.func('int close(int)'),
    lastError: () => errorNames.get(koffi.errno()) ?? `errno ${koffi.errno()}`,
  };
}

/** struct sockaddr_in (family, port, address) or sockaddr_in6 (family, port, flow, address, scope). */
function socketAddress(family: number, ip: Buffer, port: number): Buffer {
  const name = Buffer.alloc(family === AF_INET6 ? SOCKADDR_IN6_BYTES : SOCKADDR_IN_BYTES);
  name.writeUInt16LE(family, 0);
  name.writeUInt16BE(port, 2);
  ip.copy(name, family === AF_INET6 ? 8 : 4);
  return name;
}
