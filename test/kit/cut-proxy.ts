import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net';

/** Sees what a server sends on one connection, and returns what the client gets; null: the connection is cut. */
type Relay = (chunk: Buffer) => Buffer | null;

/** A TCP proxy between a client and a server on this machine that can cut connections. */
export class CutProxy {
  /** Cuts the next connection after this many bytes from the server; null: never. */
  cutAfterBytes: number | null = null;
  /** Nobody can connect. */
  isDown = false;
  /** How many connections were cut. */
  cuts = 0;
  readonly #server: Server;
  readonly #open = new Set<Socket>();

  private constructor(target: number, newRelay: () => Relay) {
    this.#server = createServer((client) => this.#join(client, connect(target, '127.0.0.1'), newRelay()));
  }

  /** `newRelay`: for each connection. */
  static async before(target: number, newRelay: () => Relay = () => (chunk) => chunk): Promise<CutProxy> {
    const proxy = new CutProxy(target, newRelay);
    proxy.#server.listen(0, '127.0.0.1');
    await once(proxy.#server, 'listening');
    return proxy;
  }

  get port(): number {
    return (this.#server.address() as AddressInfo).port;
  }

  async close(): Promise<void> {
    for (const socket of this.#open) socket.destroy();
    this.#server.close();
    await once(this.#server, 'close');
  }

  /** Cuts all connections; nobody can connect until `isDown` is false. */
  goDown(): void {
    this.isDown = true;
    for (const socket of this.#open) socket.destroy();
  }

  #join(client: Socket, server: Socket, relay: Relay): void {
    if (this.isDown) {
      client.destroy();
      server.destroy();
      return;
    }
    let left = this.cutAfterBytes ?? Number.POSITIVE_INFINITY;
    this.cutAfterBytes = null;
    for (const [from, to] of [
      [client, server],
      [server, client],
    ] as const) {
      this.#open.add(from);
      from.on('error', () => to.destroy());
      from.on('close', () => {
        this.#open.delete(from);
        to.destroy();
      });
    }
    client.pipe(server);
    server.on('data', (chunk: Buffer) => {
      const passed = relay(chunk);
      if (passed !== null) client.write(passed.subarray(0, Math.min(left, passed.length)));
      left = passed === null ? 0 : left - passed.length;
      if (left > 0) return;
      this.cuts += 1;
      server.destroy();
    });
  }
}

/** Whether a program listens on a port of this machine. */
export function isListening(port: number): Promise<boolean> {
  const socket = connect(port, '127.0.0.1');
  return new Promise((resolve) => {
    socket.on('connect', () => resolve(true)).on('error', () => resolve(false));
  }).finally(() => socket.destroy()) as Promise<boolean>;
}
