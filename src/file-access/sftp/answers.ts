import type { TreeEntry } from '../recording-tree.ts';

/** Status codes, draft-ietf-secsh-filexfer-02 §7. */
export const STATUS = {
  ok: 0,
  eof: 1,
  noSuchFile: 2,
  permissionDenied: 3,
  failure: 4,
  badMessage: 5,
  unsupported: 8,
} as const;

/** Packet types of answers, §3. */
const VERSION = 2;
const STATUS_ANSWER = 101;
const HANDLE = 102;
const DATA = 103;
const NAME = 104;
const ATTRS = 105;
const EXTENDED_REPLY = 201;

/** `uint32 length, byte DATA, uint32 id, uint32 length of the data` stands before the data. */
export const DATA_HEADER_BYTES = 13;

export function status(id: number, code: number, message = ''): Buffer {
  return packet(STATUS_ANSWER, [uint32(id), uint32(code), string(message), string('en')]);
}

export function handle(id: number, number: number): Buffer {
  return packet(HANDLE, [uint32(id), uint32(4), uint32(number)]);
}

/** Writes the header of an answer whose data stands behind it in `into`. */
export function writeDataHeader(into: Buffer, id: number, length: number): void {
  into.writeUInt32BE(DATA_HEADER_BYTES - 4 + length, 0);
  into[4] = DATA;
  into.writeUInt32BE(id, 5);
  into.writeUInt32BE(length, 9);
}

export function attributes(id: number, entry: TreeEntry): Buffer {
  return packet(ATTRS, [uint32(id), attributesOf(entry)]);
}

/** A page of a folder. */
export function names(id: number, entries: readonly TreeEntry[]): Buffer {
  const fields = entries.flatMap((entry) => [string(entry.name), string(longName(entry)), attributesOf(entry)]);
  return packet(NAME, [uint32(id), uint32(entries.length), ...fields]);
}

/** What REALPATH answers: one name, without attributes. */
export function realPath(id: number, path: string): Buffer {
  return packet(NAME, [uint32(id), uint32(1), string(path), string(path), uint32(0)]);
}

/** The answer to INIT: version 3 and the extensions, each with its version. */
export function version(extensions: Readonly<Record<string, string>>): Buffer {
  const fields = Object.entries(extensions).flatMap(([name, value]) => [string(name), string(value)]);
  return packet(VERSION, [uint32(3), ...fields]);
}

/** `limits@openssh.com`: the longest packet, READ and WRITE, and how many handles; 0: no limit known. */
export function limitsReply(
  id: number,
  limits: { readonly packetBytes: number; readonly readBytes: number; readonly handles: number },
): Buffer {
  const fields = [limits.packetBytes, limits.readBytes, limits.readBytes, limits.handles];
  return packet(EXTENDED_REPLY, [uint32(id), ...fields.map(uint64)]);
}

/** SIZE, UIDGID, PERMISSIONS, ACMODTIME (§5). */
const ATTRIBUTE_FLAGS = 1 | 2 | 4 | 8;
const FOLDER_MODE = 0o040555;
const FILE_MODE = 0o100444;

function attributesOf(entry: TreeEntry): Buffer {
  const bytes = Buffer.alloc(32);
  const isFolder = entry.kind === 'folder';
  const seconds = Math.max(0, Math.floor(entry.modifiedAt / 1000));
  bytes.writeUInt32BE(ATTRIBUTE_FLAGS, 0);
  bytes.writeBigUInt64BE(BigInt(isFolder ? 0 : entry.sizeBytes), 4);
  // Owner and group, both 0, are at 12 and 16.
  bytes.writeUInt32BE(isFolder ? FOLDER_MODE : FILE_MODE, 20);
  bytes.writeUInt32BE(seconds, 24);
  bytes.writeUInt32BE(seconds, 28);
  return bytes;
}

const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

/** As `ls -l` prints it; times in UTC. Clients show it and do not read it (§6.6). */
function longName(entry: TreeEntry): string {
  const isFolder = entry.kind === 'folder';
  const time = new Date(entry.modifiedAt);
  const day = String(time.getUTCDate()).padStart(2);
  const date = `${MONTHS[time.getUTCMonth()]} ${day}  ${time.getUTCFullYear()}`;
  const size = String(isFolder ? 0 : entry.sizeBytes).padStart(10);
  return `${isFolder ? 'dr-xr-xr-x' : '-r--r--r--'}   1 fonoteka fonoteka ${size} ${date} ${entry.name}`;
}

function packet(type: number, fields: readonly Buffer[]): Buffer {
  const length = 1 + fields.reduce((sum, field) => sum + field.length, 0);
  const head = Buffer.alloc(5);
  head.writeUInt32BE(length, 0);
  head[4] = type;
  return Buffer.concat([head, ...fields]);
}

function uint32(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(value, 0);
  return bytes;
}

function uint64(value: number): Buffer {
  const bytes = Buffer.alloc(8);
  bytes.writeBigUInt64BE(BigInt(value), 0);
  return bytes;
}

function string(text: string): Buffer {
  const bytes = Buffer.from(text);
  return Buffer.concat([uint32(bytes.length), bytes]);
}
