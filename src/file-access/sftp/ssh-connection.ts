import type { Socket } from 'node:net';
import type { AcceptConnection, Connection, RejectConnection, ServerChannel, Session } from 'ssh2';
import type { Timer } from '../../base/clock.ts';
import { unacknowledgedBytes } from '../../platform/unacknowledged-bytes.ts';
import type { DoorSession } from '../sign-in/sign-ins.ts';
import { Authentication } from './authentication.ts';
import { ChannelWriter } from './channel-writer.ts';
import type { SftpServices } from './services.ts';
import { useOwnCipher } from './packet-cipher.ts';
import { SftpSession } from './sftp-session.ts';

interface SshConnectionOptions {
  readonly connection: Connection;
  readonly socket: Socket;
  readonly address: string;
  readonly services: SftpServices;
  readonly onSignIn: () => void;
}

export type EndReason = 'login-timeout' | 'idle' | 'stalled' | 'revoked' | 'protocol' | 'shutdown' | 'refused';

/** How long a client has to read our last message and close its side. */
const CLOSE_TIMEOUT_MS = 2000;
const NOT_A_SHELL = 'There are only recordings here, over SFTP: use sftp, or scp without -O.\n';

/** One client's SSH connection: its sign-in, its channels, and the times after which it is ended. */
export class SshConnection {
  readonly #options: SshConnectionOptions;
  readonly #closed = new AbortController();
  #session: DoorSession | null = null;
  #openChannels = 0;
  #channelsInAll = 0;
  #exchanges = 0;
  /** Channels whose client takes nothing at the moment. */
  #waiting = 0;
  #lastRequestMs: number;
  #takenBytes = 0;
  readonly #watch: Timer;

