import { isIPv4, isIPv6 } from 'node:net';
import { readIpAddress } from '../base/ip-address.ts';
import { fail, ok, type Result } from '../base/result.ts';

/** A load balancer's header in front of a connection: HAProxy's PROXY protocol, versions 1 and 2. */
export type ProxyHeader =
  /** The connection is for a client of the balancer. */
  | { readonly kind: 'proxied'; readonly source: Endpoint; readonly destination: Endpoint }
  /** It is the balancer's own (a health check), or of a kind that has no address (v1 UNKNOWN). */
  | { readonly kind: 'local' };

interface Endpoint {
  /** As `readIpAddress` writes it. */
  readonly address: string;
  readonly port: number;
}

interface ReadHeader {
  readonly header: ProxyHeader;
  /** Where what the client sends begins. */
  readonly lengthBytes: number;
}

/** 16 bytes, two IPv6 addresses, and extensions (TLVs), of which balancers send some hundred bytes, a client's certificate at most. */
export const MAX_PROXY_HEADER_BYTES = 16 + 4096;

/** The header at the start of the bytes; null: more bytes are needed. */
export function readProxyHeader(bytes: Buffer): Result<ReadHeader | null, 'malformed'> {
  if (bytes.length === 0) return ok(null);
  return bytes[0] === SIGNATURE[0] ? readVersion2(bytes) : readVersion1(bytes);
}

/** v2 §2.2. */
const SIGNATURE = Buffer.from('\r\n\r\n\0\r\nQUIT\n', 'latin1');

/**
 * ```
 *  0            12        13       14      16
 * | signature   | ver cmd | family | length | addresses, extensions … |
 * ```
 */
function readVersion2(bytes: Buffer): Result<ReadHeader | null, 'malformed'> {
  const signature = bytes.subarray(0, SIGNATURE.length);
  if (!signature.equals(SIGNATURE.subarray(0, signature.length))) return fail('malformed');
  if (bytes.length < 16) return ok(null);
  const command = bytes[12]!;
  const lengthBytes = 16 + bytes.readUInt16BE(14);
  if (command >> 4 !== 2 || lengthBytes > MAX_PROXY_HEADER_BYTES) return fail('malformed');
  if (bytes.length < lengthBytes) return ok(null);
  const header = headerOf(command & 0x0f, bytes[13]!, bytes.subarray(16, lengthBytes));
  return header === null ? fail('malformed') : ok({ header, lengthBytes });
}

const LOCAL = 0;
const PROXY = 1;
/** AF_INET and AF_INET6 with STREAM; nothing else is spoken here. */
const TCP4 = 0x11;
const TCP6 = 0x21;

function headerOf(command: number, family: number, body: Buffer): ProxyHeader | null {
  // "The receiver must accept this connection as valid and must use the real connection endpoints and discard the protocol block" (§2.2).
  if (command === LOCAL) return { kind: 'local' };
  if (command !== PROXY) return null;
  const size = family === TCP4 ? 4 : 16;
  if ((family !== TCP4 && family !== TCP6) || body.length < 2 * size + 4) return null;
  const addressAt = (at: number): string => addressOf(body.subarray(at, at + size));
  const portAt = (at: number): number => body.readUInt16BE(2 * size + at);
  return {
    kind: 'proxied',
    source: { address: addressAt(0), port: portAt(0) },
    destination: { address: addressAt(size), port: portAt(2) },
  };
}

function addressOf(bytes: Buffer): string {
  if (bytes.length === 4) return bytes.join('.');
  const groups = Array.from({ length: 8 }, (_, index) => bytes.readUInt16BE(2 * index).toString(16));
  return readIpAddress(groups.join(':'))!;
}

/** v1 §2.1: the longest line that there can be, with its end. */
const MAX_LINE_BYTES = 107;
const PREFIX = 'PROXY ';

/** `PROXY TCP4 192.0.2.1 198.51.100.1 35646 21` */
function readVersion1(bytes: Buffer): Result<ReadHeader | null, 'malformed'> {
  const text = bytes.subarray(0, MAX_LINE_BYTES).toString('latin1');
  if (text.slice(0, PREFIX.length) !== PREFIX.slice(0, text.length)) return fail('malformed');
  const end = text.indexOf('\r\n');
  if (end === -1) return text.length < MAX_LINE_BYTES ? ok(null) : fail('malformed');
  const [, family = '', ...rest] = text.slice(0, end).split(' ');
  const lengthBytes = end + 2;
  if (family === 'UNKNOWN') return ok({ header: { kind: 'local' }, lengthBytes });
  const [from = '', to = '', fromPort = '', toPort = '', ...more] = rest;
  const [source, destination] = [endpoint(family, from, fromPort), endpoint(family, to, toPort)];
  if (source === null || destination === null || more.length > 0) return fail('malformed');
  return ok({ header: { kind: 'proxied', source, destination }, lengthBytes });
}

function endpoint(family: string, text: string, port: string): Endpoint | null {
  const isOfFamily = (family === 'TCP4' && isIPv4(text)) || (family === 'TCP6' && isIPv6(text));
  const address = isOfFamily ? readIpAddress(text) : null;
  return address !== null && isPort(port) ? { address, port: Number(port) } : null;
}

function isPort(text: string): boolean {
  return /^(0|[1-9]\d{0,4})$/.test(text) && Number(text) <= 65_535;
}
