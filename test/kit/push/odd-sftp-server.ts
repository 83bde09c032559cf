import { once } from 'node:events';
import ssh2, { type Connection, type SFTPWrapper } from 'ssh2';
import { makeSshKey, type SftpSettings } from '../../../src/platform/push-target/index.ts';

const { OK, NO_SUCH_FILE } = ssh2.utils.sftp.STATUS_CODE;
const HANDLE = Buffer.from('1');
const REGULAR_FILE = 0o100644;

const MAX_FILE_BYTES = 32 * 1024 * 1024;

interface Content {
  readonly room: Buffer;
  sizeBytes: number;
}

/** How it is odd. */
export interface Oddity {
  /** Answers each write so many times; 1 unless told. */
  readonly answersPerWrite?: number;
  /** Added to the sizes it tells. */
  readonly sizeLieBytes?: number;
  /** Sends this to the client in place of the first answer to a write. */
  readonly garbage?: Buffer;
}

/** An SFTP server that keeps one file in memory and does what no honest server does. */
export class OddSftpServer {
  readonly port: number;
  /** Of connections from now on. */
  oddity: Oddity = {};
  readonly #server: ssh2.Server;
  readonly #connections = new Set<Connection>();
  readonly #content: Content = { room: Buffer.alloc(MAX_FILE_BYTES), sizeBytes: 0 };

  private constructor(server: ssh2.Server) {
    this.port = (server.address() as { port: number }).port;
    this.#server = server;
    server.on('connection', (connection) => this.#welcome(connection));
  }

  static async start(): Promise<OddSftpServer> {
    const server = new ssh2.Server({ hostKeys: [makeSshKey().privateKey] });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    return new OddSftpServer(server);
  }

  get content(): Buffer {
    return this.#content.room.subarray(0, this.#content.sizeBytes);
  }

  get settings(): SftpSettings {
    const login = { login: 'client', password: 'x', privateKey: null, hostKey: null } as const;
    return { kind: 'sftp', host: 'localhost', port: this.port, folder: '', ...login };
  }

  async stop(): Promise<void> {
    for (const connection of this.#connections) connection.end();
    this.#server.close();
    await once(this.#server, 'close');
  }

  #welcome(connection: Connection): void {
    this.#connections.add(connection);
    connection.on('error', () => {});
    connection.on('authentication', (attempt) => attempt.accept());
    connection.on('session', (accept) => {
      accept().on('sftp', (acceptSftp) => serve(acceptSftp(), this.#content, this.oddity));
    });
  }
}

function serve(sftp: SFTPWrapper, content: Content, oddity: Oddity): void {
  const { answersPerWrite = 1, sizeLieBytes = 0, garbage } = oddity;
  sftp.on('OPEN', (request) => {
    sftp.handle(request, HANDLE);
  });
  sftp.on('WRITE', (request, _handle, position, bytes) => {
    if (garbage !== undefined) {
      sendRaw(sftp, garbage);
      return;
    }
    bytes.copy(content.room, position);
    content.sizeBytes = Math.max(content.sizeBytes, position + bytes.length);
    for (let answer = 0; answer < answersPerWrite; answer += 1) sftp.status(request, OK);
  });
  sftp.on('STAT', (request) => {
    if (content.sizeBytes === 0) sftp.status(request, NO_SUCH_FILE);
    else sftp.attrs(request, attributes(content.sizeBytes + sizeLieBytes));
  });
  sftp.on('CLOSE', (request) => sftp.status(request, OK));
}

/** What ssh2 does not offer to servers: bytes that are no SFTP. */
interface RawChannel {
  readonly _protocol: { channelData(id: number, bytes: Buffer): void };
  readonly outgoing: { readonly id: number };
}

function sendRaw(sftp: SFTPWrapper, bytes: Buffer): void {
  const { _protocol, outgoing } = sftp as unknown as RawChannel;
  _protocol.channelData(outgoing.id, bytes);
}

function attributes(size: number): ssh2.Attributes {
  return { mode: REGULAR_FILE, uid: 0, gid: 0, size, atime: 0, mtime: 0 };
}
