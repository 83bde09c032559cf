import { execFileSync, spawn } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { senderAudio } from './tone-words.ts';

export interface SenderFigures {
  readonly sent: number;
  readonly failed: number;
  /** Of 1 ms each, begun more than 5 ms late. */
  readonly lateSlots: number;
  readonly latestMs: number;
  readonly cpuSeconds: number;
}

/** The program in C that sends the RTP of all calls. */
export class Sender {
  readonly #child: ReturnType<typeof Sender.spawn>;
  readonly #ends = new Map<number, () => void>();
  readonly #figures: Promise<SenderFigures>;

  /** Compiles it. */
  static start(folder: string): Sender {
    const program = join(folder, 'sender');
    execFileSync('cc', ['-O2', '-o', program, join(import.meta.dirname, 'sender.c')]);
    const { bytes, voices, voicePackets } = senderAudio();
    const audio = join(folder, 'audio');
    writeFileSync(audio, bytes);
    return new Sender(Sender.spawn(program, [audio, String(voices), String(voicePackets)]));
  }

  private static spawn(program: string, args: readonly string[]) {
    return spawn(program, args, { stdio: ['pipe', 'pipe', 'inherit'] });
  }

  private constructor(child: ReturnType<typeof Sender.spawn>) {
    this.#child = child;
    this.#figures = this.#read();
  }

  get pid(): number {
    return this.#child.pid!;
  }

  /** Sends so many packets to a port; resolves after the last. */
  send(leg: number, port: number, packets: number): Promise<void> {
    return new Promise((resolve) => {
      this.#ends.set(leg, resolve);
      this.#child.stdin.write(`${leg} ${port} ${packets}\n`);
    });
  }

  /** After the last leg. */
  end(): Promise<SenderFigures> {
    this.#child.stdin.end();
    return this.#figures;
  }

  kill(): void {
    this.#child.kill('SIGKILL');
  }

  async #read(): Promise<SenderFigures> {
    for await (const line of createInterface({ input: this.#child.stdout })) {
      if (!line.startsWith('end ')) return JSON.parse(line) as SenderFigures;
      const leg = Number(line.slice('end '.length));
      this.#ends.get(leg)?.();
      this.#ends.delete(leg);
    }
    throw new Error('the sender ended before its figures');
  }
}
