import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { connect, createServer, type Server, type Socket } from 'node:net';
import { setTimeout } from 'node:timers/promises';
import { createServer as createTlsServer } from 'node:tls';
import type { TestCertificate } from './certificates.ts';

/** What the proxy does with a piece of the way: bytes to pass on, or the end of the connection, or silence from now on. */
export type Passing = Buffer | 'cut' | 'silence';
export type Filter = (chunk: Buffer) => Passing | Promise<Passing>;

/** The filters of one connection; each connection gets its own. */
export interface Faults {
  readonly toServer?: Filter;
  readonly toClient?: Filter;
}

/** Stands between a client and a server on loopback and spoils their talk. */
export class TcpProxy {
  readonly port: number;
  readonly #server: Server;
  readonly #sockets: Set<Socket>;

  private constructor(server: Server, sockets: Set<Socket>) {
    this.port = (server.address() as { port: number }).port;
    this.#server = server;
    this.#sockets = sockets;
  }

  static async start(serverPort: number, faults: () => Faults): Promise<TcpProxy> {
    const sockets = new Set<Socket>();
    const server = createServer((client) => {
      const peer = connect(serverPort, '127.0.0.1');
      for (const socket of [client, peer]) {
        sockets.add(socket);
        socket.on('error', () => {});
        socket.on('close', () => sockets.delete(socket));
      }
      const { toServer, toClient } = faults();
      void pass(client, peer, toServer);
      void pass(peer, client, toClient);
    });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    return new TcpProxy(server, sockets);
  }

  async stop(): Promise<void> {
    for (const socket of this.#sockets) socket.destroy();
    this.#server.close();
    await once(this.#server, 'close');
  }
}

async function pass(from: Socket, to: Socket, filter: Filter = (chunk) => chunk): Promise<void> {
  try {
    for await (const chunk of from as AsyncIterable<Buffer>) {
      const passing = await filter(chunk);
      if (passing === 'silence') return await once(from, 'close').then(() => undefined);
      if (passing === 'cut') {
        from.resetAndDestroy();
        to.resetAndDestroy();
        return;
      }
      if (!to.write(passing)) await once(to, 'drain');
    }
    to.end();
  } catch {
    to.destroy();
  }
}

/** Cuts, or falls silent, when more than so many bytes have passed. */
export function after(bytes: number, then: 'cut' | 'silence'): Filter {
  let passed = 0;
  return (chunk) => {
    passed += chunk.length;
    return passed > bytes ? then : chunk;
  };
}

/**
 * In front of an FTP server: each passive data connection goes through a proxy of its own with faults of its own, because
 * replies to EPSV and PASV are rewritten to its port.
 */
export async function ftpProxy(
  serverPort: number,
  { control = () => ({}), data = () => ({}) }: { control?: () => Faults; data?: () => Faults },
): Promise<{ readonly port: number; stop(): Promise<void> }> {
  const dataProxies: TcpProxy[] = [];
  const proxy = await TcpProxy.start(serverPort, () => {
    const { toServer, toClient = (chunk: Buffer) => chunk } = control();
    return {
      ...(toServer !== undefined && { toServer }),
      async toClient(chunk) {
        const epsv = /^229 .*\(\|\|\|(\d+)\|\)/m.exec(chunk.toString('latin1'));
        if (epsv === null) return toClient(chunk);
        const forData = await TcpProxy.start(Number(epsv[1]), data);
        dataProxies.push(forData);
        return toClient(Buffer.from(chunk.toString('latin1').replace(epsv[1]!, String(forData.port)), 'latin1'));
      },
    };
  });
  return {
    port: proxy.port,
    async stop() {
      await proxy.stop();
      for (const forData of dataProxies) await forData.stop();
    },
  };
}

/** A server's face with TLS: takes it off and passes the bytes on. */
export async function tlsFront(
  serverPort: number,
  { certificate, key }: TestCertificate,
): Promise<{ readonly port: number; stop(): Promise<void> }> {
  const sockets = new Set<Socket>();
  const server = createTlsServer({ cert: readFileSync(certificate), key: readFileSync(key) }, (client) => {
    const peer = connect(serverPort, '127.0.0.1');
    for (const socket of [client, peer]) {
      sockets.add(socket);
      socket.on('error', () => {});
    }
    void pass(client, peer);
    void pass(peer, client);
  });
  server.on('tlsClientError', () => {});
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    port: (server.address() as { port: number }).port,
    async stop() {
      for (const socket of sockets) socket.destroy();
      server.close();
      await once(server, 'close');
    },
  };
}

/** Lets no more than so many bytes a second through. */
export function slow(bytesPerSecond: number): Filter {
  return async (chunk) => {
    await setTimeout((chunk.length / bytesPerSecond) * 1000);
    return chunk;
  };
}