  constructor(options: SshConnectionOptions) {
    this.#options = options;
    const { connection, socket, address, services } = options;
    const { clock, limits } = services;
    this.#lastRequestMs = clock.monotonicMs();
    const authentication = new Authentication({
      services,
      client: { address, encrypted: true, end: () => this.end('revoked'), closed: this.#closed.signal },
      onSignIn: (session) => this.#onSignIn(session),
      onGiveUp: () => this.end('refused'),
    });
    // What a client does wrong ends its connection: ssh2 has closed the socket, or is about to.
    connection.on('error', () => this.end('protocol'));
    connection.on('authentication', (context) => {
      authentication.serve(context).catch((err: unknown) => {
        services.log.error({ err }, 'sftp: a sign-in failed by our fault, the connection is ended');
        this.end('refused');
      });
    });
    connection.on('handshake', () => this.#onHandshake());
    // Behind ssh2's listener, which answers.
    socket.on('data', () => this.#endIfUnread());
    connection.on('session', (accept, reject) => this.#onSession(accept, reject));
    socket.once('close', () => this.#onClose());
    this.#watch = clock.every(limits.stallMs, () => this.#endIfStill());
  }

  end(reason: EndReason): void {
    if (this.#closed.signal.aborted) return;
    const { connection, socket, services } = this.#options;
    services.metrics.ended.inc({ reason });
    this.#close();
    connection.end();
    const timer = services.clock.after(CLOSE_TIMEOUT_MS, () => socket.destroy());
    socket.once('close', () => timer.cancel());
  }

  #onSignIn(session: DoorSession): void {
    this.#session = session;
    this.#lastRequestMs = this.#options.services.clock.monotonicMs();
    this.#options.onSignIn();
  }

  /** ssh2 reports the first one twice. Each costs about a millisecond of CPU: nobody gets more of them without a sign-in. */
  #onHandshake(): void {
    useOwnCipher(this.#options.connection);
    this.#exchanges++;
    const { exchangesBeforeSignIn } = this.#options.services.limits;
    if (this.#session === null && this.#exchanges > exchangesBeforeSignIn * 2) this.end('protocol');
  }

  #onSession(accept: AcceptConnection<Session>, reject: RejectConnection): void {
    const { limits, metrics } = this.#options.services;
    if (this.#openChannels >= limits.channels || this.#channelsInAll >= limits.channelsInAll) {
      metrics.refused.inc({ limit: 'channels' });
      return reject();
    }
    this.#openChannels++;
    this.#channelsInAll++;
    const session = accept();
    session.once('close', () => this.#openChannels--);
    session.on('subsystem', (acceptSubsystem, rejectSubsystem, { name }) => {
      if (name !== 'sftp') return rejectSubsystem();
      this.#serve(acceptSubsystem());
    });
    // scp -O, ssh, rsync: a message says why, where refusing would only say that it failed.
    session.on('exec', (acceptCommand) => refuseCommand(acceptCommand()));
    session.on('shell', (acceptShell) => refuseCommand(acceptShell()));
  }

  #serve(channel: ServerChannel): void {
    const { connection, socket, services } = this.#options;
    const { clock, log, limits, metrics } = services;
    const tree = this.#session?.tree;
    if (tree === undefined) {
      channel.end();
      return;
    }
    const closed = new AbortController();
    const closeChannel = (): void => closed.abort();
    this.#closed.signal.addEventListener('abort', closeChannel, { once: true });
    const writer = new ChannelWriter({
      connection,
      socket,
      channel,
      closed: closed.signal,
      onWaiting: (waiting) => (this.#waiting += waiting ? 1 : -1),
    });
    const send = (answer: Buffer): Promise<void> | undefined => {
      metrics.sentBytes.inc(answer.length);
      return writer.send(answer);
    };
    const session = new SftpSession({
      tree,
      limits,
      clock,
      log,
      send,
      onFailure: () => this.end('protocol'),
      closed: closed.signal,
    });
    channel.on('data', (bytes: Buffer) => {
      this.#lastRequestMs = clock.monotonicMs();
      const pushed = session.push(bytes);
      if (pushed.ok) return;
      if (pushed.reason === 'too many requests under way') metrics.refused.inc({ limit: 'requests' });
      this.end('protocol');
    });
    channel.on('error', closeChannel);
    channel.once('close', () => {
      this.#closed.signal.removeEventListener('abort', closeChannel);
      closeChannel();
    });
    // RFC 4254 §6.10: without a status, clients take the end for a failure.
    channel.once('end', () => void session.served().then(() => endChannel(channel)));
  }

  /** ssh2 answers what needs no sign-in, as global requests, whether the client reads or not. */
  #endIfUnread(): void {
    const { socket, services } = this.#options;
    if (socket.writableLength <= services.limits.unreadBytes || this.#closed.signal.aborted) return;
    services.metrics.refused.inc({ limit: 'unread' });
    this.end('protocol');
    socket.destroy();
  }

  /** The clock's interval is that of `stallMs`. */
  #endIfStill(): void {
    const { clock, limits } = this.#options.services;
    const { socket } = this.#options;
    const taken = socket.bytesWritten - socket.writableLength - (unacknowledgedBytes(socket) ?? 0);
    const stalled = this.#waiting > 0 && taken === this.#takenBytes;
    this.#takenBytes = taken;
    if (stalled) return this.end('stalled');
    const idle = clock.monotonicMs() - this.#lastRequestMs >= limits.idleMs;
    if (this.#session !== null && this.#waiting === 0 && idle) this.end('idle');
  }

  #onClose(): void {
    this.#close();
  }

  #close(): void {
    this.#closed.abort();
    this.#watch.cancel();
    this.#session?.release();
    this.#session = null;
  }
}

function refuseCommand(channel: ServerChannel): void {
  channel.stderr.write(NOT_A_SHELL);
  channel.exit(1);
  channel.end();
  channel.resume();
}

function endChannel(channel: ServerChannel): void {
  if (channel.writable) channel.exit(0);
  channel.end();
}
