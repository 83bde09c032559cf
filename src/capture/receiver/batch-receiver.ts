import { AppError } from '../../base/errors.ts';
import type { Clock } from '../../base/clock.ts';
import { fail, ok, type Result } from '../../base/result.ts';
import { BATCH_SLOTS, MessageBatch, SO_RXQ_OVFL, SO_TIMESTAMPNS, SOL_SOCKET } from './message-batch.ts';
import type { BindRefusal, DatagramSink, LegSocket, RtpReceiver } from './rtp-receiver.ts';
import { loadUdpSystemCalls, MSG_DONTWAIT, type UdpSystemCalls } from './udp-system-calls.ts';

/**
 * Reads sockets by `recvmmsg` through koffi: no event per packet, 64 packets a system call, arrival times and drop
 * counters by the kernel. Throws where that cannot be had.
 */
export function createBatchReceiver(options: { readonly bind: string; readonly clock: Clock }): RtpReceiver {
  const system = loadUdpSystemCalls(options.bind);
  const batch = new MessageBatch();
  return {
    kind: 'batch',
    open: async (port) => openSocket(system, port, (bound) => new BatchSocket(system, batch, bound, options.clock)),
  };
}

interface BoundSocket {
  readonly descriptor: number;
  readonly port: number;
}

function openSocket(
  system: UdpSystemCalls,
  port: number,
  wrap: (bound: BoundSocket) => LegSocket,
): Result<LegSocket, BindRefusal> {
  const descriptor = system.socket();
  if (descriptor < 0) return fail('exhausted');
  if (system.bind(descriptor, port) !== 0) {
    const error = system.lastError();
    system.close(descriptor);
    if (error === 'EADDRINUSE' || error === 'EACCES') return fail('port-taken');
    throw new AppError('address-invalid', `cannot listen for RTP: ${error}`);
  }
  system.enable(descriptor, SOL_SOCKET, SO_TIMESTAMPNS);
  system.enable(descriptor, SOL_SOCKET, SO_RXQ_OVFL);
  return ok(wrap({ descriptor, port: system.boundPort(descriptor) }));
}

class BatchSocket implements LegSocket {
  readonly port: number;
  readonly #system: UdpSystemCalls;
  readonly #batch: MessageBatch;
  readonly #descriptor: number;
  readonly #nowMs: () => number;
  #dropped = 0;
  #closed = false;

  constructor(system: UdpSystemCalls, batch: MessageBatch, bound: BoundSocket, clock: Clock) {
    this.port = bound.port;
    this.#system = system;
    this.#batch = batch;
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
      this.#dropped = this.#batch.deliver(count, sink, this.#nowMs) || this.#dropped;
      drained += count;
      if (count < wanted) break;
    }
    return drained;
  }

  /** What has reached the machine is in the kernel's queue already. */
  settle(): Promise<void> {
    return Promise.resolve();
  }

  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    this.#system.close(this.#descriptor);
  }
}
