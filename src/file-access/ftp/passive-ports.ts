import { once } from 'node:events';
import { createServer, type Server } from 'node:net';
import type { PortRange } from '../../config/index.ts';

/** Connections the kernel may hold for one listener: the client's, and a few strangers'. */
const BACKLOG = 4;

/** A port of the range, listened on. */
export interface PassiveListener {
  readonly server: Server;
  readonly port: number;
  /** Stops listening; the port is free at once. */
  close(): void;
}

/** The ports for data connections, lent to one session each. */
export class PassivePorts {
  readonly #range: PortRange;
  readonly #taken = new Set<number>();
  #next: number;

  /** Ports are taken in turn from a random one on, so that the next one cannot be known beforehand after a start. */
  constructor(range: PortRange) {
    this.#range = range;
    this.#next = range.min + Math.floor(Math.random() * (range.max - range.min + 1));
  }

  /** How many are lent. */
  get taken(): number {
    return this.#taken.size;
  }

  /** Listens at the address on a free port; null when every port is lent or used by another program. */
  async listen(address: string): Promise<PassiveListener | null> {
    const size = this.#range.max - this.#range.min + 1;
    for (let tried = 0; tried < size; tried++) {
      const port = this.#turn();
      if (this.#taken.has(port)) continue;
      this.#taken.add(port);
      const server = await listenOn(address, port);
      if (server !== null) return { server, port, close: () => this.#close(server, port) };
      this.#taken.delete(port);
    }
    return null;
  }

  #turn(): number {
    const port = this.#next;
    this.#next = port === this.#range.max ? this.#range.min : port + 1;
    return port;
  }

  #close(server: Server, port: number): void {
    if (!server.listening) return;
    server.close();
    this.#taken.delete(port);
  }
}

/** Null when the port cannot be had. Data connections are half-open on purpose: a client may close its side early. */
async function listenOn(host: string, port: number): Promise<Server | null> {
  const server = createServer({ pauseOnConnect: true, noDelay: true, allowHalfOpen: true });
  server.listen({ host, port, backlog: BACKLOG, exclusive: true });
  try {
    await once(server, 'listening');
    // A connection that cannot be accepted is one that never came: the session's time for it runs out.
    server.on('error', () => undefined);
    return server;
  } catch {
    return null;
  }
}
