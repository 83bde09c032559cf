import { once } from 'node:events';
import ssh2, { type ClientChannel, type ConnectConfig, type SFTPWrapper } from 'ssh2';
import { onTestFinished } from 'vitest';
import { LOGIN, PASSWORD } from './ftp-fixture.ts';

/** One packet of an answer: its type, its request, and what follows. */
export interface SftpAnswer {
  readonly type: number;
  readonly id: number;
  readonly rest: Buffer;
}

export const ANSWER = { version: 2, status: 101, handle: 102, data: 103, name: 104, attrs: 105, extended: 201 };

/** A signed-in SSH client; closed when the test ends. Fails where it is not let in. */
export async function sshClient(
  { host, port }: { host: string; port: number },
  settings: Partial<ConnectConfig> = {},
): Promise<ssh2.Client> {
  const client = new ssh2.Client();
  onTestFinished(() => void client.destroy());
  const ready = new Promise<void>((resolve, reject) => {
    client.once('ready', resolve).on('error', reject);
    client.once('close', () => reject(new Error('the server has closed the connection')));
  });
  client.connect({ host, port, username: LOGIN, password: PASSWORD, readyTimeout: 0, ...settings });
  await ready;
  return client;
}

/** SFTP as ssh2's client has it. */
export function sftpOf(client: ssh2.Client): Promise<SFTPWrapper> {
  return new Promise((resolve, reject) => client.sftp((error, sftp) => (error ? reject(error) : resolve(sftp))));
}

/** Sends packets of its own making, and reads the answers one by one. */
export class RawSftpClient {
  readonly channel: ClientChannel;
  #nextId = 1;
  #rest: Buffer = Buffer.alloc(0);

  private constructor(channel: ClientChannel) {
    this.channel = channel;
  }

  /** `init: false`: not even the first packet is sent. */
  static async open(client: ssh2.Client, { init = true } = {}): Promise<RawSftpClient> {
    const channel = await new Promise<ClientChannel>((resolve, reject) =>
      client.subsys('sftp', (error, opened) => (error ? reject(error) : resolve(opened))),
    );
    channel.pause();
    const raw = new RawSftpClient(channel);
    if (!init) return raw;
    raw.write(packet(1, uint32(3)));
    await raw.answer();
    return raw;
  }

  write(bytes: Buffer): void {
    this.channel.write(bytes);
  }

  /** Sends a request and returns its number. */
  request(type: number, ...fields: Buffer[]): number {
    const id = this.#nextId++;
    this.write(packet(type, uint32(id), ...fields));
    return id;
  }

  open(path: string): Promise<Buffer> {
    return this.#handle(3, string(path), uint32(1), uint32(0));
  }

  openFolder(path: string): Promise<Buffer> {
    return this.#handle(11, string(path));
  }

  read(handle: Buffer, offset: number, length: number): number {
    return this.request(5, string(handle), uint64(offset), uint32(length));
  }

  async answer(): Promise<SftpAnswer> {
    const length = (await this.#take(4)).readUInt32BE(0);
    const bytes = await this.#take(length);
    return { type: bytes[0]!, id: length < 5 ? 0 : bytes.readUInt32BE(1), rest: bytes.subarray(5) };
  }

  /** The code of the status that comes next. */
  async status(): Promise<number> {
    const { type, rest } = await this.answer();
    if (type !== ANSWER.status) throw new Error(`an answer of type ${type} instead of a status`);
    return rest.readUInt32BE(0);
  }

  async #handle(type: number, ...fields: Buffer[]): Promise<Buffer> {
    this.request(type, ...fields);
    const { type: answered, rest } = await this.answer();
    if (answered !== ANSWER.handle) throw new Error(`status ${rest.readUInt32BE(0)} instead of a handle`);
    return rest.subarray(4);
  }

  /** Until there is something to read, or the end. */
  async #more(): Promise<void> {
    const found = new AbortController();
    const events = ['readable', 'end'].map((event) => once(this.channel, event, { signal: found.signal }));
    await Promise.race(events);
    found.abort();
    await Promise.allSettled(events);
  }

  async #take(length: number): Promise<Buffer> {
    while (this.#rest.length < length) {
      const chunk = this.channel.read() as Buffer | null;
      if (chunk === null) {
        if (this.channel.readableEnded) throw new Error('the channel has ended');
        await this.#more();
      } else this.#rest = Buffer.concat([this.#rest, chunk]);
    }
    const taken = this.#rest.subarray(0, length);
    this.#rest = this.#rest.subarray(length);
    return taken;
  }
}

export function packet(type: number, ...fields: Buffer[]): Buffer {
  const body = Buffer.concat([Buffer.from([type]), ...fields]);
  return Buffer.concat([uint32(body.length), body]);
}

export function uint32(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(value);
  return bytes;
}

function uint64(value: number): Buffer {
  const bytes = Buffer.alloc(8);
  bytes.writeBigUInt64BE(BigInt(value));
  return bytes;
}

export function string(value: string | Buffer): Buffer {
  const bytes = Buffer.from(value);
  return Buffer.concat([uint32(bytes.length), bytes]);
}
