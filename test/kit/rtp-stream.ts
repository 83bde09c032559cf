import { createSocket, type Socket } from 'node:dgram';
import { once } from 'node:events';
import { parseRtp, writeRtp } from '../../src/wire/rtp/index.ts';

/** Sends RTP packets of 20 ms PCMA to a port of 127.0.0.1, with consecutive sequence numbers and timestamps. */
export class RtpStream {
  readonly #socket: Socket;
  readonly #port: number;
  readonly #ssrc: number;
  sent = 0;

  private constructor(socket: Socket, port: number) {
    this.#socket = socket;
    this.#port = port;
    this.#ssrc = port;
  }

  static async to(port: number): Promise<RtpStream> {
    const socket = createSocket('udp4');
    socket.bind(0, '127.0.0.1');
    await once(socket, 'listening');
    return new RtpStream(socket, port);
  }

  /** Sends `count` more packets. Resolves when the kernel has them. */
  async send(count: number): Promise<void> {
    await this.sendUpTo(this.sent + count);
  }

  /** Sends until the total is `total` packets. May be called again before it resolves. */
  async sendUpTo(total: number): Promise<void> {
    while (this.sent < total) {
      const number = this.sent++;
      await this.sendBytes(
        writeRtp({
          payloadType: 8,
          sequenceNumber: number,
          timestampTicks: number * 160,
          ssrc: this.#ssrc,
          payload: new Uint8Array(160).fill(0xd5),
        }),
      );
    }
  }

  sendBytes(bytes: Uint8Array): Promise<void> {
    return new Promise((resolve, reject) => {
      this.#socket.send(bytes, this.#port, '127.0.0.1', (error) => (error ? reject(error) : resolve()));
    });
  }

  close(): void {
    this.#socket.close();
  }
}

/** The sequence numbers of packets by leg, in the order of the packets. */
export function sequenceNumbersByLeg(packets: Iterable<{ leg: number; bytes: Uint8Array }>): Map<number, number[]> {
  const byLeg = new Map<number, number[]>();
  for (const { leg, bytes } of packets) {
    const packet = parseRtp(bytes);
    if (!packet.ok) continue;
    const numbers = byLeg.get(leg) ?? [];
    numbers.push(packet.value.sequenceNumber);
    byLeg.set(leg, numbers);
  }
  return byLeg;
}

/** 0, 1, … `count` - 1. */
export function upTo(count: number): number[] {
  return Array.from({ length: count }, (_, index) => index);
}
