import { once } from 'node:events';
import type { Socket } from 'node:net';
import { plainAddress } from '../../base/client-address.ts';
import type { Timer } from '../../base/clock.ts';
import { AppError } from '../../base/errors.ts';
import { type Command, CommandReader, readCommand } from './command-reader.ts';
import { handlerOf } from './commands.ts';
import { closingReply, formatReply, type Reply, reply } from './reply.ts';
import type { FtpServices } from './services.ts';
import { Session } from './session.ts';

/** How long a client has to read the last reply and close its side. */
const CLOSE_TIMEOUT_MS = 2000;
/** Answered at once during a transfer when no other command is queued. */
const SERVED_DURING_TRANSFER: ReadonlySet<string> = new Set(['NOOP', 'STAT']);

/**
 * One client's control connection: reads its commands, serves them one after the other, in order, and sends
 * their replies. Reads ahead only until its queue is full, and serves no further command until the client has taken the
 * replies. TLS (RFC 4217) would replace `#socket`, with a new `CommandReader` and an empty queue.
 */
export class ControlConnection {
  readonly #socket: Socket;
  readonly #services: FtpServices;
  readonly #session: Session;
  readonly #closed = new AbortController();
  readonly #reader: CommandReader;
  readonly #queue: Command[] = [];
  /** Of the command being served; null between commands. */
  #serving: AbortController | null = null;
  #ending = false;
  #timer: Timer;

  constructor(socket: Socket, services: FtpServices, onSignIn: () => void) {
    this.#socket = socket;
    this.#services = services;
    this.#reader = new CommandReader(services.limits.lineBytes);
    this.#session = new Session({
      services,
      peer: {
        address: plainAddress(socket.remoteAddress),
        encrypted: false,
        end: () => this.end(closingReply(421, 'The password or the account has changed')),
        closed: this.#closed.signal,
      },
      localAddress: plainAddress(socket.localAddress),
      sendPreliminary: (preliminary) => this.#send(preliminary),
      closed: this.#closed.signal,
      onSignIn,
    });
    this.#timer = this.#endAfter(services.limits.loginMs, 'No sign-in in time');
    socket.on('data', (bytes) => this.#onData(bytes));
    socket.on('end', () => socket.destroy());
    socket.on('error', () => socket.destroy());
    socket.once('close', () => this.#onClose());
    this.#send(reply(220, 'Fonoteka'));
  }

  /** Sends a last reply and closes the connection; a running command is aborted. */
  end(last: Reply): void {
    if (this.#ending) return;
    this.#send(last);
    this.#ending = true;
    this.#timer.cancel();
    this.#closed.abort();
    this.#serving?.abort();
    this.#socket.end();
    this.#timer = this.#services.clock.after(CLOSE_TIMEOUT_MS, () => this.#socket.destroy());
  }

  #onClose(): void {
    this.#ending = true;
    this.#timer.cancel();
    this.#closed.abort();
    this.#serving?.abort();
  }

  #onData(bytes: Buffer): void {
    if (this.#ending) return;
    this.#reader.push(bytes);
    this.#readAhead();
    void this.#serve();
  }

  /** Moves complete commands from the reader to the queue; while that is full, nothing more is read from the socket. */
  #readAhead(): void {
    while (this.#queue.length < this.#services.limits.queuedCommands) {
      const line = this.#reader.next();
      if (!line.ok) return void this.#socket.destroy();
      if (line.value === null) return void this.#socket.resume();
      this.#enqueue(readCommand(line.value));
    }
    this.#socket.pause();
  }

  #enqueue(command: Command): void {
    if (this.#session.transferring && this.#queue.length === 0 && SERVED_DURING_TRANSFER.has(command.verb)) {
      if (command.argument === '') return void this.#serveDuringTransfer(command);
    }
    this.#queue.push(command);
    if (command.verb === 'ABOR') this.#serving?.abort();
  }

  async #serveDuringTransfer(command: Command): Promise<void> {
    this.#send(await this.#answer(command, this.#closed.signal));
  }

  async #serve(): Promise<void> {
    if (this.#serving !== null) return;
    while (!this.#ending) {
      const command = this.#queue.shift();
      if (command === undefined) break;
      await this.#serveNext(command);
    }
    this.#serving = null;
  }

  async #serveNext(command: Command): Promise<void> {
    const serving = new AbortController();
    this.#serving = serving;
    if (this.#queue.some(({ verb }) => verb === 'ABOR')) serving.abort();
    if (this.#session.tree !== null) this.#timer.cancel();
    const final = await this.#answer(command, serving.signal);
    if (final.closes) return this.end(final);
    this.#send(final);
    if (this.#session.tree !== null) this.#watchIdle();
    await this.#waitForDrain();
    this.#readAhead();
  }

  async #answer({ verb, argument }: Command, signal: AbortSignal): Promise<Reply> {
    try {
      return await handlerOf(verb)({ session: this.#session, argument, signal });
    } catch (error) {
      const code = error instanceof AppError ? error.code : 'internal-error';
      this.#services.log.error({ err: error, code, verb }, 'ftp: a command failed, the client gets 451');
      return reply(451, 'Something went wrong on our side, try again later');
    }
  }

  #send(sent: Reply): void {
    if (!this.#ending && this.#socket.writable) this.#socket.write(formatReply(sent));
  }

  async #waitForDrain(): Promise<void> {
    if (!this.#socket.writableNeedDrain) return;
    await once(this.#socket, 'drain', { signal: this.#closed.signal }).catch(() => undefined);
  }

  #watchIdle(): void {
    if (this.#ending) return;
    this.#timer.cancel();
    this.#timer = this.#endAfter(this.#services.limits.idleMs, 'Idle for too long');
  }

  #endAfter(delayMs: number, text: string): Timer {
    return this.#services.clock.after(delayMs, () => this.end(closingReply(421, text)));
  }
}
