import { once } from 'node:events';
import type { Socket } from 'node:net';
import type { Connection, ServerChannel } from 'ssh2';
import { exchangesKeys } from './ssh2-internals.ts';

interface ChannelWriterOptions {
  readonly connection: Connection;
  readonly socket: Socket;
  readonly channel: ServerChannel;
  readonly closed: AbortSignal;
  /** Called when the client takes nothing, and when it does again. */
  readonly onWaiting: (waiting: boolean) => void;
}

/**
 * Sends bytes over a channel, no more than the client takes. ssh2 itself looks only at the channel's window, which the client
 * chooses: what a client does not read would fill our memory. The packets of a turn go to the kernel by one call: ssh2
 * writes three pieces for each.
 */
export class ChannelWriter {
  readonly #options: ChannelWriterOptions;
  #corked = false;

  constructor(options: ChannelWriterOptions) {
    this.#options = options;
  }

  /** The bytes may be overwritten once it returns nothing, or once its promise resolves. */
  send(bytes: Buffer): Promise<void> | undefined {
    const { channel, closed } = this.#options;
    if (closed.aborted || !channel.writable) return undefined;
    this.#cork();
    channel.write(bytes);
    return this.#isFull ? this.#untilRoom() : undefined;
  }

  get #isFull(): boolean {
    const { connection, socket, channel } = this.#options;
    return channel.writableLength > 0 || socket.writableNeedDrain || exchangesKeys(connection);
  }

  async #untilRoom(): Promise<void> {
    const { connection, socket, channel, closed, onWaiting } = this.#options;
    this.#uncork();
    onWaiting(true);
    try {
      while (!closed.aborted && this.#isFull) {
        if (exchangesKeys(connection)) await once(connection, 'handshake', { signal: closed });
        else if (socket.writableNeedDrain) await once(socket, 'drain', { signal: closed });
        else await windowOpens(channel, closed);
      }
    } catch {
      // Closed: nothing more is sent.
    } finally {
      onWaiting(false);
    }
  }

  /** Until no further answer is ready. */
  #cork(): void {
    if (this.#corked) return;
    this.#corked = true;
    this.#options.socket.cork();
    process.nextTick(() => this.#uncork());
  }

  #uncork(): void {
    if (!this.#corked) return;
    this.#corked = false;
    this.#options.socket.uncork();
  }
}

/** The client's window was full: resolves when all that was written is sent. */
function windowOpens(channel: ServerChannel, closed: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const finish = (): void => {
      closed.removeEventListener('abort', finish);
      resolve();
    };
    closed.addEventListener('abort', finish, { once: true });
    channel.write(Buffer.alloc(0), finish);
  });
}
