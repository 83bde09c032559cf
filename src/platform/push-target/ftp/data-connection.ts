import type { Socket } from 'node:net';
import { pipeline } from 'node:stream/promises';
import { TLSSocket } from 'node:tls';
import { type FTPContext, FTPError } from 'basic-ftp';
import { parseEpsvResponse, parsePasvResponse } from 'basic-ftp/dist/transfer.js';
import { dialAddress } from '../dial.ts';
import { PushError } from '../push-error.ts';
import { chunksOf } from '../reading.ts';
import type { TimeLimits } from '../time-limits.ts';
import { type ExpectedPeer, secured } from '../tls-peer.ts';
import { SourceFailed } from '../upload-source.ts';
import { type Limit, whileMoving, within } from '../within.ts';
import type { FtpCommands } from './ftp-commands.ts';

/** A server that broke off a transfer says why at once, or not at all. */
const REASON_MS = 5_000;

/** One transfer under way. */
interface DataConnection {
  readonly socket: Socket;
  /** The server's last word: resolves when it confirms the whole transfer. */
  readonly finished: Promise<void>;
}

interface Sending {
  readonly before: string | null;
  /** Called when the server is ready for the bytes. */
  readonly open: () => AsyncIterable<Buffer>;
  readonly onBytes: (bytes: number) => void;
}

export interface DataConnectionParts {
  readonly control: FTPContext;
  readonly commands: FtpCommands;
  /** Null: neither the control connection nor these are encrypted. */
  readonly expected: ExpectedPeer | null;
}

/**
 * Our own data connections beside basic-ftp's control connection. Its own would close everything at the first error of a
 * data socket, and the reply that says why ("552 quota exceeded") would never be read.
 */
export class DataConnections {
  readonly #control: FTPContext;
  readonly #commands: FtpCommands;
  readonly #expected: ExpectedPeer | null;
  readonly #limits: TimeLimits;
  readonly #limit: Omit<Limit, 'ms'>;

  constructor({ control, commands, expected }: DataConnectionParts, limits: TimeLimits, limit: Omit<Limit, 'ms'>) {
    this.#control = control;
    this.#commands = commands;
    this.#expected = expected;
    this.#limits = limits;
    this.#limit = limit;
  }

  /**
   * Sends all of a source by a command; resolves when the server confirms. `before` is a command that has to come right
   * before it (RFC 3659 §5.3: REST).
   */
  async send(command: string, { before, open, onBytes }: Sending): Promise<void> {
    const { socket, finished } = await this.#open(command, before);
    const limit = { ...this.#limit, ms: this.#limits.stallMs };
    try {
      await whileMoving((moved) => pipeline(counted(open(), onBytes, moved), socket), limit);
    } catch (error) {
      if (this.#limit.signal.aborted) throw error;
      const last = within(finished, { ...this.#limit, ms: Math.min(REASON_MS, this.#limits.answerMs) });
      if (error instanceof SourceFailed) {
        await last.catch(() => {});
        throw error;
      }
      return last.catch((said: unknown) => {
        throw said instanceof FTPError ? said : error;
      });
    }
    await within(finished, { ...this.#limit, ms: this.#limits.finishMs });
  }

  /** The bytes a command brings. They end when the server confirms them; left before, the control connection ends. */
  async *receive(command: string): AsyncGenerator<Buffer> {
    const { socket, finished } = await this.#open(command, null);
    let whole = false;
    try {
      yield* chunksOf(socket, { ...this.#limit, ms: this.#limits.stallMs });
      await within(finished, { ...this.#limit, ms: this.#limits.answerMs });
      whole = true;
    } finally {
      if (!whole) this.#limit.giveUp();
    }
  }

  async #open(command: string, before: string | null): Promise<DataConnection> {
    const limit = { ...this.#limit, ms: this.#limits.answerMs };
    const plain = await dialAddress(this.#peerAddress(), await this.#passivePort(), limit);
    // The server may do its part of the handshake only when it has the command.
    const socket = this.#expected === null ? Promise.resolve(plain) : this.#secured(plain, this.#expected);
    socket.catch(() => {});
    try {
      if (before !== null) await this.#commands.ask(before, [350]);
      const { started, finished } = this.#begin(command);
      await within(started, limit);
      const ready = await within(socket, limit);
      // What still moves is of no use once the server has refused it.
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
      // RFC 959 §5.4: 226 or 250, and only behind a 125 or 150.
      if (begun && (reply.code === 226 || reply.code === 250)) return task.resolve(undefined);
      task.reject(new PushError('answer-garbled', reply.message));
      this.#limit.giveUp();
    });
    return { started: Promise.race([preliminary, finished]), finished };
  }

  /** EPSV (RFC 2428) names a port only; of PASV's answer the port is taken and the address is not believed. */
  async #passivePort(): Promise<number> {
    try {
      const { message } = await this.#commands.ask('EPSV', [229]);
      return this.#parsed(() => parseEpsvResponse(message), message);
    } catch (error) {
      if (!(error instanceof FTPError)) throw error;
      const { message } = await this.#commands.ask('PASV', [227]);
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

  /** Servers want the control connection's TLS session here, to know that the same client is at both. */
  #secured(plain: Socket, expected: ExpectedPeer): Promise<Socket> {
    const control = this.#control;
    const ofControl = control.socket instanceof TLSSocket ? control.socket.getSession() : undefined;
    const session = control.tlsSessionStore ?? ofControl;
    const options = { ...control.tlsOptions, ...(session !== undefined && { session }) };
    return secured(plain, options, expected, (fresh) => {
      control.tlsSessionStore = fresh;
    });
  }
}

async function* counted(
  source: AsyncIterable<Buffer>,
  onBytes: (bytes: number) => void,
  moved: () => void,
): AsyncGenerator<Buffer> {
  for await (const chunk of source) {
    // Time spent on waiting for the source is not the server's.
    moved();
    yield chunk;
    moved();
    onBytes(chunk.length);
  }
}
