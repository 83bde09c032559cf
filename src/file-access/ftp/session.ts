import type { RecordingTree } from '../recording-tree.ts';
import type { DoorClient, DoorSession } from '../sign-in/sign-ins.ts';
import type { DataPort } from './data-port.ts';
import { type Fact, FACTS } from './listing-formats.ts';
import type { Reply } from './reply.ts';
import type { FtpServices } from './services.ts';

interface SessionOptions {
  readonly services: FtpServices;
  readonly peer: DoorClient;
  /** The server's end of the control connection; data connections come to the same address. */
  readonly localAddress: string;
  /** Sends a preliminary reply (1yz); the final one is what a command's handler returns. */
  readonly sendPreliminary: (reply: Reply) => void;
  /** Aborts when the control connection is closed. */
  readonly closed: AbortSignal;
  readonly onSignIn: () => void;
}

/** The state of one client between its commands. The commands' handlers read and change it. */
export class Session {
  readonly services: FtpServices;
  readonly peer: DoorClient;
  readonly localAddress: string;
  readonly sendPreliminary: (reply: Reply) => void;
  readonly closed: AbortSignal;

  /** Given by USER, waiting for its PASS. */
  login: string | null = null;
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
    this.sendPreliminary = options.sendPreliminary;
    this.closed = options.closed;
    this.#onSignIn = options.onSignIn;
    options.closed.addEventListener('abort', () => this.#end(), { once: true });
  }

  /** The tree of the signed-in tenant; null before the sign-in. */
  get tree(): RecordingTree | null {
    return this.#signedIn?.tree ?? null;
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
