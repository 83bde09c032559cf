import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { connect, createServer, type Server, type Socket } from 'node:net';
import { setTimeout } from 'node:timers/promises';
import { createServer as createTlsServer } from 'node:tls';
import type { TestCertificate } from './certificates.ts';

/**
 * What the proxy does with a chunk: pass on these bytes, reset the connection, or stop passing on anything. `ended`: the receiver sees the
 * regular end, and the rest is not read; `ended-and-cut`: the sender sees a reset.
 */
export type Passing = Buffer | 'cut' | 'silence' | 'ended' | 'ended-and-cut';
export type Filter = (chunk: Buffer) => Passing | Promise<Passing>;

/** The filters of one connection. Each connection gets new ones. */
export interface Faults {
  readonly toServer?: Filter;
  readonly toClient?: Filter;
}

/** Without it, the second of two short answers waits 40 ms for the first one's acknowledgement (Nagle). */
const AT_ONCE = { noDelay: true };

/** A proxy between a client and a server on loopback that disturbs their connection. */
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
    const server = createServer(AT_ONCE, (client) => {
      const peer = connect({ port: serverPort, host: '127.0.0.1', ...AT_ONCE });
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
      if (passing === 'ended' || passing === 'ended-and-cut') {
        to.end();
        if (passing === 'ended') return await once(from, 'close').then(() => undefined);
        from.resetAndDestroy();
        return;
      }
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

/** Breaks the connection after this many bytes. */
export function after(bytes: number, then: Exclude<Passing, Buffer>): Filter {
  let passed = 0;
  return (chunk) => {
    passed += chunk.length;
    return passed > bytes ? then : chunk;
  };
}

/**
 * A proxy for an FTP server. Each passive data connection goes through its own proxy with its own faults: the port in
 * replies to EPSV is replaced by the proxy's.
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

/** A TLS front end for a plain server. */
export async function tlsFront(
  serverPort: number,
  { certificate, key }: TestCertificate,
): Promise<{ readonly port: number; stop(): Promise<void> }> {
  const sockets = new Set<Socket>();
  const options = { cert: readFileSync(certificate), key: readFileSync(key), ...AT_ONCE };
  const server = createTlsServer(options, (client) => {
    const peer = connect({ port: serverPort, host: '127.0.0.1', ...AT_ONCE });
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

/** Limits the rate to this many bytes per second. */
export function slow(bytesPerSecond: number): Filter {
  return async (chunk) => {
    await setTimeout((chunk.length / bytesPerSecond) * 1000);
    return chunk;
  };
}
