import { createSocket, type Socket } from 'node:dgram';
import { once } from 'node:events';
import { encodeG711, type G711Law } from '../wire/codecs/index.ts';
import { writeRtp } from '../wire/rtp/index.ts';
import { type AudioSource, SAMPLE_RATE_HZ } from './audio-source.ts';
import { ImpairedNetwork, type Impairment } from './impairment.ts';
import { seededRandom } from './random.ts';

/** A packet each 20 ms, as every telephone sends (RFC 3551 §4.5). */
export const FRAME_MS = 20;
const FRAME_SAMPLES = (SAMPLE_RATE_HZ * FRAME_MS) / 1000;

const PAYLOAD_TYPES: Readonly<Record<G711Law, number>> = { PCMU: 0, PCMA: 8 };

export interface RtpLegRequest {
  readonly audio: AudioSource;
  readonly codec: G711Law;
  readonly localAddress: string;
  readonly ssrc: number;
  /** No more than this many packets, numbers of lost ones included. */
  readonly maxPackets?: number;
  readonly impairment?: Impairment;
}

/** What a leg has sent, by its own count. */
export interface SentLeg {
  readonly ssrc: number;
  readonly firstSequenceNumber: number;
  /** Packets made, the lost ones included. */
  readonly packets: number;
  /** Sequence numbers that were dropped on purpose. */
  readonly lostSequenceNumbers: readonly number[];
}

/** One party's RTP stream out of its own socket. */
export class RtpLeg {
  readonly localPort: number;
  readonly #socket: Socket;
  readonly #request: RtpLegRequest;
  readonly #network: ImpairedNetwork<Buffer> | null;
  readonly #frame = new Int16Array(FRAME_SAMPLES);
  readonly #lost: number[] = [];
  readonly #firstSequenceNumber: number;
  readonly #firstTimestampTicks: number;
  #connected = false;
  #closed = false;
  #packets = 0;

  /** Binds a port of the system's choice. */
  static async open(request: RtpLegRequest): Promise<RtpLeg> {
    const socket = createSocket(request.localAddress.includes(':') ? 'udp6' : 'udp4');
    // A recorder that is gone answers with ICMP errors; the call's end shows in its signalling.
    socket.on('error', () => undefined);
    socket.bind(0, request.localAddress);
    await once(socket, 'listening');
    return new RtpLeg(socket, request);
  }

  private constructor(socket: Socket, request: RtpLegRequest) {
    this.#socket = socket;
    this.#request = request;
    this.localPort = socket.address().port;
    // RFC 3550 §5.1: both begin at random; close below the wrap of 16 bits, so that tests meet it.
    this.#firstSequenceNumber = 65_500 - (request.ssrc % 1000);
    this.#firstTimestampTicks = (request.ssrc * 7919) >>> 0;
    const { impairment } = request;
    this.#network = impairment === undefined ? null : new ImpairedNetwork(impairment, seededRandom(impairment.seed));
  }

  /** Where the recorder listens. A connected socket sends at a third of the cost. */
  async connect(port: number, address: string): Promise<void> {
    this.#socket.connect(port, address);
    await once(this.#socket, 'connect');
    this.#connected = true;
  }

  /** Sends the frame that begins at `frame` · 20 ms of the call, unless all it may send is sent. */
  sendFrame(frame: number): void {
    const { audio, codec, ssrc, maxPackets = Number.POSITIVE_INFINITY } = this.#request;
    if (!this.#connected || this.#packets >= maxPackets) return;
    audio.read(this.#frame, frame * FRAME_SAMPLES);
    const packet = writeRtp({
      payloadType: PAYLOAD_TYPES[codec],
      marker: this.#packets === 0,
      sequenceNumber: this.#firstSequenceNumber + this.#packets,
      timestampTicks: this.#firstTimestampTicks + frame * FRAME_SAMPLES,
      ssrc,
      payload: encodeG711(codec, this.#frame),
    });
    this.#packets += 1;
    this.#pass(packet);
  }

  /** Ends the stream; says what was sent. May be called again. */
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

  #pass(packet: Buffer): void {
    if (this.#network === null) return this.#socket.send(packet);
    const { send, lost } = this.#network.pass(packet);
    if (lost) this.#lost.push(packet.readUInt16BE(2));
    for (const each of send) this.#socket.send(each);
  }
}
