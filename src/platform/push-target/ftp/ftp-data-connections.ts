import type { Socket } from 'node:net';
import { pipeline } from 'node:stream/promises';
import { TLSSocket } from 'node:tls';
import { type FTPContext, FTPError } from 'basic-ftp';
import { parseEpsvResponse, parsePasvResponse } from 'basic-ftp/dist/transfer.js';
import { PushError } from '../push-error.ts';
import { connectAddress } from '../tcp.ts';
import { type TimeLimits, type Timeout, withStallTimeout, withTimeout } from '../time-limits.ts';
import { type ExpectedPeer, startTls } from '../tls.ts';
import { chunksOf, SourceError } from '../transfer.ts';
import type { FtpCommands } from './ftp-commands.ts';

/** How long to wait for the server's reason after it broke off a transfer: it comes at once, or not at all. */
const REASON_TIMEOUT_MS = 5_000;

/** One transfer in progress. */
interface Transfer {
  readonly socket: Socket;
  /** Resolves when the server confirms the complete transfer. */
  readonly finished: Promise<void>;
}

interface SendRequest {
  /** Sent right before the command (RFC 3659 §5.3: REST); null: nothing. */
  readonly before: string | null;
  /** Called when the server is ready for the bytes. */
  readonly open: () => AsyncIterable<Buffer>;
  readonly onBytes: (bytes: number) => void;
}

interface FtpDataDeps {
  readonly control: FTPContext;
  readonly commands: FtpCommands;
  /** Null: neither the control connection nor the data connections are encrypted. */
  readonly expected: ExpectedPeer | null;
}

/**
 * Our own data connections, used with basic-ftp's control connection. basic-ftp closes everything at the first error of
 * its data socket, so the reply with the reason ("552 quota exceeded") would never be read.
 */
export class FtpDataConnections {
  readonly #control: FTPContext;
  readonly #commands: FtpCommands;
  readonly #expected: ExpectedPeer | null;
  readonly #limits: TimeLimits;
  readonly #timeout: Omit<Timeout, 'ms'>;

  constructor({ control, commands, expected }: FtpDataDeps, limits: TimeLimits, timeout: Omit<Timeout, 'ms'>) {
    this.#control = control;
    this.#commands = commands;
    this.#expected = expected;
    this.#limits = limits;
    this.#timeout = timeout;
  }

