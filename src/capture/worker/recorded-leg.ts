import type { CallWriter } from '../../spool/index.ts';
import { isRtcp, RTP_HEADER_BYTES } from '../../wire/rtp/index.ts';
import type { DatagramSink, LegSocket } from '../receiver/rtp-receiver.ts';
import { LegAllowance } from './leg-allowance.ts';
import type { Traffic } from './media-commands.ts';

/**
 * Datagrams taken from one socket in one visit: four full batches, 50 times what a call sends between two visits. A
 * flood beyond it stays in the kernel, which drops it.
 */
const MAX_PER_VISIT = 256;

/** Taken at the end of a leg at most. A buffer of the default size holds some 280 packets, one of 4 MB 5,000. */
const MAX_AT_END = 8192;

export interface RecordedLegParts {
  readonly leg: number;
  readonly socket: LegSocket;
  readonly writer: CallWriter;
  /** Shared by all legs of a worker. */
  readonly traffic: Traffic;
  readonly nowMs: number;
}

/** One leg's way from the socket to the spool. Every datagram is kept as it is: encoding judges what it was. */
export class RecordedLeg implements DatagramSink {
  readonly #leg: number;
  readonly #socket: LegSocket;
  readonly #writer: CallWriter;
  readonly #traffic: Traffic;
  readonly #allowance: LegAllowance;
  #dropped = 0;
  #heard = false;
  paused = false;

  constructor(parts: RecordedLegParts) {
    this.#leg = parts.leg;
    this.#socket = parts.socket;
    this.#writer = parts.writer;
    this.#traffic = parts.traffic;
    this.#allowance = new LegAllowance(parts.nowMs);
  }

  /** Takes what waits in the socket; tells whether there was RTP among it. */
  drain(nowMs: number, limit: number = MAX_PER_VISIT): boolean {
    this.#heard = false;
    this.#allowance.fill(nowMs);
    this.#socket.drain(this, limit);
    this.#traffic.dropped += this.#socket.dropped - this.#dropped;
    this.#dropped = this.#socket.dropped;
    return this.#heard;
  }

  /** Takes all that has reached the machine, then closes the socket. */
  async finish(now: () => number): Promise<void> {
    await this.#socket.settle();
    this.drain(now(), MAX_AT_END);
    this.#socket.close();
  }

  datagram(bytes: Uint8Array, arrivedAtMs: number): void {
    this.#traffic.packets++;
    this.#traffic.bytes += bytes.length;
    if (bytes.length >= RTP_HEADER_BYTES && bytes[0]! >> 6 === 2 && !isRtcp(bytes)) this.#heard = true;
    if (!this.#allowance.take(bytes.length)) this.#traffic.overRate++;
    else if (!this.#writer.append({ leg: this.#leg, arrivedAtMs, bytes })) this.#traffic.outOfMemory++;
  }

  oversize(): void {
    this.#traffic.oversize++;
  }
}
