import { createSocket, type Socket } from 'node:dgram';
import { randomInt } from 'node:crypto';
import { once } from 'node:events';
import { seededRandom } from '../../../src/test-caller/audio-source.ts';
import { ImpairedNetwork } from '../../../src/test-caller/impairment.ts';
import type { G711Law } from '../../../src/wire/g711.ts';
import { writeRtp } from '../../../src/wire/rtp/index.ts';
import { silence, type SpokenWords } from './spoken-words.ts';

/** What goes wrong, or is unusual, on both legs of a call. */
export const FAULTS = [
  'none',
  'loss',
  'reordering',
  'duplicates',
  'gap',
  'new-ssrc',
  'timestamp-jump',
  'clock-skew',
  'discontinuous',
  'new-codec',
  'packet-lengths',
] as const;
export type Fault = (typeof FAULTS)[number];

const NETWORK: Partial<Record<Fault, object>> = {
  loss: { loss: 0.03 },
  reordering: { reorder: 0.05 },
  duplicates: { duplicate: 0.05 },
};
/** 200 ppm, as two crystals at the ends of what telephones have. */
const SKEW = 1.0002;
const GAP_MS = 1_000;
/** What comes later than 6 s is no stall to the time line: where this machine stood still for so long, it may be missing. */
const LATE_LIMIT_MS = 5_500;
const TICKS_PER_MS = 8;
/** With discontinuous transmission: before that everything is sent, so that the recording begins with the call. */
const SENT_AT_LEAST_MS = 1_000;

interface LegOptions {
  readonly words: SpokenWords;
  readonly fault: Fault;
  readonly seed: number;
  readonly port: number;
  /** When half of the call is over, ms: what happens once happens then. */
  readonly middleMs: number;
}

/** One party's RTP with a fault, sent when it is due. */
export class FaultyLeg {
  law: G711Law = 'PCMA';
  /** Times of the call whose packets the network lost. */
  readonly lostMs: { readonly fromMs: number; readonly untilMs: number }[] = [];
  /** Ends of the packets that were sent and not lost, times of the call. */
  readonly packetEndsMs: number[] = [];
  /** Of the call, of what was spoken. */
  sentMs = 0;
  packets = 0;
  /** How late a packet was sent, because this machine had no time: what arrives looks like a stall of the network. */
  latestMs = 0;
  readonly #options: LegOptions;
  readonly #socket: Socket;
  readonly #network: ImpairedNetwork<{ readonly bytes: Buffer; readonly fromMs: number; readonly untilMs: number }>;
  #ssrc = randomInt(1, 2 ** 32);
  #sequenceNumber = randomInt(2 ** 16);
  #timestampOffset = randomInt(2 ** 32);
  #changed = false;

  static async open(options: LegOptions): Promise<FaultyLeg> {
    const socket = createSocket('udp4').bind(0, '127.0.0.1');
    await once(socket, 'listening');
    socket.connect(options.port, '127.0.0.1');
    await once(socket, 'connect');
    // Of a killed recorder.
    socket.on('error', () => {});
    return new FaultyLeg(socket, options);
  }

  private constructor(socket: Socket, options: LegOptions) {
    this.#socket = socket;
    this.#options = options;
    this.#network = new ImpairedNetwork({ seed: options.seed, ...NETWORK[options.fault] }, seededRandom(options.seed));
  }

  /** When, since the first packet, this time of the call is spoken: by a clock that is a little slow, later. */
  spokenAtMs(callMs: number): number {
    return this.#options.fault === 'clock-skew' ? callMs * SKEW : callMs;
  }

  /** Sends all packets that are due so long after the first. */
  sendUntil(elapsedMs: number): void {
    this.latestMs = Math.max(this.latestMs, elapsedMs - this.spokenAtMs(this.sentMs));
    while (this.spokenAtMs(this.sentMs) <= elapsedMs) {
      const fromMs = this.sentMs;
      const tooLate = elapsedMs - this.spokenAtMs(fromMs) > LATE_LIMIT_MS;
      this.#sendNext();
      if (tooLate) this.lostMs.push({ fromMs, untilMs: this.sentMs });
    }
  }

  close(): void {
    for (const { bytes } of this.#network.flush()) this.#socket.send(bytes);
    this.#socket.close();
  }

  #sendNext(): void {
    const { fault, middleMs, words } = this.#options;
    const fromMs = this.sentMs;
    if (fromMs >= middleMs && !this.#changed) this.#change();
    const untilMs = fromMs + this.#lengthMs();
    this.sentMs = untilMs;
    const spoken = words.payload(this.law, fromMs, untilMs - fromMs);
    if (fault === 'discontinuous' && spoken === null && fromMs >= SENT_AT_LEAST_MS) return;
    const packet = {
      payloadType: this.law === 'PCMA' ? 8 : 0,
      marker: this.packets === 0,
      sequenceNumber: this.#sequenceNumber++ & 0xffff,
      timestampTicks: (this.#timestampOffset + fromMs * TICKS_PER_MS) >>> 0,
      ssrc: this.#ssrc,
      payload: spoken ?? silence(this.law, untilMs - fromMs),
    };
    this.packets += 1;
    const sent = this.#network.pass({ bytes: writeRtp(packet), fromMs, untilMs });
    const inGap = fault === 'gap' && fromMs >= middleMs && fromMs < middleMs + GAP_MS;
    if (sent.lost || inGap) this.lostMs.push({ fromMs, untilMs });
    else this.packetEndsMs.push(untilMs);
    if (!inGap) for (const { bytes } of sent.send) this.#socket.send(bytes);
  }

  #lengthMs(): number {
    if (this.#options.fault !== 'packet-lengths') return 20;
    return this.#changed ? 60 : 10;
  }

  #change(): void {
    this.#changed = true;
    const { fault } = this.#options;
    if (fault === 'new-ssrc') {
      this.#ssrc = randomInt(1, 2 ** 32);
      this.#sequenceNumber = randomInt(2 ** 16);
      this.#timestampOffset = randomInt(2 ** 32);
    }
    if (fault === 'timestamp-jump') this.#timestampOffset = randomInt(2 ** 32);
  }
}
