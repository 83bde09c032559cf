import ssh2, { type SFTPWrapper } from 'ssh2';
import { listeningSshServer, TestSftpServer } from './test-sftp-server.ts';

const { OK, NO_SUCH_FILE } = ssh2.utils.sftp.STATUS_CODE;
const HANDLE = Buffer.from('1');
const REGULAR_FILE = 0o100644;

const MAX_FILE_BYTES = 32 * 1024 * 1024;

interface Content {
  readonly room: Buffer;
  sizeBytes: number;
}

/** What the server does wrong. */
export interface Misbehaviour {
  /** How many times it answers each write; default 1. */
  readonly answersPerWrite?: number;
  /** Added to the sizes it reports. */
  readonly sizeLieBytes?: number;
  /** Sent to the client in place of the first answer to a write. */
  readonly garbage?: Buffer;
}

/** An SFTP server with one file in memory that breaks the protocol. */
export class MisbehavingSftpServer extends TestSftpServer {
  /** Applies to connections from now on. */
  misbehaviour: Misbehaviour = {};
  readonly #content: Content = { room: Buffer.alloc(MAX_FILE_BYTES), sizeBytes: 0 };

  static async start(): Promise<MisbehavingSftpServer> {
    return new MisbehavingSftpServer(await listeningSshServer());
  }

  get content(): Buffer {
    return this.#content.room.subarray(0, this.#content.sizeBytes);
  }

  protected override serve(sftp: SFTPWrapper): void {
    serve(sftp, this.#content, this.misbehaviour);
  }
}

function serve(sftp: SFTPWrapper, content: Content, misbehaviour: Misbehaviour): void {
  const { answersPerWrite = 1, sizeLieBytes = 0, garbage } = misbehaviour;
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

/** Sends bytes that are not SFTP, which ssh2 has no method for. */
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
