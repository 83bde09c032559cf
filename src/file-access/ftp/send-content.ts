import type { Socket } from 'node:net';
import type { Clock, Timer } from '../../base/clock.ts';
import { AppError } from '../../base/errors.ts';
import { unacknowledgedBytes } from '../../platform/unacknowledged-bytes.ts';
import type { FileContent } from '../recording-tree.ts';
import type { SendOutcome } from './services.ts';

export interface SendResult {
  readonly outcome: SendOutcome;
  /** Bytes the kernel took. */
  readonly sentBytes: number;
  /** Why the content could not be read. */
  readonly error?: unknown;
}

interface SendOptions {
  readonly signal: AbortSignal;
  readonly clock: Clock;
  /** When the client takes no byte for this long (at the latest twice as long) the transfer is given up. */
  readonly stallMs: number;
  /** How long the content is; null: as it comes. */
  readonly sizeBytes: number | null;
}

/**
 * Sends content over a data connection and closes it; never fails. Piece by piece: the next one is read when the kernel has taken
 * the last one, so a client that takes nothing holds what one reading brings. `completed` only if all bytes were taken, and
 * are as many as the file has.
 */
export function sendContent(content: FileContent, socket: Socket, options: SendOptions): Promise<SendResult> {
  return new Sending(content, socket, options).result;
}

class Sending {
  readonly result: Promise<SendResult>;
  readonly #content: FileContent;
  readonly #socket: Socket;
  readonly #options: SendOptions;
  readonly #watch: Timer;
  readonly #resolve: (result: SendResult) => void;
  #sentBytes = 0;
  /** What the kernel is to take: a piece, or the end of the connection; null: the content is read. */
  #sending: Buffer | 'end' | null = null;
  #ended = false;

  constructor(content: FileContent, socket: Socket, options: SendOptions) {
    this.#content = content;
    this.#socket = socket;
    this.#options = options;
    const { promise, resolve } = Promise.withResolvers<SendResult>();
    this.result = promise;
    this.#resolve = resolve;
    this.#watch = this.#watchStall();
    options.signal.addEventListener('abort', this.#abort, { once: true });
    socket.on('error', this.#closed);
    socket.on('close', this.#closed);
    // Reads and drops what the client sends: unread, it would turn our close into a reset, and the client would lose
    // the last part of the file.
    socket.resume();
    if (options.signal.aborted) this.#end('aborted');
    else if (socket.destroyed) this.#end('peer-closed');
    else void this.#run();
  }

  async #run(): Promise<void> {
    try {
      for (let bytes = await this.#content.read(); bytes !== null; bytes = await this.#content.read()) {
        if (this.#ended || !(await this.#send(bytes))) return;
      }
    } catch (error) {
      return this.#end(isDestroyed(error) ? 'destroyed' : 'source-failed', error);
    }
    const { sizeBytes } = this.#options;
    if (sizeBytes !== null && sizeBytes !== this.#sentBytes) {
      const error = new Error(`${this.#sentBytes} bytes were read of a file of ${sizeBytes}`);
      return this.#end('source-failed', error);
    }
    if (this.#ended) return;
    // In TLS the end has bytes of its own.
    this.#sending = 'end';
    this.#socket.once('finish', () => this.#end('completed'));
    this.#socket.end();
  }

  /** False: the transfer has ended. */
  async #send(bytes: Buffer): Promise<boolean> {
    const { length } = bytes;
    this.#sending = bytes;
    const failure = await new Promise<unknown>((resolve) => this.#socket.write(bytes, resolve));
    this.#sending = null;
    if (failure) {
      this.#end('peer-closed');
      return false;
    }
    this.#sentBytes += length;
    this.#content.release?.();
    return !this.#ended;
  }

  #watchStall(): Timer {
    let before: { sending: Buffer | 'end' | null; unacknowledged: number | null } | null = null;
    return this.#options.clock.every(this.#options.stallMs, () => {
      const now = { sending: this.#sending, unacknowledged: unacknowledgedBytes(this.#socket) };
      const unchanged = now.sending === before?.sending && now.unacknowledged === before.unacknowledged;
      if (now.sending !== null && unchanged) this.#end('stalled');
      before = now;
    });
  }

  readonly #abort = (): void => this.#end('aborted');

  readonly #closed = (): void => this.#end('peer-closed');

  #end(outcome: SendOutcome, error?: unknown): void {
    if (this.#ended) return;
    this.#ended = true;
    this.#watch.cancel();
    this.#options.signal.removeEventListener('abort', this.#abort);
    this.#socket.off('close', this.#closed);
    this.#content.close();
    if (outcome === 'completed') closeBehindPeer(this.#socket, this.#options.clock);
    else this.#socket.destroy();
    this.#resolve({ outcome, sentBytes: this.#sentBytes, error });
  }
}

function isDestroyed(error: unknown): boolean {
  return error instanceof AppError && error.code === 'recording-destroyed';
}

/** How long a client has to close its end of a data connection whose bytes it has all been sent. */
const CLOSE_TIMEOUT_MS = 2000;

/**
 * Our end is closed already; what the peer still sends (in TLS its own close_notify) must not be answered with a reset, for
 * which some clients take a whole file for a broken one.
 */
function closeBehindPeer(socket: Socket, clock: Clock): void {
  if (socket.destroyed || socket.readableEnded) return void socket.destroy();
  const timer = clock.after(CLOSE_TIMEOUT_MS, () => socket.destroy());
  socket.once('end', () => socket.destroy());
  socket.once('close', () => timer.cancel());
}
