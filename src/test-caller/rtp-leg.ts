import { createSocket, type Socket } from 'node:dgram';
import { once } from 'node:events';
import type { Clock, Timer } from '../base/clock.ts';
import { writeRtp } from '../wire/rtp/index.ts';
import { type SrtpKeys, SrtpSender } from '../wire/srtp/index.ts';
import { seededRandom } from './audio-source.ts';
import { FRAME_MS, type FrameEncoder } from './call-codec.ts';
import { ImpairedNetwork, type Impairment } from './impairment.ts';

interface RtpLegRequest {
  readonly encoder: FrameEncoder;
  readonly localAddress: string;
  readonly ssrc: number;
  /** At most this many packets, lost ones included. */
  readonly maxPackets?: number;
  readonly impairment?: Impairment;
}

/** What a leg has sent. */
export interface SentLeg {
  readonly ssrc: number;
  readonly firstSequenceNumber: number;
  /** Lost ones included. */
  readonly packets: number;
  /** Of packets that the impairment dropped. */
  readonly lostSequenceNumbers: readonly number[];
}

/** One party's RTP stream, sent from its own socket. */
export class RtpLeg {
  readonly localPort: number;
  readonly #socket: Socket;
  readonly #request: RtpLegRequest;
  readonly #network: ImpairedNetwork<Buffer> | null;
  readonly #lost: number[] = [];
  readonly #firstSequenceNumber: number;
  readonly #firstTimestampTicks: number;
  #srtp: SrtpSender | null = null;
  #connected = false;
  #closed = false;
  #packets = 0;
  #encoder: FrameEncoder;

  /** Binds a port of the system's choice. */
  static async open(request: RtpLegRequest): Promise<RtpLeg> {
    const socket = createSocket(request.localAddress.includes(':') ? 'udp6' : 'udp4');
    // ICMP errors of a stopped recorder are ignored: the end of the call is signalled by SIP.
    socket.on('error', () => undefined);
    socket.bind(0, request.localAddress);
    await once(socket, 'listening');
    return new RtpLeg(socket, request);
  }

  private constructor(socket: Socket, request: RtpLegRequest) {
    this.#socket = socket;
    this.#request = request;
    this.#encoder = request.encoder;
    this.localPort = socket.address().port;
    // RFC 3550 §5.1: random initial values. Close to the 16-bit limit, so that tests cover the wrap-around.
    this.#firstSequenceNumber = 65_500 - (request.ssrc % 1000);
    this.#firstTimestampTicks = (request.ssrc * 7919) >>> 0;
    const { impairment } = request;
    this.#network = impairment === undefined ? null : new ImpairedNetwork(impairment, seededRandom(impairment.seed));
  }

  /** Sets where the recorder listens. A connected socket sends at a third of the cost. */
  async connect(port: number, address: string): Promise<void> {
    this.#socket.connect(port, address);
    await once(this.#socket, 'connect');
    this.#connected = true;
  }

  /** Encrypts from the next packet on. */
  encrypt(keys: SrtpKeys): void {
    this.#srtp = new SrtpSender(keys);
  }

  /** Sends the frame that starts at `frame` · 20 ms of the call, unless `maxPackets` is reached. */
  sendFrame(frame: number): void {
    const { ssrc, maxPackets = Number.POSITIVE_INFINITY } = this.#request;
    if (!this.#connected || this.#packets >= maxPackets) return;
    const { payloadType, frameTicks } = this.#encoder;
    const payload = this.#encoder.payload(frame);
    if (payload === null) return;
    const packet = writeRtp({
      payloadType,
      marker: this.#packets === 0,
      sequenceNumber: this.#firstSequenceNumber + this.#packets,
      timestampTicks: this.#firstTimestampTicks + frame * frameTicks,
      ssrc,
      payload,
    });
    this.#packets += 1;
    this.#send(this.#srtp?.protect(packet) ?? packet);
  }

  /** Sends in another codec from the next frame on. */
  changeCodec(encoder: FrameEncoder): void {
    this.#encoder = encoder;
  }

  /** Ends the stream and returns what was sent. May be called again. */
  close(): SentLeg {
    if (!this.#closed) {
      for (const packet of this.#network?.flush() ?? []) this.#socket.send(packet);
      this.#socket.close();
      this.#closed = true;
    }
    return {
      ssrc: this.#request.ssrc,
      firstSequenceNumber: this.#firstSequenceNumber & 0xffff,
      packets: this.#packets,
      lostSequenceNumbers: this.#lost,
    };
  }

  #send(packet: Buffer): void {
    if (this.#network === null) return this.#socket.send(packet);
    const { send, lost } = this.#network.pass(packet);
    if (lost) this.#lost.push(packet.readUInt16BE(2));
    for (const each of send) this.#socket.send(each);
  }
}

/**
 * Calls `onFrame` for frame 0, 1, 2, … every 20 ms. Times are calculated from the start, so that delays of timers do not
 * add up. After a stall all frames that are due are sent at once.
 */
export class FramePacer {
  readonly #clock: Clock;
  readonly #onFrame: (frame: number) => void;
  readonly #startedAt: number;
  #nextFrame = 0;
  #timer: Timer | null = null;

  constructor(clock: Clock, onFrame: (frame: number) => void) {
    this.#clock = clock;
    this.#onFrame = onFrame;
    this.#startedAt = clock.monotonicMs();
    this.#sendDueFrames();
  }

  stop(): void {
    this.#timer?.cancel();
  }

  #sendDueFrames(): void {
    const elapsedMs = this.#clock.monotonicMs() - this.#startedAt;
    for (; this.#nextFrame * FRAME_MS <= elapsedMs; this.#nextFrame++) this.#onFrame(this.#nextFrame);
    const waitMs = Math.max(1, this.#nextFrame * FRAME_MS - elapsedMs);
    this.#timer = this.#clock.after(waitMs, () => this.#sendDueFrames());
  }
}