  /**
   * Sends a source with a command (STOR, APPE). Resolves when the server confirms it: with null, or with what broke the data connection,
   * whose end is the end of the file to the server. Then only a look shows whether it has all.
   */
  async send(command: string, { before, open, onBytes }: SendRequest): Promise<unknown> {
    const { socket, finished } = await this.#open(command, before);
    const stall = { ...this.#timeout, ms: this.#limits.stallMs };
    let isRead = false;
    const breakIfNotSent = (what: string) => (): void => {
      if (!isRead || socket.writableLength > 0) socket.destroy(new PushError('connection-lost', what));
    };
    finished.then(breakIfNotSent('confirmed before the end of the file'), () => {});
    // Otherwise Node ends our side too, and a pipeline that waits for the source at that moment waits without end.
    socket.once('end', breakIfNotSent('the server closed the data connection before the end of the file')).resume();
    const onEnd = (): void => {
      isRead = true;
    };
    try {
      await withStallTimeout((onActivity) => pipeline(counted(open(), { onBytes, onActivity, onEnd }), socket), stall);
    } catch (error) {
      if (this.#timeout.signal.aborted) throw error;
      const reason = withTimeout(finished, {
        ...this.#timeout,
        ms: Math.min(REASON_TIMEOUT_MS, this.#limits.answerMs),
      });
      if (error instanceof SourceError) {
        await reason.catch(() => {});
        throw error;
      }
      return reason.then(
        () => error,
        (reply: unknown) => {
          throw reply instanceof FTPError ? reply : error;
        },
      );
    }
    await withTimeout(finished, { ...this.#timeout, ms: this.#limits.finishMs });
    return null;
  }

  /**
   * The bytes that a command returns (RETR, MLSD). They end when the server confirms the transfer. If the reader stops
   * earlier, the control connection is closed.
   */
  async *receive(command: string): AsyncGenerator<Buffer> {
    const { socket, finished } = await this.#open(command, null);
    let complete = false;
    try {
      yield* chunksOf(socket, { ...this.#timeout, ms: this.#limits.stallMs });
      await withTimeout(finished, { ...this.#timeout, ms: this.#limits.answerMs });
      complete = true;
    } finally {
      if (!complete) this.#timeout.cancel();
    }
  }

  async #open(command: string, before: string | null): Promise<Transfer> {
    const timeout = { ...this.#timeout, ms: this.#limits.answerMs };
    const plain = await connectAddress(this.#peerAddress(), await this.#passivePort(), timeout);
    // Some servers start their part of the TLS handshake only after the command.
    const socket = this.#expected === null ? Promise.resolve(plain) : this.#encrypted(plain, this.#expected);
    socket.catch(() => {});
    try {
      if (before !== null) await this.#commands.send(before, [350]);
      const { started, finished } = this.#begin(command);
      await withTimeout(started, timeout);
      const ready = await withTimeout(socket, timeout);
      // Once the server has refused the transfer, sending more is useless.
      finished.catch(() => ready.destroy());
      return { socket: ready, finished };
    } catch (error) {
      plain.destroy();
      throw error;
    }
  }

  #begin(command: string): { started: Promise<void>; finished: Promise<void> } {
    const { promise: preliminary, resolve: begin } = Promise.withResolvers<void>();
    let begun = false;
    const finished = this.#control.handle(command, (reply, task) => {
      if (reply instanceof Error) return task.reject(reply);
      if (reply.code < 200) {
        begun = true;
        return begin();
      }
      // RFC 959 §5.4: 226 or 250, and only after a 125 or 150.
      if (begun && (reply.code === 226 || reply.code === 250)) return task.resolve(undefined);
      task.reject(new PushError('answer-garbled', reply.message));
      this.#timeout.cancel();
    });
    return { started: Promise.race([preliminary, finished]), finished };
  }

  /** EPSV (RFC 2428) returns only a port. Of PASV's reply only the port is used; its address is not trusted. */
  async #passivePort(): Promise<number> {
    try {
      const { message } = await this.#commands.send('EPSV', [229]);
      return this.#parsed(() => parseEpsvResponse(message), message);
    } catch (error) {
      if (!(error instanceof FTPError)) throw error;
      const { message } = await this.#commands.send('PASV', [227]);
      return this.#parsed(() => parsePasvResponse(message).port, message);
    }
  }

  #parsed(parse: () => number, message: string): number {
    try {
      return parse();
    } catch {
      throw this.#commands.garbled(message);
    }
  }

  #peerAddress(): string {
    const address = this.#control.socket.remoteAddress;
    if (address === undefined) throw new PushError('connection-lost');
    return address;
  }

  /** Resumes the control connection's TLS session: servers require it, to know that both come from the same client. */
  #encrypted(plain: Socket, expected: ExpectedPeer): Promise<Socket> {
    const control = this.#control;
    const ofControl = control.socket instanceof TLSSocket ? control.socket.getSession() : undefined;
    const session = control.tlsSessionStore ?? ofControl;
    const options = { ...control.tlsOptions, ...(session !== undefined && { session }) };
    return startTls(plain, options, expected, (fresh) => {
      control.tlsSessionStore = fresh;
    });
  }
}

interface CountedOptions {
  readonly onBytes: (bytes: number) => void;
  readonly onActivity: () => void;
  readonly onEnd: () => void;
}

async function* counted(
  source: AsyncIterable<Buffer>,
  { onBytes, onActivity, onEnd }: CountedOptions,
): AsyncGenerator<Buffer> {
  for await (const chunk of source) {
    // The time spent waiting for the source does not count.
    onActivity();
    yield chunk;
    onActivity();
    onBytes(chunk.length);
  }
  onEnd();
}
