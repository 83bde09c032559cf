import { once } from 'node:events';
import type { Socket } from 'node:net';
import type { SecureContext } from 'node:tls';
import { plainAddress } from '../../base/client-address.ts';
import type { Timer } from '../../base/clock.ts';
import { AppError } from '../../base/errors.ts';
import type { ConnectionEnds } from '../../platform/proxied-connections.ts';
import { type Command, CommandReader, readCommand } from './command-reader.ts';
import { handlerOf } from './commands.ts';
import { closingReply, formatReply, type Reply, reply } from './reply.ts';
import { SecureSocket } from './secure-socket.ts';
import type { FtpServices } from './services.ts';
import { Session } from './session.ts';

/** How long a client has to read the last reply and close its side. */
const CLOSE_TIMEOUT_MS = 2000;
/** Answered at once during a transfer when no other command is queued. */
const SERVED_DURING_TRANSFER: ReadonlySet<string> = new Set(['NOOP', 'STAT']);

interface ControlConnectionOptions {
  /** The client, also behind a load balancer. */
  readonly ends: ConnectionEnds;
  readonly onSignIn: () => void;
  /** Counts a TLS handshake; false: there are too many. */
  readonly hasHandshakeRoom: () => boolean;
  /** The client begins with a handshake; null: in clear. */
  readonly implicitTls: SecureContext | null;
}

/**
 * One client's control connection: reads its commands, serves them one after the other, in order, and sends
 * their replies. Reads ahead only until its queue is full, and serves no further command until the client has taken the
 * replies. With AUTH, TLS takes the place of `#socket`, with a new reader and an empty queue.
 */
export class ControlConnection {
  /** What the client is connected by; with TLS, `#socket` is on top of it. */
  readonly #connection: Socket;
  #socket: Socket;
  readonly #services: FtpServices;
  readonly #session: Session;
  readonly #closed = new AbortController();
  #reader: CommandReader;
  readonly #queue: Command[] = [];
  /** Of the command being served; null between commands. */
  #serving: AbortController | null = null;
  #stopListening: () => void = () => undefined;
  #ending = false;
  #timer: Timer;

  constructor(socket: Socket, services: FtpServices, options: ControlConnectionOptions) {
    this.#connection = socket;
    this.#socket = socket;
    this.#services = services;
    const isEncrypted = (): boolean => this.#session.secureContext !== null;
    this.#reader = new CommandReader(services.limits.lineBytes);
    this.#session = new Session({
      services,
      peer: {
        address: options.ends.address,
        get encrypted() {
          return isEncrypted();
        },
        end: () => this.end(closingReply(421, 'The password or the account has changed')),
        closed: this.#closed.signal,
      },
      localAddress: options.ends.localAddress,
      listenAddress: plainAddress(socket.localAddress),
      sendPreliminary: (preliminary) => this.#send(preliminary),
      closed: this.#closed.signal,
      onSignIn: options.onSignIn,
      hasHandshakeRoom: options.hasHandshakeRoom,
    });
    this.#timer = this.#endAfter(services.limits.loginMs, 'No sign-in in time');
    socket.on('error', () => socket.destroy());
    socket.once('close', () => this.#onClose());
    if (options.implicitTls === null) this.#listen(socket);
    else this.#secureFromStart(options.implicitTls);
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

  #listen(socket: Socket): void {
    const data = (bytes: Buffer): void => this.#onData(bytes);
    const end = (): void => void socket.destroy();
    socket.on('data', data).on('end', end);
    this.#stopListening = () => void socket.off('data', data).off('end', end).pause();
  }

  /** The port of implicit TLS: as after AUTH, PBSZ and PROT P. The greeting is sent behind the handshake. */
  #secureFromStart(context: SecureContext): void {
    this.#session.secureContext = context;
    this.#session.protection = 'private';
    this.#session.bufferSizeAgreed = true;
    void this.#startTls(context);
  }

  /**
   * AUTH. Nothing that came in clear is served after it: neither what was read (somebody between us and the client could have
   * put it there, CVE-2011-0411) nor what was not, which then is no handshake.
   */
  async #acceptTls(accepted: Reply): Promise<void> {
    this.#stopListening();
    this.#queue.length = 0;
    this.#reader = new CommandReader(this.#services.limits.lineBytes);
    await new Promise<void>((resolve) => this.#socket.write(formatReply(accepted), () => resolve()));
    const { secureContext } = this.#session;
    if (secureContext !== null && !this.#socket.destroyed) await this.#startTls(secureContext);
  }

  async #startTls(context: SecureContext): Promise<void> {
    const { clock, limits, metrics } = this.#services;
    const secure = new SecureSocket(this.#connection, context);
    this.#socket = secure;
    this.#listen(secure);
    secure.limitHandshake(clock, limits.handshakeMs);
    await secure.handshake();
    metrics.handshakes.inc({ outcome: secure.established ? 'completed' : 'failed' });
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
    const next = this.#session.transferring && this.#queue.length === 0;
    if (next && command.argument === '' && SERVED_DURING_TRANSFER.has(command.verb)) {
      // A client that does not take its replies gets no more of them: the queue fills, and it is not read.
      if (!this.#socket.writableNeedDrain) return void this.#serveDuringTransfer(command);
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
    if (final.startsTls) return this.#acceptTls(final);
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
