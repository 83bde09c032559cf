import { createSocket, type Socket } from 'node:dgram';
import { once } from 'node:events';
import { tone } from '../../src/test-caller/index.ts';
import { encodeG711 } from '../../src/wire/g711.ts';
import { writeRtp } from '../../src/wire/rtp/index.ts';

const FRAME_SAMPLES = 160;
const FRAME_MS = 20;

/** Sends a tone as RTP of 20 ms PCMA from an address, at the pace of the clock, until it is stopped. */
export class ToneSender {
  readonly #socket: Socket;
  readonly #timer: NodeJS.Timeout;
  readonly #startedAt = performance.now();
  #sent = 0;
  #stopped = false;

  static async start(to: { port: number; frequencyHz: number; ssrc: number; from?: string }): Promise<ToneSender> {
    const socket = createSocket('udp4').bind(0, to.from ?? '127.0.0.1');
    await once(socket, 'listening');
    return new ToneSender(socket, to);
  }

  private constructor(
    socket: Socket,
    { port, frequencyHz, ssrc }: { port: number; frequencyHz: number; ssrc: number },
  ) {
    this.#socket = socket;
    const audio = tone(frequencyHz);
    const frame = new Int16Array(FRAME_SAMPLES);
    this.#timer = setInterval(() => {
      for (; this.#sent * FRAME_MS <= performance.now() - this.#startedAt; this.#sent++) {
        const timestampTicks = this.#sent * FRAME_SAMPLES;
        audio.read(frame, timestampTicks);
        const payload = encodeG711('PCMA', frame);
        const sequenceNumber = this.#sent & 0xff_ff;
        this.#socket.send(
          writeRtp({ payloadType: 8, sequenceNumber, timestampTicks, ssrc, payload }),
          port,
          '127.0.0.1',
        );
      }
    }, FRAME_MS / 2);
  }

  /** Of sound, so far. */
  get sentMs(): number {
    return this.#sent * FRAME_MS;
  }

  stop(): void {
    clearInterval(this.#timer);
    if (!this.#stopped) this.#socket.close();
    this.#stopped = true;
  }
}
