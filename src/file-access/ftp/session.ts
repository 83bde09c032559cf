import type { Socket } from 'node:net';
import type { SecureContext } from 'node:tls';
import type { RecordingTree } from '../recording-tree.ts';
import type { DoorClient, DoorSession } from '../sign-in/sign-ins.ts';
import type { DataPort } from './data-port.ts';
import { type Fact, FACTS } from './listing-formats.ts';
import type { Reply } from './reply.ts';
import { SecureSocket } from './secure-socket.ts';
import type { FtpServices } from './services.ts';

interface SessionOptions {
  readonly services: FtpServices;
  readonly peer: DoorClient;
  /** What the client has connected to, and connects to for data: this machine's address, or a load balancer's. */
  readonly localAddress: string;
  /** This machine's end of the control connection, where data connections arrive. */
  readonly listenAddress: string;
  /** Sends a preliminary reply (1yz); the final one is what a command's handler returns. */
  readonly sendPreliminary: (reply: Reply) => void;
  /** Aborts when the control connection is closed. */
  readonly closed: AbortSignal;
  readonly onSignIn: () => void;
  /** Counts a TLS handshake of the control connection; false: there are too many. */
  readonly hasHandshakeRoom: () => boolean;
}

/** The state of one client between its commands. The commands' handlers read and change it. */
export class Session {
  readonly services: FtpServices;
  readonly peer: DoorClient;
  readonly localAddress: string;
  readonly listenAddress: string;
  readonly sendPreliminary: (reply: Reply) => void;
  readonly closed: AbortSignal;
  readonly hasHandshakeRoom: () => boolean;

  /** Of the control connection, and of data connections where they are protected; null: nothing is encrypted. */
  secureContext: SecureContext | null = null;
  /** Whether data connections are encrypted (RFC 4217 §9). */
  protection: 'clear' | 'private' = 'clear';
  /** By PBSZ, without which PROT is refused (RFC 2228 §3). */
  bufferSizeAgreed = false;
  /** Given by USER, waiting for its PASS. */
  login: string | null = null;
  /** USER commands. */
  logins = 0;
  failedPasswords = 0;
  folder = '/';
  /** In bytes; set by REST for the next transfer, unchanged by EPSV and other commands in between. */
  restartAt = 0;
  /** After EPSV ALL every other command for a data connection is refused (RFC 2428 §4). */
  epsvOnly = false;
  facts: ReadonlySet<Fact> = new Set(FACTS);
  transferring = false;

  #signedIn: DoorSession | null = null;
  #dataPort: DataPort | null = null;
  readonly #onSignIn: () => void;

  constructor(options: SessionOptions) {
    this.services = options.services;
    this.peer = options.peer;
    this.localAddress = options.localAddress;
    this.listenAddress = options.listenAddress;
    this.sendPreliminary = options.sendPreliminary;
    this.closed = options.closed;
    this.hasHandshakeRoom = options.hasHandshakeRoom;
    this.#onSignIn = options.onSignIn;
    options.closed.addEventListener('abort', () => this.#end(), { once: true });
  }

  /** The tree of the signed-in tenant; null before the sign-in. */
  get tree(): RecordingTree | null {
    return this.#signedIn?.tree ?? null;
  }

  /** Whether nothing may be sent over data connections in clear. */
  get mustProtectData(): boolean {
    return this.services.tls?.required === true || this.#signedIn?.demandsEncryption === true;
  }

  /** A data port that was prepared before is no longer of use: it may have begun a handshake, or not. */
  setProtection(protection: 'clear' | 'private'): void {
    if (protection !== this.protection) this.closeDataPort();
    this.protection = protection;
  }

  /** A new data connection, encrypted where it has to be. The handshake has not begun: clients wait for 150. */
  protect(socket: Socket): Socket {
    if (this.protection === 'clear' || this.secureContext === null) return socket;
    return new SecureSocket(socket, this.secureContext);
  }

  signIn(signedIn: DoorSession): void {
    if (this.closed.aborted) return signedIn.release();
    this.#signedIn = signedIn;
    this.#onSignIn();
  }

  /** Keeps the port for the next transfer; the previous one must have been closed. */
  setDataPort(port: DataPort): void {
    if (this.closed.aborted) port.close();
    else this.#dataPort = port;
  }

  /** Gives the port to a transfer; null when no command that prepares one came before it. */
  takeDataPort(): DataPort | null {
    const port = this.#dataPort;
    this.#dataPort = null;
    return port;
  }

  closeDataPort(): void {
    this.takeDataPort()?.close();
  }

  #end(): void {
    this.closeDataPort();
    this.#signedIn?.release();
    this.#signedIn = null;
  }
}
