import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { type ConnectionOptions, connect as connectTls, type TLSSocket } from 'node:tls';
import { onTestFinished } from 'vitest';
import { LOGIN, PASSWORD } from './ftp-fixture.ts';

/** A client that sends exactly the given bytes and waits for replies; closed when the test ends. */
export class RawFtpClient {
  socket: Socket;
  #received = '';
  #wake: () => void = () => undefined;
  #closed = false;

  private constructor(socket: Socket) {
    socket.setNoDelay(true);
    this.socket = socket;
    this.#read(socket);
  }

  #read(socket: Socket): void {
    socket.on('data', (bytes) => {
      this.#received += bytes.toString();
      this.#wake();
    });
    socket.on('error', () => undefined);
    socket.on('close', () => {
      this.#closed = true;
      this.#wake();
    });
  }

  /** Connects; does not read the greeting. */
  static async connect(address: { host: string; port: number; localAddress?: string }): Promise<RawFtpClient> {
    const socket = await connected(address);
    return new RawFtpClient(socket);
  }

  /** Connects to a port of implicit TLS. */
  static async connectTls(address: { host: string; port: number }, options: ConnectionOptions): Promise<RawFtpClient> {
    const client = new RawFtpClient(await secured(await connected(address), options));
    return client;
  }

  /** AUTH TLS and its handshake. */
  async startTls(options: ConnectionOptions): Promise<string> {
    const reply = await this.command('AUTH TLS');
    if (!reply.startsWith('234')) return reply;
    this.socket.removeAllListeners('data');
    const plain = this.socket;
    this.socket = await secured(plain, options);
    this.#read(this.socket);
    return reply;
  }

  /** Signs in with encrypted control and data connections. */
  static async signedInTls(address: { host: string; port: number }, options: ConnectionOptions): Promise<RawFtpClient> {
    const client = await RawFtpClient.connect(address);
    await client.reply();
    await client.startTls(options);
    for (const line of [`USER ${LOGIN}`, `PASS ${PASSWORD}`, 'PBSZ 0', 'PROT P']) await client.command(line);
    return client;
  }

  static async signedIn(address: { host: string; port: number }): Promise<RawFtpClient> {
    const client = await RawFtpClient.connect(address);
    await client.reply();
    await client.command(`USER ${LOGIN}`);
    await client.command(`PASS ${PASSWORD}`);
    return client;
  }

  send(line: string): void {
    this.socket.write(`${line}\r\n`);
  }

  async command(line: string): Promise<string> {
    this.send(line);
    return this.reply();
  }

  /** The next complete reply: all its lines without the last CR LF; `closed` if the connection ended first. */
  async reply(): Promise<string> {
    for (;;) {
      const found = /^(\d{3}) .*\r\n|^(\d{3})-[^]*?\r\n\2 .*\r\n/.exec(this.#received);
      if (found !== null) {
        this.#received = this.#received.slice(found[0].length);
        return found[0].trimEnd();
      }
      if (this.#closed) return 'closed';
      await new Promise<void>((resolve) => (this.#wake = resolve));
    }
  }

  async closed(): Promise<void> {
    if (!this.#closed) await once(this.socket, 'close');
  }

  /** The port of a new passive data connection. */
  async passivePort(): Promise<number> {
    const reply = await this.command('EPSV');
    const port = /\(\|\|\|(\d+)\|\)/.exec(reply)?.[1];
    if (port === undefined) throw new Error(`no passive port: ${reply}`);
    return Number(port);
  }

  /** Connects to a new passive port, from the address of the control connection. */
  async dataConnection(): Promise<Socket> {
    return connected({ host: this.socket.remoteAddress!, port: await this.passivePort() });
  }

  /** The data and the replies of one transfer command. */
  async fetch(line: string): Promise<{ content: Buffer; replies: string[] }> {
    const data = await this.dataConnection();
    const content = readAll(data);
    const first = await this.command(line);
    const replies = first.startsWith('150') ? [first, await this.reply()] : [first];
    return { content: await content, replies };
  }
}

/** TLS on top of a connection, after its handshake. */
export async function secured(socket: Socket, options: ConnectionOptions): Promise<TLSSocket> {
  const secure = connectTls({ ...options, socket });
  secure.on('error', () => undefined);
  await once(secure, 'secureConnect');
  return secure;
}

export async function connected(address: { host: string; port: number; localAddress?: string }): Promise<Socket> {
  const socket = connect(address);
  onTestFinished(() => void socket.destroy());
  await once(socket, 'connect');
  return socket;
}

/** Everything received until the connection ends, for whatever reason. */
export async function readAll(socket: Socket): Promise<Buffer> {
  const chunks: Buffer[] = [];
  socket.on('data', (chunk: Buffer) => chunks.push(chunk));
  socket.on('error', () => undefined);
  if (!socket.closed) await new Promise((resolve) => socket.once('close', resolve));
  return Buffer.concat(chunks);
}
