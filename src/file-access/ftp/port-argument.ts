import { isIPv4, isIPv6 } from 'node:net';
import { fail, ok, type Result } from '../../base/result.ts';

/** Where a client says that it listens. */
export interface ClientPort {
  /** The address families of RFC 2428: 1 is IPv4, 2 is IPv6. */
  readonly family: 1 | 2;
  readonly address: string;
  readonly port: number;
}

/** `h1,h2,h3,h4,p1,p2` (RFC 959 §5.3.2): decimal bytes. */
export function readPort(argument: string): Result<ClientPort, 'malformed'> {
  const match = /^(\d{1,3}),(\d{1,3}),(\d{1,3}),(\d{1,3}),(\d{1,3}),(\d{1,3})$/.exec(argument.trim());
  const bytes = match?.slice(1).map(Number) ?? [];
  if (bytes.length !== 6 || bytes.some((byte) => byte > 255)) return fail('malformed');
  return ok({ family: 1, address: bytes.slice(0, 4).join('.'), port: bytes[4]! * 256 + bytes[5]! });
}

/** `|1|192.0.2.1|6275|` or `|2|2001:db8::1|6275|` (RFC 2428 §2); the delimiter is any printable ASCII character. */
export function readEprt(argument: string): Result<ClientPort, 'malformed' | 'family'> {
  const text = argument.trim();
  const delimiter = text.charAt(0);
  if (!/^[!-~]$/.test(delimiter)) return fail('malformed');
  const [before, family = '', address = '', digits = '', after, ...rest] = text.split(delimiter);
  if (before !== '' || after !== '' || rest.length > 0 || !/^\d{1,5}$/.test(family)) return fail('malformed');
  if (family !== '1' && family !== '2') return fail('family');
  const port = /^\d{1,5}$/.test(digits) ? Number(digits) : 0;
  if (port < 1 || port > 65_535) return fail('malformed');
  // Without a zone: it would name an interface of this machine.
  if (family === '1') return isIPv4(address) ? ok({ family: 1, address, port }) : fail('malformed');
  return isIPv6(address) && !address.includes('%') ? ok({ family: 2, address, port }) : fail('malformed');
}
